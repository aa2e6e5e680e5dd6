import assert from "node:assert/strict";
import { test } from "node:test";
import type { CardFact } from "@siren/contracts/audit";
import { auditExamples } from "@siren/contracts/golden-between";
import { createWalletBook } from "../src/books/wallet-book.ts";
import { judgeBalances } from "../src/rules/ledger.ts";
import { judgeDeferred } from "../src/rules/money.ts";
import { judgeCoupons, judgeStars } from "../src/rules/rewards.ts";
import { casesOf, moneyFactOf, orderFactOf, orderIdOf } from "./facts.ts";

const reasons = ({ findings }: { findings: { why: string }[] }) => findings.map(({ why }) => why);
const { cardFact, starFact } = auditExamples;
const nobody = createWalletBook();
const unheard = () => undefined;

test("a card that has more or less than what came in less what was kept is found, until it is mended", () => {
  const book = createWalletBook();
  const see = (given: Partial<CardFact>) => {
    book.see({ cards: [{ ...cardFact, ...given }], stars: [], coupons: [] });
    return reasons(judgeBalances(book)).map((why) => why.split(": ")[1]);
  };
  assert.deepEqual(see({}), []);
  // Captured twice in the ledger, once in the book of holds; and a top-up that was settled twice.
  assert.deepEqual(see({ available_krw: 20_000 }), ["40000 won should be left, and there are 30000"]);
  assert.deepEqual(see({ available_krw: 80_000 }), ["40000 won should be left, and there are 90000"]);
  assert.deepEqual(see({ available_krw: 0, held_krw: 0, arrears_krw: 5_000, captured_krw: 57_000 }), []);
});

test("stars that money did not earn, or that nobody counted, are found", () => {
  const of = (visit: object, given = {}) => [
    moneyFactOf({
      ...{ captured_krw: 21_000, captures: 1, held_krw: 0 },
      visit: { ownCups: 1, isVisit: true, stars: 4, ...visit },
      ...given,
    }),
  ];
  const judged = (money: ReturnType<typeof of>) => reasons(judgeStars(casesOf({ money }), [], nobody));
  assert.deepEqual(judged(of({})), []);
  assert.deepEqual(judged(of({ stars: 8 })), ["has 8 stars and earned 4: 21000 won captured and 0 refunded"]);
  assert.deepEqual(judged(of({ isVisit: false })), [
    "has 4 stars and earned 3: 21000 won captured and 0 refunded",
  ]);
  // A refund that took nothing back.
  assert.deepEqual(judged(of({}, { refunded_krw: 21_000 })), [
    "has 4 stars and earned 0: 21000 won captured and 21000 refunded",
  ]);
  const pickedUp = casesOf({
    orders: [orderFactOf(["PLACED", "PICKED_UP"])],
    money: [moneyFactOf({ captured_krw: 5_000, captures: 1 })],
  });
  assert.deepEqual(reasons(judgeStars(pickedUp, [], nobody)), []);
  assert.deepEqual(reasons(judgeStars(pickedUp, pickedUp, nobody)), [
    "was paid and picked up, and its stars were not counted",
  ]);
  const book = createWalletBook();
  book.see({ cards: [], stars: [{ ...starFact, stars: 5 }], coupons: [] });
  assert.deepEqual(reasons(judgeStars([], [], book)), ["has 5 stars of 3 entered"]);
});

test("a coupon that two orders have, or one that it does not belong to, is found", () => {
  const { couponId } = auditExamples.couponFact;
  const [first, second] = [1, 2].map((n) => moneyFactOf({ orderId: orderIdOf(n), couponId }));
  assert.ok(first && second);
  const judged = (money: (typeof first)[], orderId: string | null) =>
    reasons(judgeCoupons(casesOf({ money }), { coupon: () => ({ couponId, orderId }) }));
  assert.deepEqual(judged([first], first.orderId), []);
  assert.deepEqual(judged([first, second], first.orderId), [`${couponId} is used by ${first.orderId} too`]);
  assert.deepEqual(
    judged([second, first], first.orderId),
    [`${couponId} is used by ${first.orderId} too`],
    "also when the one that it does not belong to was read first",
  );
  assert.deepEqual(judged([first], null), [`${couponId} belongs to nobody`]);
  assert.deepEqual(judged([first, { ...second, couponId: null }], first.orderId), []);
});

test("more deferred on a card than may be, and what stays unpaid after two minutes, is found", () => {
  const deferred = (n: number, total_krw: number, way: Parameters<typeof orderFactOf>[0]) =>
    orderFactOf(way, { orderId: orderIdOf(n), payment: "DEFERRED", total_krw, number: n });
  const judged = (...orders: ReturnType<typeof deferred>[]) =>
    reasons(judgeDeferred(casesOf({ orders }), [], unheard));
  assert.deepEqual(judged(deferred(1, 30_000, ["PLACED", "DEFERRED"])), []);
  assert.deepEqual(judged(deferred(1, 30_001, ["PLACED", "DEFERRED"])), [
    "1 orders of 30001 won are deferred",
  ]);
  assert.deepEqual(judged(deferred(1, 5_000, ["DEFERRED"]), deferred(2, 5_000, ["DEFERRED"])), [
    "2 orders of 10000 won are deferred",
  ]);
  const made = casesOf({ orders: [deferred(1, 5_000, ["DEFERRED", "ACCEPTED", "MAKING"])] });
  assert.deepEqual(reasons(judgeDeferred(made, [], unheard)), []);
  assert.deepEqual(reasons(judgeDeferred(made, made, unheard)), ["MAKING, and 5000 won were not taken"]);
});
