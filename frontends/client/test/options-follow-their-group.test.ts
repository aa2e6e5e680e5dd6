/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MenuItem, OptionGroup } from "@siren/contracts/menu";
import { shownLines, totalOf } from "../src/shared/cart-lines.ts";
import {
  allergensOf,
  defaultChoices,
  isOffered,
  tapped,
  unitPrice,
  withoutClashes,
} from "../src/shared/options.ts";

const group = (
  groupId: string,
  min: number,
  max: number,
  choices: [string, number, boolean?][],
): OptionGroup => ({
  ...{ groupId, min, max, name: { ko: groupId, en: groupId } },
  choices: choices.map(([choiceId, price_krw, isDefault]) => ({
    ...{ choiceId, price_krw, name: { ko: choiceId, en: choiceId } },
    ...(isDefault && { isDefault }),
  })),
});
const size = group("size", 1, 1, [
  ["regular", 0, true],
  ["large", 700],
]);
const milk = group("milk", 1, 1, [
  ["whole", 0],
  ["oat", 600],
]);
const shot = group("shot", 0, 1, [
  ["extra", 600],
  ["decaf", 300],
]);
const syrup = group("syrup", 0, 2, [
  ["vanilla", 500],
  ["hazelnut", 500],
  ["light", 0],
]);
const latte: MenuItem = {
  ...{ itemId: "latte", categoryId: "espresso", price_krw: 5_000, prepSeconds: 70 },
  ...{ name: { ko: "라떼", en: "Latte" }, optionGroups: [size, milk, shot, syrup], excludedPairs: [] },
  ...{ allergens: [], kcal: null, pictureId: null, isCounted: false },
};

test("what has to be chosen is chosen from the start, marked or not", () => {
  assert.deepEqual(defaultChoices(latte), ["regular", "whole"]);
  assert.ok(isOffered(latte, defaultChoices(latte)));
});

test("one of a group replaces the other and cannot be left out", () => {
  assert.deepEqual(tapped(size, ["regular", "whole"], "large"), ["whole", "large"]);
  assert.deepEqual(tapped(size, ["large", "whole"], "large"), ["large", "whole"]);
});

test("an optional choice can be taken back, and many end at their bound", () => {
  assert.deepEqual(tapped(shot, ["regular", "extra"], "extra"), ["regular"]);
  assert.deepEqual(tapped(shot, ["extra"], "decaf"), ["decaf"]);
  const two = tapped(syrup, tapped(syrup, [], "vanilla"), "hazelnut");
  assert.deepEqual(tapped(syrup, two, "light"), ["vanilla", "hazelnut"]);
});

test("what does not go with a choice gives way to it, and is not offered beside it", () => {
  const strict: MenuItem = {
    ...latte,
    excludedPairs: [
      ["large", "oat"],
      ["extra", "oat"],
    ],
  };
  assert.deepEqual(withoutClashes(strict, ["large", "extra", "oat"], "oat"), ["oat", "regular"]);
  assert.deepEqual(withoutClashes(strict, ["large", "oat"], "large"), ["large", "whole"]);
  assert.deepEqual(withoutClashes(strict, ["large", "whole"], "oat"), ["large", "whole"]);
  assert.ok(!isOffered(strict, ["large", "oat"]) && isOffered(strict, ["regular", "oat"]));
});

test("the price is the item's and its choices'", () => {
  assert.equal(unitPrice(latte, ["large", "oat", "extra", "vanilla"]), 5_000 + 700 + 600 + 600 + 500);
});

test("what left the menu is shown as gone and costs nothing", () => {
  const menu = { storeId: "s", menuVersion: 1, publishedAt: 1, categories: [], items: [latte] };
  const shown = shownLines(
    [
      { itemId: "latte", choiceIds: ["regular", "whole"], quantity: 2 },
      { itemId: "latte", choiceIds: ["regular", "goat"], quantity: 1 },
      { itemId: "tea", choiceIds: [], quantity: 1 },
    ],
    menu,
  );
  assert.deepEqual(
    shown.map(({ isGone }) => isGone),
    [false, true, true],
  );
  assert.equal(totalOf(shown), 10_000);
});

test("what a choice brings with it is named beside the item's own", () => {
  const choices = milk.choices.map((each) =>
    each.choiceId === "oat" ? { ...each, allergens: ["wheat" as const] } : each,
  );
  const item: MenuItem = { ...latte, allergens: ["milk"], optionGroups: [size, { ...milk, choices }] };
  assert.deepEqual(allergensOf(item, ["regular", "whole"]), ["milk"]);
  assert.deepEqual(allergensOf(item, ["regular", "oat"]), ["milk", "wheat"]);
});
