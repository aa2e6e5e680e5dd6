/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf, createCart, withLine, withQuantity } from "../src/shared/cart.ts";

const latte = { itemId: "latte", choiceIds: ["regular", "iced"], quantity: 1 };
const empty = { storeId: null, lines: [] };

test("the same drink with the same options becomes one line", () => {
  const once = withLine(empty, "seongsu", latte);
  const twice = withLine(once, "seongsu", { ...latte, choiceIds: ["iced", "regular"], quantity: 2 });
  assert.deepEqual([twice.lines.length, countOf(twice)], [1, 3]);
  assert.equal(countOf(withLine(twice, "seongsu", { ...latte, choiceIds: ["regular"] })), 4);
});

test("another store's first drink starts a new cart", () => {
  const cart = withLine(withLine(empty, "seongsu", latte), "haeundae", latte);
  assert.deepEqual([cart.storeId, countOf(cart)], ["haeundae", 1]);
});

test("none of the last line leaves an empty cart, and no line grows beyond its bound", () => {
  const cart = withLine(empty, "seongsu", latte);
  assert.deepEqual(withQuantity(cart, 0, 0), empty);
  assert.equal(withQuantity(cart, 0, 99).lines[0]?.quantity, 20);
  assert.equal(withQuantity(cart, 7, 2), cart);
});

test("it survives a reload, and nonsense in the storage is an empty cart", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  createCart(storage).add("seongsu", latte);
  assert.equal(countOf(createCart(storage).get()), 1);
  for (const nonsense of [
    "{",
    '{"storeId":"../x","lines":[]}',
    '{"storeId":"a","lines":[{"quantity":-1}]}',
  ]) {
    kept.set("siren.cart", nonsense);
    assert.deepEqual(createCart(storage).get(), empty);
  }
});
