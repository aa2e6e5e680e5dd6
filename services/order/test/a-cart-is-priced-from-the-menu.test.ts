import assert from "node:assert/strict";
import { test } from "node:test";
import type { CartLine } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import { price } from "../src/domain/pricing.ts";
import { testMenu } from "../src/testing/build-menu.ts";

const line = (changes: Partial<CartLine> = {}): CartLine => ({
  itemId: "latte",
  choiceIds: ["tall", "extra-shot"],
  quantity: 2,
  ...changes,
});
const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test("choices are added to the item and multiplied by the quantity", () => {
  const { lines, total_krw } = price(
    testMenu,
    [line(), line({ choiceIds: ["grande"], quantity: 1 })],
    new Set(),
  );
  assert.deepEqual(
    lines.map(({ unit_krw, line_krw }) => [unit_krw, line_krw]),
    [
      [5_600, 11_200],
      [5_500, 5_500],
    ],
  );
  assert.equal(total_krw, 16_700);
});

test("a group of which nothing was chosen takes its default", () => {
  const { lines } = price(testMenu, [line({ choiceIds: [] })], new Set());
  assert.deepEqual(
    lines[0]?.choices.map((choice) => choice.choiceId),
    ["tall"],
  );
});

test("what is not offered is OPTION_INVALID", () => {
  for (const wrong of [
    { itemId: "tea" },
    { choiceIds: ["tall", "grande"] },
    { choiceIds: ["tall", "tall"] },
    { choiceIds: ["tall", "oat"] },
    { choiceIds: ["grande", "extra-shot"] },
    { choiceIds: ["extra-shot", "grande"] },
    { itemId: "cold-brew", choiceIds: [] },
  ]) {
    assert.throws(
      () => price(testMenu, [line(wrong)], new Set()),
      refusedWith("OPTION_INVALID"),
      JSON.stringify(wrong),
    );
  }
});

test("what is sold out is refused by name", () => {
  assert.throws(() => price(testMenu, [line()], new Set(["latte"])), refusedWith("SOLD_OUT"));
});
