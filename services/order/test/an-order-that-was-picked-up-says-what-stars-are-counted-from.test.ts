import assert from "node:assert/strict";
import { test } from "node:test";
import { ownCupChoiceId } from "@siren/contracts/wallet";
import type { Order } from "../src/domain/order.ts";
import { outgoing } from "../src/messaging/published.ts";
import { americano, buildOrder, cardOne } from "../src/testing/build-order.ts";

const told = (changes: Partial<Order>) => {
  const [event] = outgoing(buildOrder({ state: "PICKED_UP", ...changes }), [{ kind: "picked-up" }]);
  const { cardId, paid_krw, cups, ownCups } = event?.data as Record<string, unknown>;
  return [cardId, paid_krw, cups, ownCups];
};

const ownCup = { choiceId: ownCupChoiceId, name: { ko: "개인컵", en: "Own cup" }, price_krw: -400 };

test("by which card, how many won of it were kept, how many drinks and how many in an own cup", () => {
  const cake = { ...americano, itemId: "cake", prepSeconds: 15, isCounted: true, choices: [ownCup] };
  const inOwnCup = { ...americano, choices: [ownCup], quantity: 1 };
  assert.deepEqual(told({}), [cardOne, 9_000, 2, 0]);
  assert.deepEqual(told({ lines: [americano, inOwnCup, cake], refunded_krw: 2_000 }), [cardOne, 7_000, 3, 1]);
  assert.deepEqual(told({ choice: { method: "counter" } }), [null, 0, 2, 0]);
});

test("a cup that was not made is none, in its own cup or not", () => {
  const inOwnCup = { ...americano, choices: [ownCup], quantity: 3 };
  const less = { reason: "EQUIPMENT", amount_krw: 4_500, isRefund: false };
  const reductions = [
    { line: 0, units: 1, ...less },
    { line: 1, units: 2, ...less },
  ];
  assert.deepEqual(told({ lines: [americano, inOwnCup], reductions }).slice(2), [2, 1]);
});
