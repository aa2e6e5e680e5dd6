import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { Refusal } from "@siren/contracts/refusal";
import { UnitOfWorkTimedOut } from "@siren/store/transient";
import { buildSaga } from "../src/testing/build-saga.ts";
import { createPlacingRoom } from "../src/use-cases/placing-room.ts";
import type { HoldAnswer } from "../src/use-cases/ports.ts";

/** The line at the store and the clock as the test sets them. */
function roomOf() {
  const told = { lineMs: 0, lateMs: 0, nowMs: 0 };
  const room = createPlacingRoom({
    lineMs: () => told.lineMs,
    lateMs: () => told.lateMs,
    monotonicMs: () => told.nowMs,
  });
  const enter = (leftMs: number, turns = 2) => room.enter(turns, leftMs);
  const isLetIn = (leftMs: number) => "done" in enter(leftMs);
  return { told, enter, isLetIn };
}

const refusedWith = (code: string, retryAfterS?: number) => (error: unknown) =>
  error instanceof Refusal &&
  error.code === code &&
  (retryAfterS === undefined || error.extra.retryAfterS === retryAfterS);

test("each turn at the store counts, and how late the process is; who waits for ever is let in", () => {
  const { told, enter, isLetIn } = roomOf();
  Object.assign(told, { lineMs: 2_000 });
  for (let i = 0; i < 4; i += 1) assert.ok(isLetIn(1), "a few always are: somebody has to find out");
  assert.ok(!isLetIn(3_900));
  assert.ok(isLetIn(4_100));
  assert.ok("done" in enter(3_900, 1), "at the counter there is one turn only");
  told.lateMs = 300;
  assert.ok(!isLetIn(4_100));
  assert.ok(isLetIn(Number.POSITIVE_INFINITY));
  assert.deepEqual(enter(4_000), { roomInS: 1 });
  assert.deepEqual(enter(1_000), { roomInS: 4 });
  told.lineMs = 100_000;
  assert.deepEqual(enter(1_000), { roomInS: 5 });
});

test("what placings take beside the line is learnt, and forgotten when it goes better", () => {
  const { told, enter, isLetIn } = roomOf();
  const others = [1, 2, 3, 4].map(() => enter(9_000));
  const takes = (ms: number) => {
    const one = enter(9_000);
    told.nowMs += ms;
    if ("done" in one) one.done();
  };
  for (let i = 0; i < 20; i += 1) takes(3_000);
  assert.ok(!isLetIn(2_500));
  for (let i = 0; i < 20; i += 1) takes(20);
  assert.ok(isLetIn(2_500));
  for (const one of others) if ("done" in one) one.done();
});

async function fullSaga() {
  const saga = await buildSaga();
  const { told, enter } = roomOf();
  saga.parts.room = { enter: (turns, leftMs) => enter(leftMs, turns) };
  const before = await saga.place({ key: "key-before" });
  const others = [1, 2, 3, 4].map(() => enter(9_000));
  told.lineMs = 3_000;
  return { saga, told, before, others };
}

test("nothing is written for what is refused, and the same key is taken when there is room again", async () => {
  const { saga, told } = await fullSaga();
  const key = { key: "key-full-1", patienceMs: 4_800 };
  await assert.rejects(saga.place(key), refusedWith("OVERLOADED", 2));
  const { orders, events, numbers, timers } = saga.store.peek();
  assert.deepEqual([orders.size, events.length, numbers.size, timers.size], [1, 2, 1, 1]);
  assert.deepEqual([...numbers.values()], [1], "no number is used up");
  assert.equal(saga.state.holds, 1);
  told.lineMs = 100;
  const { order, isNew } = await saga.place(key);
  assert.deepEqual([order.state, order.number, isNew], ["AUTHORISED", 2, true]);
});

test("a key that is known is answered however full it is, as its order stands", async () => {
  const { saga, before } = await fullSaga();
  const again = { key: "key-before", patienceMs: 1_000 };
  const { order, isNew } = await saga.place(again);
  assert.deepEqual([order.orderId, isNew], [before.order.orderId, false]);
  await assert.rejects(saga.place({ ...again, bodyHash: "other" }), refusedWith("KEY_REUSED"));
  assert.equal(saga.state.holds, 1, "nobody is asked for it");
});

test("a payment that was refused is refused to its key, however full it is", async () => {
  const { saga, told } = await fullSaga();
  saga.state.hold = { kind: "refused", code: "INSUFFICIENT_BALANCE" };
  told.lineMs = 0;
  const refused = { key: "key-poor", patienceMs: 1_000 };
  await assert.rejects(saga.place(refused), refusedWith("INSUFFICIENT_BALANCE"));
  told.lineMs = 9_000;
  await assert.rejects(saga.place(refused), refusedWith("INSUFFICIENT_BALANCE"));
});

test("an order whose card answers too late is answered as it stands, and settled all the same", async () => {
  const saga = await buildSaga();
  const card = Promise.withResolvers<HoldAnswer>();
  saga.parts.member = { ...saga.parts.member, placeHold: () => card.promise };
  const { order, isNew } = await saga.place({ patienceMs: 450 });
  assert.deepEqual([order.state, isNew], ["PLACED", true]);
  card.resolve({ kind: "held" });
  const state = async () => (await saga.store.orders.byId(order.orderId))?.state;
  await until("it is settled", async () => (await state()) === "AUTHORISED");
});

test("whose turn comes when nobody waits any more is not placed", async () => {
  const saga = await buildSaga();
  let nowMs = 0;
  saga.parts.monotonicMs = () => nowMs;
  saga.parts.together = (work, isWanted) => {
    nowMs = 5_000;
    return isWanted?.() === false
      ? Promise.reject(new UnitOfWorkTimedOut("not-applied", undefined))
      : saga.store.unit(work);
  };
  await assert.rejects(saga.place({ patienceMs: 4_800 }), UnitOfWorkTimedOut);
  assert.equal(saga.store.peek().orders.size, 0);
});

test("of a commit that was not answered the same key finds out", async () => {
  const saga = await buildSaga();
  const { together } = saga.parts;
  saga.parts.together = async (work) => {
    await saga.store.unit(work);
    throw new UnitOfWorkTimedOut("unknown", undefined);
  };
  const fault = await saga.place().catch((error: unknown) => error);
  assert.ok(fault instanceof UnitOfWorkTimedOut && refusedWith("OVERLOADED", 1)(fault.refusal));
  saga.parts.together = together;
  const { order, isNew } = await saga.place();
  assert.deepEqual([order.state, isNew, saga.store.peek().orders.size], ["AUTHORISED", false, 1]);
});
