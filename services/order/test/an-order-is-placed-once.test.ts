import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import type { Owner } from "../src/domain/order.ts";
import { testId } from "../src/testing/build-order.ts";
import { buildSaga, guestOwner, unknown } from "../src/testing/build-saga.ts";

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;
const counter = { payment: { method: "counter" } } as const;

test("a hold that is given authorises the order", async () => {
  const saga = await buildSaga();
  const { order, isNew } = await saga.place();
  assert.deepEqual([order.state, order.payment, order.number, isNew], ["AUTHORISED", "HELD", 1, true]);
  assert.equal(order.nickname, "지우");
  assert.deepEqual(saga.store.eventKinds(), ["placed", "authorised"]);
  assert.deepEqual(saga.state.steps, ["order.placed", "order.hold-answered", "order.authorised"]);
  assert.deepEqual([...saga.store.peek().timers.keys()], [`answer:${order.orderId}`]);
});

test("whom the feed has not told of yet is called as the token says, and without that as a guest", async () => {
  const saga = await buildSaga();
  const owner = { kind: "member" as const, id: testId("mem", 77) };
  const nameOf = async (key: string, changes: { calledBy?: string | null; owner?: Owner }) =>
    (await saga.place({ owner, key, ...changes }, counter)).order.nickname;
  assert.equal(await nameOf("key-0001", { calledBy: "하루" }), "하루");
  assert.equal(await nameOf("key-0002", { calledBy: null }), "손님");
  await saga.store.unit(({ views }) => views.putNickname(owner.id, "새 이름"));
  assert.equal(await nameOf("key-0003", { calledBy: "하루" }), "새 이름", "the feed is newer than a token");
  assert.equal(await nameOf("key-0004", { owner: guestOwner, calledBy: "하루" }), "손님");
});

test("the same key gives the same order, another body is refused", async () => {
  const saga = await buildSaga();
  const first = await saga.place();
  const second = await saga.place();
  assert.equal(second.order.orderId, first.order.orderId);
  assert.equal(second.isNew, false);
  assert.equal(saga.state.holds, 1);
  await assert.rejects(saga.place({ bodyHash: "other" }), refusedWith("KEY_REUSED"));
  assert.equal(saga.store.peek().orders.size, 1);
});

test("requests with one key at the same moment make one order", async () => {
  const saga = await buildSaga();
  const answers = await Promise.all([saga.place(), saga.place(), saga.place()]);
  assert.equal(new Set(answers.map(({ order }) => order.orderId)).size, 1);
  assert.deepEqual(
    answers.map(({ order }) => order.state),
    ["AUTHORISED", "AUTHORISED", "AUTHORISED"],
  );
  assert.deepEqual(saga.store.eventKinds(), ["placed", "authorised"]);
});

test("a refused hold fails the payment with member's code, again and again", async () => {
  const saga = await buildSaga();
  saga.state.hold = { kind: "refused", code: "INSUFFICIENT_BALANCE" };
  await assert.rejects(saga.place(), refusedWith("INSUFFICIENT_BALANCE"));
  saga.state.hold = { kind: "held" };
  await assert.rejects(saga.place(), refusedWith("INSUFFICIENT_BALANCE"));
  assert.deepEqual(saga.store.eventKinds(), ["placed", "payment-failed"]);
  assert.equal(saga.store.peek().timers.size, 0);
});

test("a total that is not the expected one is refused with the new quote", async () => {
  const saga = await buildSaga();
  await assert.rejects(saga.place({}, { expected_total_krw: 4_000 }), (error: unknown) => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.code, "PRICE_CHANGED");
    assert.partialDeepStrictEqual(error.extra, { quote: { total_krw: 5_000 } });
    return true;
  });
  assert.equal(saga.store.peek().orders.size, 0);
});

test("what is sold out, closed, paused or unknown is not sold", async () => {
  const saga = await buildSaga();
  await assert.rejects(saga.place({}, { storeId: "nowhere" }), refusedWith("NOT_FOUND"));
  await saga.store.unit(({ views }) => views.putSoldOut("gangnam", "latte", true));
  await assert.rejects(saga.place(), refusedWith("SOLD_OUT"));
  await saga.store.unit(async ({ views }) => {
    await views.putSoldOut("gangnam", "latte", false);
    await views.putMood("gangnam", { state: "PAUSED", until: null });
  });
  await assert.rejects(saga.place(), refusedWith("STORE_PAUSED"));
  saga.state.now += 13 * 3_600_000;
  await assert.rejects(saga.place(), refusedWith("STORE_CLOSED"));
  assert.equal(saga.store.peek().numbers.size, 0);
});

test("numbers count on within a store and a day", async () => {
  const saga = await buildSaga();
  const numbers = [];
  for (const key of ["key-0001", "key-0002"]) numbers.push((await saga.place({ key })).order.number);
  saga.state.now += 24 * 3_600_000;
  numbers.push((await saga.place({ key: "key-0003" })).order.number);
  assert.deepEqual(numbers, [1, 2, 1]);
});

test("a guest pays at the counter, up to a limit, one order at a time", async () => {
  const saga = await buildSaga();
  const guest = { owner: guestOwner };
  await assert.rejects(saga.place(guest), refusedWith("FORBIDDEN"));
  const many = {
    ...counter,
    lines: [{ itemId: "latte", choiceIds: [], quantity: 7 }],
    expected_total_krw: 35_000,
  };
  assert.ok(many.expected_total_krw > saga.parts.guestTerms.guestMost_krw);
  await assert.rejects(saga.place(guest, many), refusedWith("FORBIDDEN"));
  const { order } = await saga.place(guest, counter);
  assert.deepEqual([order.state, order.payment, order.version], ["COUNTER_DUE", "COUNTER_DUE", 2]);
  assert.equal(saga.state.holds, 0);
  await assert.rejects(saga.place({ ...guest, key: "key-0002" }, counter), refusedWith("FORBIDDEN"));
});

test("without an answer the allowance decides: deferred once per card, else pending", async () => {
  const saga = await buildSaga();
  saga.state.hold = unknown;
  const uncovered = await saga.place({ key: "key-0001" });
  assert.deepEqual([uncovered.order.state, uncovered.order.payment], ["PLACED", "HOLD_PENDING"]);
  await saga.allow(5_000);
  const deferred = await saga.place({ key: "key-0002" });
  assert.equal(deferred.order.state, "DEFERRED");
  assert.equal((await saga.place({ key: "key-0003" })).order.state, "PLACED");
});

test("an allowance that is too small, run out, or of a card in arrears defers nothing", async () => {
  const saga = await buildSaga();
  saga.state.hold = unknown;
  await saga.allow(4_999);
  assert.equal((await saga.place({ key: "key-0001" })).order.state, "PLACED");
  await saga.allow(5_000);
  const { cardId, memberId } = [...saga.store.peek().allowances.values()][0]!;
  await saga.store.unit(({ views }) => views.putArrears({ cardId, memberId, arrears_krw: 1 }));
  assert.equal((await saga.place({ key: "key-0002" })).order.state, "PLACED");
  await saga.allow(5_000);
  saga.state.now += 3_600_000;
  assert.equal((await saga.place({ key: "key-0003" })).order.state, "PLACED");
});
