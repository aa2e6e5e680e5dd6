import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../src/domain/decide.ts";
import { refuseMissing } from "../src/domain/floor.ts";
import { type Order, remaining_krw } from "../src/domain/order.ts";
import { viewOf } from "../src/domain/order-view.ts";
import { estimate, refuseBeyondCapacity } from "../src/domain/queue.ts";
import { receiptOf } from "../src/domain/receipt.ts";
import { outgoing, ticketOrder } from "../src/messaging/published.ts";
import { americano, buildOrder, cardOne, startedAt } from "../src/testing/build-order.ts";
import { buildSaga, latte } from "../src/testing/build-saga.ts";
import { deadlines } from "../src/testing/deadlines.ts";
import { quoteCart } from "../src/use-cases/quote-cart.ts";

const refusalOf = (work: () => void) => {
  try {
    work();
    return null;
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return error;
  }
};

test("what is sold out or short is refused, and it is said what", async () => {
  const withShot = { ...americano, choices: [{ choiceId: "oat-milk", name: americano.name, price_krw: 0 }] };
  const none = { soldOutOptions: new Set<string>(), free: new Map<string, number>() };
  assert.equal(
    refusalOf(() => refuseMissing([withShot], none)),
    null,
  );
  const noOat = refusalOf(() =>
    refuseMissing([withShot], { ...none, soldOutOptions: new Set(["oat-milk"]) }),
  );
  assert.deepEqual([noOat?.code, noOat?.message], ["SOLD_OUT", "sold out: oat-milk"]);
  const left = (free: number) => ({ ...none, free: new Map([["americano", free]]) });
  assert.equal(
    refusalOf(() => refuseMissing([americano], left(2))),
    null,
  );
  // Two lines of the same thing are counted together.
  assert.equal(refusalOf(() => refuseMissing([americano, withShot], left(3)))?.code, "SOLD_OUT");
});

test("a placing is refused by what order has heard", async () => {
  const { store, place } = await buildSaga();
  await store.unit(({ views }) => views.putOptionOut("gangnam", "tall", true));
  await assert.rejects(place(), { code: "SOLD_OUT" });
  await store.unit(async ({ views }) => {
    await views.putOptionOut("gangnam", "tall", false);
    await views.putStock("gangnam", "latte", 0);
  });
  await assert.rejects(place(), { code: "SOLD_OUT" });
  await store.unit(({ views }) => views.putStock("gangnam", "latte", null));
  assert.equal((await place()).order.state, "AUTHORISED");
});

test("an estimate counts the hands that are there and what the store is late", () => {
  const queue = { orders: 3, prepSeconds: 600, hands: 2, delayMinutes: 0 };
  assert.deepEqual(estimate(queue, 60), { place: 4, etaMinutes: 6 });
  assert.deepEqual(estimate({ ...queue, delayMinutes: 10 }, 60), { place: 4, etaMinutes: 16 });
  const limits = { maxWaitMinutes: 45, minutesLeft: 60 };
  assert.equal(
    refusalOf(() => refuseBeyondCapacity(45, limits)),
    null,
  );
  const full = refusalOf(() => refuseBeyondCapacity(49, limits));
  assert.deepEqual([full?.code, full?.extra.retryAfterS], ["STORE_AT_CAPACITY", 240]);
  assert.equal(
    refusalOf(() => refuseBeyondCapacity(null, limits)),
    null,
  );
});

test("what would not be made before the store closes is not taken, unless its day goes on", async () => {
  const saga = await buildSaga();
  // Fifteen minutes before closing.
  saga.state.now = Date.UTC(2026, 10, 20, 12, 45);
  const busy = (minutes: number) =>
    saga.store.setQueue({ orders: 9, prepSeconds: (minutes - 1) * 60, hands: 1, delayMinutes: 0 });
  busy(16);
  await assert.rejects(saga.place(), { code: "STORE_CLOSED" });
  const quoting = { ...saga.parts, terms: deadlines };
  const { storeId, lines } = latte();
  await assert.rejects(quoteCart(quoting, { storeId, lines }), { code: "STORE_CLOSED" });
  busy(15);
  assert.equal((await saga.place()).order.state, "AUTHORISED");
});

