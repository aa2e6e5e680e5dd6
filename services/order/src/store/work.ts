import type { OutgoingEvent } from "@siren/chassis/messaging/ports";
import type { Store } from "@siren/store/open-store";
import { isDuplicateKey } from "@siren/store/transient";
import type { Tx } from "@siren/store/unit-of-work";
import type { Order, OrderEvent } from "../domain/order.ts";
import { AlreadyTaken, type UnitOfWork, type Work } from "../use-cases/ports.ts";
import { createFloorChanges } from "./floor-views.ts";
import type { Models } from "./models.ts";
import { docOf, openStates, orderOf } from "./order-doc.ts";
import { createViewChanges, createViews } from "./views.ts";

export type Outgoing = (order: Order, events: readonly OrderEvent[]) => OutgoingEvent[];

/** What use cases may do inside the open transaction `tx`. */
export function createWork(models: Models, outgoing: Outgoing, tx: Tx): Work {
  const { session } = tx;
  const publish = (order: Order, events: readonly OrderEvent[]) => {
    for (const event of outgoing(order, events)) tx.publish(event);
  };
  return {
    async order(orderId) {
      const doc = await models.orders.findById(orderId, null, { session }).lean();
      return doc ? orderOf(doc) : null;
    },
    async orderOfKey(ownerId, idempotencyKey) {
      const doc = await models.orders.findOne({ ownerId, idempotencyKey }, null, { session }).lean();
      return doc ? orderOf(doc) : null;
    },
    async add(order, events) {
      await models.orders.create([docOf(order)], { session });
      publish(order, events);
    },
    async save(before, order, events) {
      const { _id, ...changed } = docOf(order);
      const saved = await models.orders.replaceOne({ _id, version: before.version }, changed, { session });
      if (saved.matchedCount !== 1)
        throw new AlreadyTaken(`order ${_id} moved on from version ${before.version}`);
      publish(order, events);
    },
    async nextNumber(storeId, businessDay) {
      const counter = await models.counters
        .findByIdAndUpdate(
          `${storeId}/${businessDay}`,
          { $inc: { last: 1 } },
          { session, upsert: true, returnDocument: "after" },
        )
        .lean();
      if (!counter) throw new Error(`no number for ${storeId} on ${businessDay}`);
      return counter.last;
    },
    slotHolder: async (slot) =>
      (await models.slots.findById(slot, null, { session }).lean())?.orderId ?? null,
    async takeSlot(slot, orderId) {
      await models.slots.create([{ _id: slot, orderId }], { session });
    },
    async freeSlot(slot, orderId) {
      await models.slots.deleteOne({ _id: slot, orderId }, { session });
    },
    schedule: ({ id, kind, dueAt, orderId }) => tx.schedule({ id, kind, dueAt, data: { orderId } }),
    cancelTimer: (id) => tx.cancelTimer(id),
    async addSale({ checkouts, cups, amount_krw }) {
      await models.sales.updateOne(
        { _id: "all" },
        { $inc: { checkouts, cups, amount_krw } },
        { session, upsert: true },
      );
    },
    async countTogether(storeId, itemIds) {
      for (const itemId of itemIds) {
        const others = itemIds.filter((other) => other !== itemId);
        const $inc = Object.fromEntries(others.map((other) => [`together.${other}`, 1]));
        await models.pairs.updateOne({ _id: `${storeId}/${itemId}` }, { $inc }, { session, upsert: true });
      }
    },
    async isKnownGuest(guestHash) {
      if (await models.guests.exists({ _id: guestHash }).session(session)) return true;
      // One who ordered before guests were written down.
      return (await models.orders.exists({ ownerId: guestHash }).session(session)) !== null;
    },
    async openGuestOrders(storeId) {
      const docs = await models.orders
        .find({ storeId, state: { $in: openStates }, ownerKind: "guest" }, { guestAddress: 1 }, { session })
        .lean();
      return docs.map(({ guestAddress }) => ({ address: guestAddress ?? null }));
    },
    views: {
      ...{ ...createViews(models, session), ...createViewChanges(models, session) },
      ...createFloorChanges(models, session),
    },
  };
}

export function createUnitOfWork(store: Pick<Store, "unitOfWork">, workOf: (tx: Tx) => Work): UnitOfWork {
  return async (work) => {
    try {
      return await store.unitOfWork((tx) => work(workOf(tx)));
    } catch (error) {
      if (isDuplicateKey(error)) throw new AlreadyTaken("a unique key is in use", { cause: error });
      throw error;
    }
  };
}
