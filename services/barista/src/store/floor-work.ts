import { streams } from "@siren/contracts/live";
import type { StoreProfile } from "@siren/contracts/menu";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { Load, Pace } from "../domain/queue.ts";
import type { Stock } from "../domain/stock.ts";
import type { FloorWork } from "../use-cases/ports.ts";
import type { DelayDoc, HandDoc, LoadDoc, ProfileDoc, StockDoc } from "./floor-models.ts";
import { countFloorChange, dropFloor, noteLoad, recallFloor, stockOf, untold } from "./kept-floor.ts";
import type { BaristaModels } from "./models.ts";
import { once, readOnceIn } from "./read-once.ts";

/** Whoever has not tapped for so long has gone home. */
const atWorkMs = 30 * 60_000;
const seenEveryMs = 5 * 60_000;

/** What use cases may do with a store's floor inside the open transaction `tx`. */
export function floorWorkIn(tx: Tx, models: BaristaModels): FloorWork {
  const { stock, delays, profiles, loads, hands, refunds } = models;
  const { session } = tx;
  const read = readOnceIn(tx);

  return {
    async stockOf(storeId, itemIds) {
      const ids = itemIds.map((itemId) => `${storeId}/${itemId}`);
      await recallFloor(tx, models, storeId);
      const unread = ids.filter((id) => !read.stock.has(id));
      if (unread.length > 0) {
        const docs: StockDoc[] = await stock.find({ _id: { $in: unread } }, null, { session }).lean();
        for (const id of unread) read.stock.set(id, undefined);
        for (const doc of docs) read.stock.set(doc._id, stockOf(doc));
      }
      return ids.flatMap((id) => read.stock.get(id) ?? []);
    },

    async saveStock(changed, now) {
      const { storeId, itemId, isCounted, free, version } = changed;
      const _id = `${storeId}/${itemId}`;
      const saved: Stock = { ...changed, changedAt: now, version: version + 1 };
      if (version === 0) await stock.create([{ _id, ...saved }], { session });
      else {
        const replaced = await stock.replaceOne({ _id, version }, saved, { session });
        if (replaced.matchedCount === 0) {
          dropFloor(models, storeId);
          throw new Refusal("VERSION_CONFLICT");
        }
      }
      countFloorChange(tx, models, storeId);
      const isOut = (one: Pick<Stock, "isCounted" | "free"> | undefined) => one?.isCounted && one.free === 0;
      const isNews = isOut(read.stock.get(_id)) !== isOut(saved);
      read.stock.set(_id, saved);
      const data = { storeId, itemId, free: isCounted ? free : null };
      tx.publish({
        ...{
          type: "StockChanged",
          aggregateId: `${_id}/stock`,
          aggregateVersion: saved.version,
          at: now,
          data,
        },
        live: [
          { stream: streams.store(storeId), name: "stock.changed", data: { itemId, free: data.free } },
          ...(isNews ? [{ stream: streams.call(storeId), name: "store.changed" as const, data: {} }] : []),
        ],
      });
      return saved;
    },

    profile: (storeId) =>
      once(read.profiles, storeId, async () => {
        await recallFloor(tx, models, storeId);
        if (read.profiles.has(storeId)) return read.profiles.get(storeId);
        const doc: ProfileDoc | null = await profiles.findById(storeId, null, { session }).lean();
        return doc?.profile;
      }),

    async putProfile(profile: StoreProfile) {
      const { storeId: _id, version } = profile;
      const known: ProfileDoc | null = await profiles.findById(_id, null, { session }).lean();
      if (known && known.version > version) return;
      await profiles.updateOne({ _id }, { $set: { version, profile } }, { session, upsert: true });
      countFloorChange(tx, models, _id);
      read.profiles.delete(_id);
    },

    async pace(storeId, now): Promise<Pace> {
      await recallFloor(tx, models, storeId);
      const delay = await once(read.delays, storeId, async () => {
        const doc: DelayDoc | null = await delays.findById(storeId, null, { session }).lean();
        return doc ?? undefined;
      });
      const seenAt = await once(read.hands, storeId, async () => {
        const docs: HandDoc[] = await hands.find({ storeId }, null, { session }).lean();
        return docs.map((hand) => hand.seenAt);
      });
      const atWork = seenAt.filter((at) => at > now - atWorkMs).length;
      const isLate = delay !== undefined && delay.until > now;
      return { hands: Math.max(1, atWork), delayMs: isLate ? delay.minutes * 60_000 : 0 };
    },

    async seen(storeId, sub, now) {
      const _id = `${storeId}/${sub}`;
      const doc: HandDoc | null = await hands.findById(_id, null, { session }).lean();
      if (doc && doc.seenAt > now - seenEveryMs) return;
      await hands.updateOne({ _id }, { $set: { storeId, seenAt: now } }, { session, upsert: true });
      countFloorChange(tx, models, storeId);
      read.hands.delete(storeId);
    },

    async noteRefund({ part, ...refund }) {
      const _id = `${refund.orderId}/${part}`;
      await refunds.updateOne({ _id }, { $setOnInsert: refund }, { session, upsert: true });
    },

    load: (storeId) =>
      once(read.loads, storeId, async () => {
        const doc: LoadDoc | null = await loads.findById(storeId, null, { session }).lean();
        noteLoad(read, storeId, doc ?? undefined);
        return doc ?? undefined;
      }).then((doc) => doc && { next: [], ...doc }),

    async lookAt(storeId, dueAt) {
      const to = { $set: { dueAt }, $setOnInsert: untold };
      tx.later({ update: loads.collection.collectionName, filter: { _id: storeId }, to, upsert: true });
      const known = read.loads.get(storeId);
      read.loads.set(storeId, { ...untold, _id: storeId, ...known, dueAt });
      if (dueAt === null) return;
      await tx.schedule({ id: `load:${storeId}`, kind: "store.load", dueAt, data: { storeId } });
    },

    async tellLoad(storeId, load: Load, next, now) {
      await tx.sendLater();
      const doc: LoadDoc = await loads
        .findByIdAndUpdate(
          storeId,
          { $set: { ...load, ...(next && { next }), toldAt: now }, $inc: { version: 1 } },
          { session, upsert: true, returnDocument: "after" },
        )
        .lean();
      read.loads.set(storeId, doc);
      tx.publish({
        ...{
          type: "StoreLoadChanged",
          aggregateId: `${storeId}/load`,
          aggregateVersion: doc.version,
          at: now,
        },
        data: { storeId, ...load },
        ...(next && {
          live: [{ stream: streams.store(storeId), name: "work.next", data: { batches: next } }],
        }),
      });
    },
  };
}
