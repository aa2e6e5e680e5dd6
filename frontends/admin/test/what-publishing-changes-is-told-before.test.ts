import assert from "node:assert/strict";
import { test } from "node:test";
import type { MenuItem } from "@siren/contracts/menu";
import { changesOf, isRearranged } from "../src/features/desk/menu-changes.ts";
import { isLeap, pricesTyped, rowsOf } from "../src/features/desk/price-sheet.ts";

const both = (text: string) => ({ ko: text, en: text });
const oat = { choiceId: "oat-milk", name: both("Oat"), price_krw: 600 };
const milk = { groupId: "milk", name: both("Milk"), min: 0, max: 1, choices: [oat] };
const item = (itemId: string, price_krw: number, changes: Partial<MenuItem> = {}): MenuItem => ({
  ...{ itemId, categoryId: "coffee", name: both(itemId), price_krw, prepSeconds: 40, optionGroups: [] },
  ...{ excludedPairs: [], allergens: [], kcal: null, pictureId: null, isCounted: false, ...changes },
});
const categories = [{ categoryId: "coffee", name: both("Coffee") }];
const latte = item("latte", 5_000, { optionGroups: [milk] });
const sold = { categories, items: [latte, item("mocha", 5_800), item("tea", 4_800)] };

test("a draft that is what is sold changes nothing", () => {
  assert.deepEqual(changesOf(sold, structuredClone(sold)), []);
  assert.equal(isRearranged(sold, structuredClone(sold)), false);
});

test("old and new prices stand beside each other, of the item and of its choices", () => {
  const dearer = { ...milk, choices: [{ ...oat, price_krw: 700 }] };
  const items = [{ ...latte, price_krw: 5_400, optionGroups: [dearer] }, ...sold.items.slice(1)];
  const [change, ...more] = changesOf(sold, { items });
  assert.deepEqual(more, []);
  assert.deepEqual([change?.itemId, change?.kind, change?.aspects], ["latte", "changed", []]);
  assert.deepEqual(change?.prices, [
    { choice: null, from_krw: 5_000, to_krw: 5_400 },
    { choice: oat.name, from_krw: 600, to_krw: 700 },
  ]);
});

test("what is new, what is gone and what is otherwise another is named as that", () => {
  const renamed = { ...latte, name: both("Cafe latte"), allergens: ["milk" as const] };
  const draft = { categories, items: [item("ade", 6_000), renamed, item("tea", 4_800)] };
  assert.deepEqual(
    changesOf(sold, draft).map(({ kind, itemId, price_krw, aspects }) => [kind, itemId, price_krw, aspects]),
    [
      ["added", "ade", 6_000, []],
      ["changed", "latte", 5_000, ["name", "allergens"]],
      ["removed", "mocha", 5_800, []],
    ],
  );
  assert.equal(isRearranged(sold, draft), false);
  assert.equal(isRearranged(sold, { categories, items: sold.items.toReversed() }), true);
  assert.equal(isRearranged(sold, { categories: [], items: sold.items }), true);
});

test("a sheet of prices has each choice once, but for those that cost here this and there that", () => {
  const two = item("two", 1, { optionGroups: [milk] });
  const other = item("other", 1, {
    optionGroups: [{ ...milk, choices: [oat, { ...oat, choiceId: "soy", price_krw: 1 }] }],
  });
  const third = item("third", 1, {
    optionGroups: [{ ...milk, choices: [{ ...oat, choiceId: "soy", price_krw: 2 }] }],
  });
  const { groups, choices } = rowsOf({ categories, items: [two, other, third] });
  assert.deepEqual(
    choices.map(({ id }) => id),
    ["choice:oat-milk"],
  );
  assert.equal(groups[0]?.rows.length, 3);
});

test("only what is typed and another price is a new one; what is no price is said by its field", () => {
  const { groups, choices } = rowsOf(sold);
  const rows = [...groups.flatMap((group) => group.rows), ...choices];
  const typed = {
    "item:latte": "5,400",
    "item:mocha": "5800",
    "item:tea": "five",
    "choice:oat-milk": "100001",
  };
  const { prices, faults, steps } = pricesTyped(rows, { ...typed, "item:gone": "1" });
  assert.deepEqual(prices, [{ itemId: "latte", price_krw: 5_400 }]);
  assert.deepEqual([steps[0]?.row.price_krw, steps[0]?.to_krw], [5_000, 5_400]);
  assert.deepEqual(Object.keys(faults), ["item:tea", "choice:oat-milk"]);
  assert.deepEqual(pricesTyped(rows, { "choice:oat-milk": "700" }).prices, [
    { choiceId: "oat-milk", price_krw: 700 },
  ]);
});

test("a digit too many or too few is asked about; a usual new price is not", () => {
  const asked = [520, 52_000, 0].map((to_krw) => isLeap(5_200, to_krw));
  assert.deepEqual(asked, [true, true, true]);
  assert.deepEqual([isLeap(5_200, 5_500), isLeap(5_200, 2_600), isLeap(0, 500)], [false, false, false]);
});
