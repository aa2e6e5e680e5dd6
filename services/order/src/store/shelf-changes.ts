import type { ClientSession } from "mongoose";
import type { Models } from "./models.ts";

/** Where changes of what members are called are counted; no store has such a name. */
export const namesShelf = "~names";

/** Told in the transaction that changes a shelf; every replica reads it anew then. */
export async function countShelfChange(models: Models, storeId: string, session: ClientSession) {
  await models.shelves.updateOne({ _id: storeId }, { $inc: { changes: 1 } }, { session, upsert: true });
}

/** The same for what changes from order to order: what is left of a store's stock, and its work. */
export async function countFloorChange(models: Models, storeId: string, session: ClientSession) {
  await models.shelves.updateOne({ _id: storeId }, { $inc: { floor: 1 } }, { session, upsert: true });
}

export async function countShelfChanges(models: Models, session: ClientSession) {
  await models.shelves.updateMany({}, { $inc: { changes: 1, floor: 1 } }, { session });
}
