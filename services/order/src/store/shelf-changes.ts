import type { ClientSession } from "mongoose";
import type { Models } from "./models.ts";

/** Told in the transaction that changes a shelf; every replica reads it anew then. */
export async function countShelfChange(models: Models, storeId: string, session: ClientSession) {
  await models.shelves.updateOne({ _id: storeId }, { $inc: { changes: 1 } }, { session, upsert: true });
}

export async function countShelfChanges(models: Models, session: ClientSession) {
  await models.shelves.updateMany({}, { $inc: { changes: 1 } }, { session });
}