const less = { name: "reduce", reason: "SOLD_OUT", lines: [{ line: 0, units: 1 }] } as const;
function moved(order: Order, command: Parameters<typeof decide>[1]) {
  const decision = decide(order, command, startedAt);
  assert.ok("order" in decision, JSON.stringify(decision));
  return decision;
}

test("what is not made is not charged, and what was charged for it goes back once", () => {
  const before = moved(buildOrder({ state: "ACCEPTED", payment: "HELD" }), less);
  assert.deepEqual(before.events, [{ kind: "reduced", reason: "SOLD_OUT", amount_krw: 4_500 }]);
  assert.equal(remaining_krw(before.order), 4_500);
  const after = moved(buildOrder({ state: "MAKING", payment: "CAPTURED", captureWanted: true }), less);
  const back = { kind: "refund-wanted", cardId: cardOne, part: "not-made-1", amount_krw: 4_500 };
  assert.deepEqual(after.events.at(-1), back);
  const whole = moved(after.order, { name: "reject", reason: "OTHER" });
  assert.deepEqual(whole.events.at(-1), { ...back, part: "all" });
  const atCounter = buildOrder({ state: "ACCEPTED", payment: "COUNTER_DUE", choice: { method: "counter" } });
  assert.equal(moved(atCounter, less).events.length, 1);
  assert.equal(ticketOrder(before.order).total_krw, 9_000, "the price that was agreed stays");
});

test("what one store does not make is made, and charged, at the store it moves to", () => {
  const { order } = moved(buildOrder({ state: "AUTHORISED", payment: "HELD" }), less);
  assert.equal(remaining_krw(order), 4_500);
  const { businessDay, lines, adjustments, releaseAt } = order;
  const moving = {
    ...order,
    moving: {
      ...{ storeId: "hongdae", storeName: null, businessDay, lines, adjustments, releaseAt },
      ...{ quotedPlace: 1, quotedEtaAt: startedAt },
    },
  };
  const there = moved(moving, { name: "move", number: 3 }).order;
  assert.deepEqual([there.storeId, there.reductions, remaining_krw(there)], ["hongdae", [], 9_000]);
});

test("one that gets more than five minutes late may be called off for it, until its first cup is begun", () => {
  const minute = 60_000;
  const promised = buildOrder({ state: "AUTHORISED", payment: "HELD", quotedEtaAt: startedAt + 4 * minute });
  const at = (order: Order, minutes: number) =>
    moved(order, { name: "estimate", place: 2, etaAt: startedAt + minutes * minute });
  const live = ({ order, events }: ReturnType<typeof moved>) =>
    outgoing(order, events).flatMap((event) => event.live?.map(({ name }) => name) ?? []);
  const near = at(promised, 9);
  assert.deepEqual([live(near), viewOf(near.order).freeCancel], [["order.position"], false]);
  const late = at(near.order, 10);
  assert.deepEqual([live(late), viewOf(late.order).freeCancel], [["order.delayed"], true]);
  // It is told once, and is not taken back when the store makes up for it.
  const better = at(late.order, 5);
  assert.deepEqual([live(better), viewOf(better.order).freeCancel], [["order.position"], true]);
  const begun = moved(moved(better.order, { name: "accept" }).order, { name: "start" }).order;
  assert.equal(viewOf(begun).freeCancel, false);
  assert.equal(viewOf(at(begun, 60).order).freeCancel, false);
  // Where nothing was promised, nothing is late.
  assert.equal(at(buildOrder({ state: "AUTHORISED", payment: "HELD" }), 60).order.freeCancel, false);
});

test("what was said before paying stands on the order and on its paper, for a pick-up too", async () => {
  const { store, state, place } = await buildSaga();
  store.setQueue({ orders: 3, prepSeconds: 300, hands: 1, delayMinutes: 0 });
  const { order } = await place();
  assert.deepEqual([order.quotedPlace, order.quotedEtaAt], [4, state.now + 6 * 60_000]);
  assert.equal(receiptOf(order, null).quotedEtaAt, state.now + 6 * 60_000);
  const pickUpAt = state.now + 3_600_000;
  const later = await place({ key: "key-0002" }, { pickUpAt });
  assert.deepEqual([later.order.quotedPlace, later.order.quotedEtaAt], [null, pickUpAt]);
  store.setQueue(null);
  const blind = await place({ key: "key-0003" });
  assert.equal(blind.order.quotedEtaAt, null);
});
