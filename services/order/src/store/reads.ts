import type { OrderFact } from "@siren/contracts/audit";
import type { JourneyOrder } from "@siren/contracts/journey";
import type { OrderState } from "@siren/contracts/order";
import { changedSince, nextSince } from "@siren/store/changed-since";
import { shareReads } from "@siren/store/shared-read";
import type { ClientSession } from "mongoose";
import type { Order } from "../domain/order.ts";
import type { FloorViews, OrderAsked, OrderReads, Sale } from "../use-cases/ports.ts";
import { slots as slotNames } from "../use-cases/record-change.ts";
import { createFloorViews } from "./floor-views.ts";
import type { Models, OrderDoc } from "./models.ts";
import { openStates, orderOf } from "./order-doc.ts";

const lateCaptureSlots = slotNames.lateCapture("");

const inTheStore: OrderState[] = ["AUTHORISED", "DEFERRED", "COUNTER_DUE", "ACCEPTED", "MAKING"];

/** How long a store that was found at work counts as such: one that has just finished is idle a little later. */
const busyForMs = 250;

/** `knowsQueue`: false while barista cannot be heard, and then nothing is promised. */
export function createReads(
  models: Models,
  knowsQueue: () => boolean,
  { load }: Pick<FloorViews, "load"> = createFloorViews(models),
  monotonicMs: () => number = () => performance.now(),
): OrderReads {
  const lookForWork = shareReads(
    async (storeId) => (await models.orders.exists({ storeId, state: { $in: inTheStore } })) !== null,
  );
  const busyUntilMs = new Map<string, number>();
  /** A store that has work goes on having it for a moment: an order more or less is no matter there. */
  const hasWork = async (storeId: string) => {
    if (monotonicMs() < (busyUntilMs.get(storeId) ?? 0)) return true;
    const { value } = await lookForWork(storeId);
    if (value) busyUntilMs.set(storeId, monotonicMs() + busyForMs);
    return value;
  };
  return {
    async byId(orderId) {
      const doc = await models.orders.findById(orderId).lean();
      return doc ? orderOf(doc) : null;
    },
    async ofKey(ownerId, idempotencyKey) {
      const doc = await models.orders.findOne({ ownerId, idempotencyKey }).lean();
      return doc ? orderOf(doc) : null;
    },
    async ofOwner(ownerId, before, limit) {
      const older = before === null ? {} : { _id: { $lt: before } };
      const docs = await models.orders
        .find({ ownerId, ...older })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return docs.map(orderOf);
    },
    async openAt(storeId, after, limit) {
      const younger = after === null ? {} : { _id: { $gt: after } };
      const docs = await models.orders
        .find({ storeId, state: { $in: [...inTheStore, "READY"] }, ...younger })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return docs.map(orderOf);
    },
    async ofDay(storeId, { day: businessDay, number }, before, limit) {
      const of = { storeId, businessDay, ...(number !== null && { number }) };
      const older = before === null ? {} : { _id: { $lt: before } };
      const docs = await models.orders
        .find({ ...of, ...older })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return docs.map(orderOf);
    },
    async orderedWith(storeId, itemIds) {
      const counts = new Map<string, number>();
      if (itemIds.length === 0) return counts;
      const ids = itemIds.map((itemId) => `${storeId}/${itemId}`);
      for (const { together } of await models.pairs.find({ _id: { $in: ids } }).lean())
        for (const [itemId, orders] of Object.entries(together))
          counts.set(itemId, (counts.get(itemId) ?? 0) + orders);
      return counts;
    },
    async isIdle(storeId) {
      return knowsQueue() && !(await hasWork(storeId));
    },
    async queueAt(storeId) {
      if (!knowsQueue()) return null;
      const { work, delayMinutes } = await load(storeId);
      if (work) {
        const { waiting, drinkSeconds, hands } = work;
        return { orders: waiting, prepSeconds: drinkSeconds, hands, delayMinutes };
      }
      // Nothing was told yet: what order knows itself, as one pair of hands would make it.
      const docs = await models.orders.find({ storeId, state: { $in: inTheStore } }, { lines: 1 }).lean();
      const lines = docs.flatMap((doc) => doc.lines);
      return {
        orders: docs.length,
        prepSeconds: lines.reduce((sum, l) => sum + l.prepSeconds * l.quantity, 0),
        ...{ hands: 1, delayMinutes },
      };
    },
  };
}

export async function readSales(models: Models): Promise<Sale> {
  const doc = await models.sales.findById("all").lean();
  return { checkouts: doc?.checkouts ?? 0, cups: doc?.cups ?? 0, amount_krw: doc?.amount_krw ?? 0 };
}

export function readLateCaptures({ slots }: Models): Promise<number> {
  const first = lateCaptureSlots;
  return slots.countDocuments({ _id: { $gte: first, $lt: `${first}~` } });
}

export async function readOpenOrders(models: Models, session: ClientSession): Promise<Order[]> {
  const docs = await models.orders
    .find({ state: { $in: openStates } }, null, { session })
    .sort({ _id: 1 })
    .lean();
  return docs.map(orderOf);
}

export async function readJourney(models: Models, asked: OrderAsked): Promise<JourneyOrder | null> {
  const { orderId: _id, ...rest } = asked as OrderAsked & { orderId?: string };
  const doc = await models.orders.findOne(_id === undefined ? rest : { _id }).lean();
  if (!doc) return null;
  const { storeId, businessDay, number, state, payment, reason, total_krw, cancelRequested } = doc;
  const { moveNo, placedAt, changedAt, history } = orderOf(doc);
  return {
    ...{ orderId: doc._id, storeId, businessDay, number, state, payment, reason, total_krw, cancelRequested },
    ...{
      moveNo,
      placedAt,
      changedAt,
      history: history.map(({ version, state, at }) => ({ version, state, at })),
    },
  };
}

export type AuditPage = { facts: OrderFact[]; next: string | null };

/** Oldest change first. `since` is an instant or the `next` of the page before. */
export async function readAudit(models: Models, since: string, limit: number): Promise<AuditPage> {
  const docs = await models.orders
    .find(changedSince(since))
    .sort({ changedAt: 1, _id: 1 })
    .limit(limit)
    .lean();
  return { facts: docs.map(factOf), next: nextSince(docs, limit) };
}

const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

function factOf(doc: OrderDoc): OrderFact {
  const { _id, storeId, businessDay, number, state, payment, total_krw, ownerId } = doc;
  const { idempotencyKey, version, changedAt, history, ownerKind, moveNo, published } = doc;
  const { quoted_krw, madeOn, promise, lines, adjustments, reductions, refunds } = orderOf(doc);
  return {
    ...{ orderId: _id, storeId, businessDay, number, state, payment, total_krw, ownerId, ownerKind },
    ...{ idempotencyKey, version, changedAt, history, moveNo: moveNo ?? 0, told: published },
    ...{ quoted_krw, madeOn, promise },
    lines_krw: sumOf(lines.map(({ line_krw }) => line_krw)) + sumOf(adjustments.map((one) => one.amount_krw)),
    notMade_krw: sumOf(reductions.map((one) => one.amount_krw)),
    givenBack_krw: sumOf(refunds.map((one) => one.amount_krw)),
    // An order from before coupons was picked up before stars were counted.
    cardId: doc.couponId !== undefined && doc.choice.method === "card" ? doc.choice.cardId : null,
    couponId: doc.couponId ?? null,
  };
}
