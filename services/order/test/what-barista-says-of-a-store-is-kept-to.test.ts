import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../src/domain/decide.ts";
import { refuseMissing } from "../src/domain/floor.ts";
import { type Order, remaining_krw } from "../src/domain/order.ts";
import { estimate, refuseBeyondCapacity } from "../src/domain/queue.ts";
import { ticketOrder } from "../src/messaging/published.ts";
import { americano, buildOrder, cardOne, startedAt } from "../src/testing/build-order.ts";
import { buildSaga, deadlines, latte } from "../src/testing/build-saga.ts";
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
  assert.equal(refusalOf(() => refuseBeyondCapacity(46, limits))?.code, "STORE_AT_CAPACITY");
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
    moving: { storeId: "hongdae", businessDay, lines, adjustments, releaseAt },
  };
  const there = moved(moving, { name: "move", number: 3 }).order;
  assert.deepEqual([there.storeId, there.reductions, remaining_krw(there)], ["hongdae", [], 9_000]);
});
