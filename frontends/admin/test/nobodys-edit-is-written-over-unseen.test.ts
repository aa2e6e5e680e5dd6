import assert from "node:assert/strict";
import { test } from "node:test";
import { keptIn, merged, settled } from "../src/features/desk/merge-edits.ts";

const base = { name: "Latte", price: "5000", allergens: ["milk"] };

test("what only I changed stays, and what only they changed is taken", () => {
  const mine = { ...base, price: "5400" };
  const now = merged({ base, mine }, { ...base, name: "Cafe latte", allergens: ["milk", "soy"] });
  assert.deepEqual(now.mine, { name: "Cafe latte", price: "5400", allergens: ["milk", "soy"] });
  assert.deepEqual([now.clashes, now.isChanged], [[], true]);
});

test("what both changed is a clash until one of them was picked", () => {
  const mine = { ...base, price: "5400", name: "My latte" };
  const theirs = { ...base, price: "5200" };
  const now = merged({ base, mine }, theirs);
  assert.deepEqual([now.clashes, now.mine.price], [["price"], "5400"]);
  const kept = merged(settled(now, theirs, "price", "mine"), theirs);
  assert.deepEqual([kept.clashes, kept.mine.price, kept.isChanged], [[], "5400", true]);
  const taken = merged(settled(now, theirs, "price", "theirs"), theirs);
  assert.deepEqual([taken.clashes, taken.mine], [[], { ...theirs, name: "My latte" }]);
});

test("the same change by both is none, and somebody who changed nothing has nothing to save", () => {
  const theirs = { ...base, price: "5200" };
  const alike = merged({ base, mine: theirs }, theirs);
  assert.deepEqual([alike.clashes, alike.isChanged], [[], false]);
  assert.equal(merged({ base, mine: base }, theirs).isChanged, false);
});

test("what another version of the page kept is not taken for a form of this one", () => {
  const kept = { base, mine: { ...base, price: "5400" } };
  assert.deepEqual(keptIn(JSON.stringify(kept), base), kept);
  for (const text of [null, "null", "{", "[]", '{"base":{}}', JSON.stringify({ base, mine: { name: "x" } })])
    assert.equal(keptIn(text, base), null, String(text));
});
