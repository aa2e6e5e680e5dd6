import type { OutgoingEvent } from "@siren/chassis/messaging/ports";
import type { Store } from "@siren/store/open-store";
import type { Together } from "@siren/store/together";
import { isDuplicateKey } from "@siren/store/transient";
import type { Tx } from "@siren/store/unit-of-work";
import type { Order, OrderEvent } from "../domain/order.ts";
import { AlreadyTaken, type SharedUnitOfWork, type UnitOfWork, type Work } from "../use-cases/ports.ts";
import { createFloorChanges } from "./floor-views.ts";
import type { Models } from "./models.ts";
import { docOf, openStates, orderOf } from "./order-doc.ts";
import { seenIn } from "./seen.ts";
import { createViewChanges, createViews } from "./views.ts";

export type Outgoing = (order: Order, events: readonly OrderEvent[]) => OutgoingEvent[];

/** What use cases may do inside the open transaction `tx`. */
export function createWork(models: Models, outgoing: Outgoing, tx: Tx): Work {
  const { session } = tx;
  const seen = seenIn(tx);
  /** Before orders are read by anything else than their id, or written past this. */
  const settleWrites = async () => {
    await tx.sendLater();
    seen.orders.clear();
  };
  const [viewChanges, floorChanges] = [createViewChanges(models, tx), createFloorChanges(models, session)];
  const views = createViews(models, session);
  const publish = (order: Order, events: readonly OrderEvent[]) => {
    for (const event of outgoing(order, events)) tx.publish(event);
  };
  return {
    async order(orderId) {
      const known = seen.orders.get(orderId);
      if (known !== undefined) return known;
      const doc = await models.orders.findById(orderId, null, { session }).lean();
      const order = doc ? orderOf(doc) : null;
      seen.orders.set(orderId, order);
      return order;
    },
    async orderOfKey(ownerId, idempotencyKey) {
      await settleWrites();
      const doc = await models.orders.findOne({ ownerId, idempotencyKey }, null, { session }).lean();
      return doc ? orderOf(doc) : null;
    },
    async add(order, events) {
      seen.orders.set(order.orderId, order);
      tx.later({ insert: models.orders.collection.collectionName, document: docOf(order) });
      publish(order, events);
    },
    async save(before, order, events) {
      const { _id, ...to } = docOf(order);
      const { version } = before;
      seen.orders.set(_id, order);
      tx.later({
        ...{ update: models.orders.collection.collectionName, filter: { _id, version }, to },
        orElse: () => new AlreadyTaken(`order ${_id} moved on from version ${version}`),
      });
      publish(order, events);
    },
    async nextNumber(storeId, businessDay) {
      const _id = `${storeId}/${businessDay}`;
      const last = seen.numbers.get(_id);
      if (last !== undefined) {
        tx.later({
          update: models.counters.collection.collectionName,
          filter: { _id },
          to: { $inc: { last: 1 } },
        });
        seen.numbers.set(_id, last + 1);
        return last + 1;
      }
      const counter = await models.counters
        .findByIdAndUpdate(_id, { $inc: { last: 1 } }, { session, upsert: true, returnDocument: "after" })
        .lean();
      if (!counter) throw new Error(`no number for ${storeId} on ${businessDay}`);
      seen.numbers.set(_id, counter.last);
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
    schedule: ({ id, kind, dueAt, orderId }) =>
      tx.schedule({ id, kind, dueAt, data: { orderId }, inTrace: true }),
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
    hasPush: async (ownerId) =>
      (await models.pushSubscriptions.exists({ ownerId }).session(session)) !== null,
    endPush: async (ownerId) => void (await models.pushSubscriptions.deleteMany({ ownerId }, { session })),
    async isKnownGuest(guestHash) {
      if (await models.guests.exists({ _id: guestHash }).session(session)) return true;
      await settleWrites();
      // One who ordered before guests were written down.
      return (await models.orders.exists({ ownerId: guestHash }).session(session)) !== null;
    },
    async openGuestOrders(storeId) {
      await settleWrites();
      const docs = await models.orders
        .find({ storeId, state: { $in: openStates }, ownerKind: "guest" }, { guestAddress: 1 }, { session })
        .lean();
      return docs.map(({ guestAddress }) => ({ address: guestAddress ?? null }));
    },
    views: {
      ...{ ...views, ...viewChanges, ...floorChanges },
      async allowance(cardId) {
        await tx.sendLater();
        return views.allowance(cardId);
      },
      async forgetMember(memberId) {
        await settleWrites();
        await viewChanges.forgetMember(memberId);
      },
      async bookedAt(storeId, from) {
        await settleWrites();
        return views.bookedAt(storeId, from);
      },
      async waitingAt(storeId) {
        await settleWrites();
        return floorChanges.waitingAt(storeId);
      },
    },
  };
}

export function createUnitOfWork(store: Pick<Store, "unitOfWork">, workOf: (tx: Tx) => Work): UnitOfWork {
  return (work) => takenOrDone(store.unitOfWork((tx) => work(workOf(tx))));
}

export function createSharedUnitOfWork(together: Together<null>, workOf: (tx: Tx) => Work): SharedUnitOfWork {
  return (work, isWanted) => takenOrDone(together(null, (tx) => work(workOf(tx)), isWanted));
}

async function takenOrDone<T>(done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    if (isDuplicateKey(error)) throw new AlreadyTaken("a unique key is in use", { cause: error });
    throw error;
  }
}
