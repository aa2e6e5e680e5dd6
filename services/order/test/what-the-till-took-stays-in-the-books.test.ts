import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decision, decide, decidePayment } from "../src/domain/decide.ts";
import type { Order } from "../src/domain/order.ts";
import type { OrderCommand } from "../src/domain/order-command.ts";
import { receiptOf } from "../src/domain/receipt.ts";
import { buildOrder, startedAt } from "../src/testing/build-order.ts";
import { buildSaga, memberOwner, unknown } from "../src/testing/build-saga.ts";
import { confirmPickUp } from "../src/use-cases/confirm-pick-up.ts";
import { payAtCounter } from "../src/use-cases/pay-at-counter.ts";
import { refundOrder } from "../src/use-cases/refund-order.ts";

const moved = (decision: Decision): Order => {
  assert.ok("order" in decision, JSON.stringify(decision));
  return decision.order;
};
const walk = (order: Order, ...commands: (OrderCommand | OrderCommand["name"] | "paid")[]): Order =>
  commands.reduce((step, told) => {
    if (told === "paid") return moved(decidePayment(step, { name: "take-at-counter" }, startedAt));
    const command = typeof told === "string" ? ({ name: told } as OrderCommand) : told;
    return moved(decide(step, command, startedAt));
  }, order);
const atCounter = () =>
  walk(buildOrder({ choice: { method: "counter" }, payment: "NONE" }), "pay-at-counter");
const rejected = { name: "reject", reason: "EQUIPMENT" } as const;
const oneCupLess = { name: "reduce", reason: "EQUIPMENT", lines: [{ line: 0, units: 1 }] } as const;
const refundOf = (order: Order, amount_krw: number) => {
  const refund = { part: "refund-1", key: "key", bodyHash: "", lines: null, reason: "", amount_krw };
  return decide(order, { name: "refund", refund }, startedAt);
};

test("an order that comes to nothing after it was paid keeps it until a manager has given it back", () => {
  for (const end of ["void", "expire", rejected] as const) {
    const order = walk(atCounter(), "paid", end);
    assert.equal(order.payment, "PAID_AT_COUNTER", order.state);
    const back = moved(refundOf(order, 9_000));
    assert.deepEqual([back.payment, back.refunded_krw, back.refunds.length], ["REFUNDED", 9_000, 1]);
  }
});

test("so does one whose payment is told after its end", () => {
  for (const end of ["void", "expire"] as const) {
    const order = walk(atCounter(), end, "paid");
    assert.equal(moved(refundOf(order, 9_000)).payment, "REFUNDED");
  }
});

test("nothing is given back by hand for a card, nor where the till has taken nothing", () => {
  const unpaid = walk(atCounter(), "void");
  const byCard = walk(buildOrder(), "authorise", "void");
  for (const order of [unpaid, byCard])
    assert.deepEqual(refundOf(order, 9_000), { refused: "ILLEGAL_TRANSITION" });
});

test("a cup that is rejected after it was paid is in the receipt as paid and given back", () => {
  const order = walk(atCounter(), "accept", "paid", oneCupLess);
  assert.deepEqual([order.payment, order.refunded_krw], ["PARTLY_REFUNDED", 4_500]);
  const receipt = receiptOf(order, null);
  assert.deepEqual([receipt.charged_krw, receipt.paid_krw, receipt.refunded_krw], [9_000, 9_000, 4_500]);
  const had = walk(order, "start", "finish", "hand-over");
  assert.equal(moved(refundOf(had, 4_500)).payment, "REFUNDED");
  const before = receiptOf(walk(atCounter(), "accept", oneCupLess, "paid"), null);
  assert.deepEqual([before.charged_krw, before.paid_krw, before.refunded_krw], [4_500, 4_500, 0]);
});

test("one that was made after its expiry is due again, and paid before it is taken away", async () => {
  const ready = walk(atCounter(), "expire", "start", "finish");
  assert.equal(ready.payment, "COUNTER_DUE");
  assert.equal(walk(ready, "paid").payment, "PAID_AT_COUNTER");
  assert.equal(walk(atCounter(), "expire", "paid", "start").payment, "PAID_AT_COUNTER");
  assert.equal(walk(atCounter(), "expire", "start", rejected).payment, "VOID");
  const saga = await buildSaga();
  await saga.store.unit((work) => work.add(ready, []));
  await assert.rejects(confirmPickUp(saga.parts, memberOwner, ready.orderId), { code: "PAYMENT_DUE" });
});

test("a manager gives all of it back by one request", async () => {
  const saga = await buildSaga();
  const order = walk(atCounter(), "paid", "expire");
  await saga.store.unit((work) => work.add(order, []));
  const wish = { orderId: order.orderId, stores: ["gangnam"], key: "key-refund-1", bodyHash: "hash" };
  for (let i = 0; i < 2; i += 1) {
    const back = await refundOrder(saga.parts, { ...wish, request: { reason: "never made" } });
    assert.deepEqual([back.state, back.payment, back.refunded_krw], ["EXPIRED", "REFUNDED", 9_000]);
  }
});

test("whoever chose the counter and did not hear the answer is told so again, also when it was paid meanwhile", async () => {
  const saga = await buildSaga();
  saga.state.hold = unknown;
  const { order } = await saga.place();
  await payAtCounter(saga.parts, memberOwner, order.orderId);
  await saga.store.unit(async (work) => {
    const due = await work.order(order.orderId);
    assert.ok(due);
    const paid = decidePayment(due, { name: "take-at-counter" }, startedAt);
    assert.ok("order" in paid);
    await work.save(due, paid.order, paid.events);
  });
  const again = await payAtCounter(saga.parts, memberOwner, order.orderId);
  assert.equal(again.payment, "PAID_AT_COUNTER");
});
