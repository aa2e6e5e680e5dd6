import { once } from "@siren/chassis/messaging/once";
import { streams } from "@siren/contracts/live";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { StoreStateChange } from "../use-cases/ports.ts";
import type { AvailabilityDoc, BaristaModels, StoreStateDoc } from "./models.ts";

type Key = { scope: string; key: string };

/**
 * What a store has just now: is it taking orders, and what is sold out. It has no rules beyond "the last
 * word counts", so it stays flat: no domain, no use case.
 */
export function createStoreFloor(
  store: Store,
  { availability, storeStates }: BaristaModels,
  now: () => number,
) {
  return {
    setState(storeId: string, change: StoreStateChange, key: Key): Promise<void> {
      return store.unitOfWork(async (tx) => {
        const result = await once(store.once, tx, { ...key, body: { storeId, change } }, async () => {
          const doc: StoreStateDoc = await storeStates
            .findByIdAndUpdate(
              storeId,
              { $set: change, $inc: { version: 1 } },
              { session: tx.session, upsert: true, returnDocument: "after" },
            )
            .lean();
          tx.publish({
            type: "StoreStateChanged",
            aggregateId: `${storeId}/state`,
            aggregateVersion: doc.version,
            at: now(),
            data: { storeId, ...change },
            live: [{ stream: streams.store(storeId), name: "store.state", data: change }],
          });
          return null;
        });
        if (result.kind === "reused") throw new Refusal("KEY_REUSED");
      });
    },

    setSoldOut(storeId: string, itemId: string, soldOut: boolean, key: Key): Promise<void> {
      return store.unitOfWork(async (tx) => {
        const result = await once(
          store.once,
          tx,
          { ...key, body: { storeId, itemId, soldOut } },
          async () => {
            const doc: AvailabilityDoc = await availability
              .findByIdAndUpdate(
                `${storeId}/${itemId}`,
                { $set: { storeId, itemId, soldOut }, $inc: { version: 1 } },
                { session: tx.session, upsert: true, returnDocument: "after" },
              )
              .lean();
            tx.publish({
              type: "AvailabilityChanged",
              aggregateId: doc._id,
              aggregateVersion: doc.version,
              at: now(),
              data: { storeId, itemId, soldOut },
              live: [
                { stream: streams.store(storeId), name: "availability.changed", data: { itemId, soldOut } },
              ],
            });
            return null;
          },
        );
        if (result.kind === "reused") throw new Refusal("KEY_REUSED");
      });
    },

    async soldOut(storeId: string): Promise<string[]> {
      const docs: AvailabilityDoc[] = await availability.find({ storeId, soldOut: true }).lean();
      return docs.map((doc) => doc.itemId);
    },

    async state(storeId: string): Promise<StoreStateChange> {
      const doc: StoreStateDoc | null = await storeStates.findById(storeId).lean();
      return doc
        ? { state: doc.state, until: doc.until, note: doc.note }
        : { state: "OPEN", until: null, note: null };
    },
  };
}

export type StoreFloor = ReturnType<typeof createStoreFloor>;
