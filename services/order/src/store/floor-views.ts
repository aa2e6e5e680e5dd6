import type { OrderState } from "@siren/contracts/order";
import type { ClientSession } from "mongoose";
import { prepSecondsOf } from "../domain/queue.ts";
import type { FloorChanges, FloorViews } from "../use-cases/ports.ts";
import type { Models } from "./models.ts";
import { countFloorChange, countShelfChange, countShelfChanges } from "./shelf-changes.ts";

const toBeMade: OrderState[] = ["AUTHORISED", "DEFERRED", "COUNTER_DUE", "ACCEPTED", "MAKING"];
const booked: OrderState[] = ["PLACED", ...toBeMade];

/** What barista told of a store; outside of a unit of work the session is left out. */
export function createFloorViews({ optionsOut, stock, loads, orders }: Models, session?: ClientSession) {
  const inside = session ? { session } : {};
  const freeAt = async (storeId: string): Promise<ReadonlyMap<string, number>> => {
    const counted = await stock.find({ storeId }, null, inside).lean();
    return new Map(counted.map(({ itemId, free }) => [itemId, free]));
  };
  return {
    free: freeAt,
    async floor(storeId: string) {
      const out = await optionsOut.find({ storeId }, null, inside).lean();
      return {
        soldOutOptions: new Set(out.map(({ choiceId }) => choiceId)),
        free: await freeAt(storeId),
      };
    },
    async load(storeId: string) {
      const known = await loads.findById(storeId, null, inside).lean();
      return {
        work: known && known.hands > 0 ? known : null,
        delayMinutes: known?.delayMinutes ?? 0,
      };
    },
    /** Orders that a store has still to make are few, and found by its name and theirs. */
    async bookedAt(storeId: string, from: number) {
      const later = { storeId, state: { $in: booked }, pickUpAt: { $gte: from } };
      const docs = await orders.find(later, { lines: 1, pickUpAt: 1 }, inside).lean();
      return docs.map(({ pickUpAt, lines }) => ({
        pickUpAt: pickUpAt ?? 0,
        prepSeconds: prepSecondsOf(lines),
      }));
    },
  } satisfies FloorViews & { free: typeof freeAt };
}

export function createFloorChanges(models: Models, session: ClientSession): FloorChanges {
  const { soldOut, optionsOut, stock, loads, orders } = models;
  const put = { session, upsert: true };
  return {
    async putOptionOut(storeId, choiceId, isOut) {
      const _id = `${storeId}/${choiceId}`;
      if (isOut) await optionsOut.updateOne({ _id }, { $set: { storeId, choiceId } }, put);
      else await optionsOut.deleteOne({ _id }, { session });
      await countShelfChange(models, storeId, session);
    },
    async putStock(storeId, itemId, free) {
      const _id = `${storeId}/${itemId}`;
      if (free === null) await stock.deleteOne({ _id }, { session });
      else await stock.updateOne({ _id }, { $set: { storeId, itemId, free } }, put);
      await countFloorChange(models, storeId, session);
    },
    async putLoad(storeId, { waiting, drinkSeconds, hands }) {
      const unknown = { delayMinutes: 0 };
      await loads.updateOne(
        { _id: storeId },
        { $set: { waiting, drinkSeconds, hands }, $setOnInsert: unknown },
        put,
      );
      await countFloorChange(models, storeId, session);
    },
    async putDelay(storeId, delayMinutes) {
      const unknown = { waiting: 0, drinkSeconds: 0, hands: 0 };
      await loads.updateOne({ _id: storeId }, { $set: { delayMinutes }, $setOnInsert: unknown }, put);
      await countFloorChange(models, storeId, session);
    },
    async forgetFloor() {
      await soldOut.deleteMany({}, { session });
      await optionsOut.deleteMany({}, { session });
      await stock.deleteMany({}, { session });
      await loads.deleteMany({}, { session });
      await countShelfChanges(models, session);
    },
    async waitingAt(storeId) {
      const docs = await orders
        .find({ storeId, state: { $in: toBeMade } }, { _id: 1 }, { session })
        .sort({ _id: 1 })
        .lean();
      return docs.map(({ _id }) => _id);
    },
  };
}
