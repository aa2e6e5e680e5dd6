import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { releaseOf } from "../src/domain/release.ts";
import { buildSaga, latte, memberOwner } from "../src/testing/build-saga.ts";
import { deadlines } from "../src/testing/deadlines.ts";
import { cancelOrder } from "../src/use-cases/cancel-order.ts";
import { quoteCart } from "../src/use-cases/quote-cart.ts";

const minuteMs = 60_000;
const now = 1_000_000_000;
const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test("ten seconds after placing, at once when the store has nothing to do", async () => {
  const saga = await buildSaga();
  const waiting = await saga.place({ key: "key-0001" });
  assert.equal(waiting.order.releaseAt, saga.state.now + 10_000);
  saga.store.setQueue({ orders: 0, prepSeconds: 0, hands: 1, delayMinutes: 0 });
  const idle = await saga.place({ key: "key-0002" });
  assert.equal(idle.order.releaseAt, saga.state.now);
});

test("in time for its pick-up, by what the queue takes", () => {
  const load = { isIdle: false, etaMinutes: 12 };
  const release = (pickUpAt: number) => releaseOf({ pickUpAt, now }, load, deadlines);
  assert.equal(release(now + 60 * minuteMs), now + 48 * minuteMs);
  assert.equal(release(now + 12 * minuteMs), now + 10_000);
  assert.throws(() => release(now + 12 * minuteMs - 1), refusedWith("BAD_REQUEST"));
  assert.throws(() => release(now + deadlines.pickUpAtMostMs + 1), refusedWith("BAD_REQUEST"));
});

test("with a queue that is not known, ten minutes are kept", () => {
  const unknown = { isIdle: false, etaMinutes: null };
  assert.equal(releaseOf({ pickUpAt: now + 60 * minuteMs, now }, unknown, deadlines), now + 50 * minuteMs);
  assert.throws(() => releaseOf({ pickUpAt: now, now }, unknown, deadlines), refusedWith("BAD_REQUEST"));
});

test("a pick-up lies within the opening hours of its own time, also when the store is closed just now", async () => {
  const saga = await buildSaga();
  const at = (pickUpAt: number, key: string) => saga.place({ key }, { pickUpAt });
  const tenInTheEvening = saga.state.now + 12 * 3_600_000;
  await assert.rejects(at(tenInTheEvening, "key-0001"), refusedWith("STORE_CLOSED"));
  // Seven in the morning, for half past eight.
  saga.state.now += 21 * 3_600_000;
  await assert.rejects(saga.place(), refusedWith("STORE_CLOSED"));
  const { order } = await at(saga.state.now + 90 * minuteMs, "key-0002");
  assert.deepEqual([order.businessDay, order.number], ["2026-11-21", 1]);
  // The store has ten minutes to say yes from when it sees it.
  const timer = saga.store.peek().timers.get(`answer:${order.orderId}`);
  assert.equal(timer?.dueAt, order.releaseAt + deadlines.storeAckMs);
});

test("the same request again is the same order, though its pick-up lies behind by now", async () => {
  const saga = await buildSaga();
  const request = { pickUpAt: saga.state.now + 60 * minuteMs };
  const { order } = await saga.place({}, request);
  saga.state.now += 2 * 3_600_000;
  assert.equal((await saga.place({}, request)).order.orderId, order.orderId);
});

test("called off before the store sees it, nothing of it is ever made", async () => {
  const saga = await buildSaga();
  const { order } = await saga.place();
  const { order: cancelled, isFinal } = await cancelOrder(saga.parts, memberOwner, order.orderId);
  assert.deepEqual([cancelled.state, isFinal], ["CANCELLED", true]);
});

test("a quarter of an hour takes half of what those at the board can make in it, and says when there is more", async () => {
  const saga = await buildSaga();
  const from = saga.state.now + 60 * minuteMs;
  const tenCups = { lines: [{ itemId: "latte", choiceIds: ["tall"], quantity: 10 }] };
  const at = (key: string, pickUpAt: number, request: object = {}) =>
    saga.place({ key }, { pickUpAt, ...request });
  // One that finds nothing there is taken, however much it is.
  await at("key-0001", from, { ...tenCups, expected_total_krw: 50_000 });
  await assert.rejects(at("key-0002", from + 14 * minuteMs), (error: Refusal) => {
    assert.equal(error.code, "STORE_AT_CAPACITY");
    assert.deepEqual(error.extra, {
      ...{ pickUpFrom: from, pickUpTo: from + 15 * minuteMs, nextPickUpAt: from + 15 * minuteMs },
      retryAfterS: 300,
    });
    return true;
  });
  const quoting = { ...saga.parts, terms: deadlines };
  const { storeId, lines } = latte();
  const quote = (pickUpAt: number) => quoteCart(quoting, { storeId, lines, pickUpAt });
  await assert.rejects(quote(from), refusedWith("STORE_AT_CAPACITY"));
  const next = from + 15 * minuteMs;
  assert.equal((await quote(next)).pickUpAt, next);
  // Seven minutes and a half of one pair of hands.
  for (const n of [1, 2, 3, 4, 5, 6, 7]) await at(`key-001${n}`, next + n);
  await assert.rejects(at("key-0018", next), refusedWith("STORE_AT_CAPACITY"));
  saga.store.setQueue({ orders: 2, prepSeconds: 60, hands: 2, delayMinutes: 0 });
  const eighth = await at("key-0019", next);
  // Called off, it leaves its place to another; as soon as possible is another matter.
  saga.store.setQueue(null);
  await assert.rejects(at("key-0020", next), refusedWith("STORE_AT_CAPACITY"));
  await cancelOrder(saga.parts, memberOwner, eighth.order.orderId);
  await saga.place({ key: "key-0021" });
});
