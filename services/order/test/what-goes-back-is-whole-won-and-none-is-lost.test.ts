import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decision, decide } from "../src/domain/decide.ts";
import type { Order } from "../src/domain/order.ts";
import { refundAmount } from "../src/domain/refund.ts";
import { americano, buildOrder, startedAt } from "../src/testing/build-order.ts";

const name = { ko: "무료 음료", en: "Free drink" };
const lineOf = (unit_krw: number, quantity = 1) => ({
  ...{ ...americano, unit_krw, quantity, line_krw: unit_krw * quantity },
});
const moved = (decision: Decision): Order => {
  assert.ok("order" in decision, JSON.stringify(decision));
  return decision.order;
};
/** Handed over and paid, with a free drink's 4,500 off. */
function had(changes: Partial<Order> = {}): Order {
  return buildOrder({
    ...{ lines: [lineOf(4_500), lineOf(4_300), lineOf(2_800)], total_krw: 7_100 },
    adjustments: [{ kind: "coupon", name, amount_krw: -4_500 }],
    ...{ state: "PICKED_UP", payment: "CAPTURED", captureWanted: true },
    ...changes,
  });
}
const amountOf = (order: Order, ...lines: number[]) => {
  const told = refundAmount(order, { lines: lines.map((line) => ({ line, quantity: 1 })) });
  assert.ok("amount_krw" in told, JSON.stringify(told));
  return told.amount_krw;
};
function refund(order: Order, line: number): { order: Order; amount_krw: number } {
  const amount_krw = amountOf(order, line);
  const lines = [{ line, quantity: 1 }];
  const part = `refund-${order.refunds.length + 1}`;
  const back = { part, key: part, bodyHash: "", lines, amount_krw, reason: "" };
  return { order: moved(decide(order, { name: "refund", refund: back }, startedAt)), amount_krw };
}

test("all lines at once give back the whole of what was paid", () => {
  assert.equal(amountOf(had(), 0, 1, 2), 7_100);
});

test("line by line the last one gives what is left", () => {
  let order = had();
  const amounts = [0, 1, 2].map((line) => {
    const step = refund(order, line);
    order = step.order;
    return step.amount_krw;
  });
  assert.deepEqual(amounts, [2_754, 2_631, 1_715]);
  assert.equal(
    amounts.reduce((sum, one) => sum + one, 0),
    7_100,
  );
});

test("what the hand-over cost is not given back with its lines, but with the whole", () => {
  const fee = { kind: "fee" as const, name: { ko: "차량", en: "Car side" }, amount_krw: 500 };
  const order = had({ adjustments: [fee, ...had().adjustments], total_krw: 7_600 });
  assert.equal(amountOf(order, 0, 1, 2), 7_100);
  assert.deepEqual(refundAmount(order, { lines: null }), { amount_krw: 7_600 });
});

test("a cup that was not made is back already, and the rest makes up for its rounding", () => {
  const making = buildOrder({
    ...{ lines: [lineOf(3_333, 3)], total_krw: 8_999, state: "MAKING", payment: "CAPTURED" },
    adjustments: [{ kind: "coupon", name, amount_krw: -1_000 }],
    captureWanted: true,
  });
  const lines = [{ line: 0, units: 1 }];
  const reduced = moved(decide(making, { name: "reduce", reason: "EQUIPMENT", lines }, startedAt));
  assert.equal(reduced.reductions[0]?.amount_krw, 2_999);
  const order = { ...reduced, state: "PICKED_UP" as const };
  assert.equal(amountOf(order, 0), 2_999);
  assert.deepEqual(refundAmount(order, { lines: [{ line: 0, quantity: 2 }] }), { amount_krw: 6_000 });
});

test("prices whose product no safe integer holds are counted to the won", () => {
  const order = had({
    ...{ lines: [lineOf(999_999_999), lineOf(1)], total_krw: 999_999_999 },
    adjustments: [{ kind: "coupon", name, amount_krw: -1 }],
  });
  assert.equal(amountOf(order, 0), 999_999_998);
});
