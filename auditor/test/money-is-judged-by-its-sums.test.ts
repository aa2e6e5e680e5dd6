import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeCharges, judgeRefunds } from "../src/rules/money.ts";
import { casesOf, moneyFactOf, orderFactOf } from "./facts.ts";

const reasons = ({ findings }: { findings: { why: string }[] }) => findings.map(({ why }) => why);

test("an order charged twice, beyond its total or refunded beyond its charge is found", () => {
  const orders = [orderFactOf()];
  const charged = (given: Parameters<typeof moneyFactOf>[0]) =>
    reasons(judgeCharges(casesOf({ orders, money: [moneyFactOf({ held_krw: 0, ...given })] }), []));
  assert.deepEqual(charged({ captured_krw: 5_000, captures: 1 }), []);
  assert.deepEqual(charged({ captured_krw: 5_000, captures: 2 }), ["captured 2 times, 0 won in all"]);
  assert.deepEqual(charged({ captured_krw: 6_000, captures: 1 }), ["6000 won kept of a total of 5000"]);
  assert.deepEqual(charged({ captured_krw: 6_000, refunded_krw: 1_000, captures: 1 }), []);
  assert.deepEqual(charged({ captured_krw: 0, refunded_krw: 10 }), ["10 won more were refunded than taken"]);
});

test("what came to nothing costs nothing, and nothing stays held for it", () => {
  const rejected = orderFactOf(["PLACED", "AUTHORISED", "REJECTED"]);
  const judged = (given: Parameters<typeof moneyFactOf>[0]) =>
    reasons(judgeRefunds(casesOf({ orders: [rejected], money: [moneyFactOf(given)] })));
  const taken = { captured_krw: 5_000, held_krw: 0, captures: 1 };
  assert.deepEqual(judged(taken), ["REJECTED: 5000 won captured, 0 refunded"]);
  assert.deepEqual(judged({ ...taken, refunded_krw: 5_000 }), []);
  assert.deepEqual(judged({ held_krw: 5_000 }), ["REJECTED, and 5000 won are still held"]);
  assert.deepEqual(reasons(judgeRefunds(casesOf({ orders: [rejected] }))), []);
  assert.equal(judgeRefunds(casesOf({ orders: [orderFactOf()], money: [moneyFactOf()] })).judged, 0);
});
