/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { baristaExamples } from "@siren/contracts/golden-barista";
import { menuExamples } from "@siren/contracts/golden-menu";
import { shownLines, stops, troubleOf } from "../src/shared/cart-lines.ts";
import { menuCopy } from "../src/shared/kept-copy.ts";
import { goneFor, lastKnown, storeWords } from "../src/shared/store-words.ts";

const { storeNow: busy } = baristaExamples;
const usual = { ...busy, state: "OPEN" as const, until: null, note: null, delay: null };
const say = (key: string, values: object = {}) => [key, ...Object.values(values)].join(" ");
const wordsOf = (now: typeof busy | undefined) => storeWords(now, say, (at) => `at ${at}`);

test("what is as usual, or not known, needs no words", () => {
  assert.deepEqual([wordsOf(usual), wordsOf(undefined)], [null, null]);
});

test("busy, late and paused are said, a pause before all else", () => {
  assert.equal(wordsOf({ ...usual, state: "BUSY" }), "storeBusy");
  assert.equal(wordsOf({ ...usual, delay: { minutes: 15, until: 9 } }), "storeLate 15");
  assert.equal(wordsOf(busy), `storeBusy · storeLate ${busy.delay?.minutes}`);
  assert.equal(wordsOf({ ...busy, state: "PAUSED", until: 7 }), "storePausedUntil at 7");
  assert.equal(wordsOf({ ...busy, state: "PAUSED", until: null }), "storePaused");
});

test("an item is gone with itself or with a choice that was made", () => {
  assert.equal(goneFor(busy, "cold-brew", ["oat-milk"]), "item");
  assert.equal(goneFor(busy, "latte", ["oat-milk"]), "choice");
  assert.equal(goneFor(busy, "latte", ["whole-milk"]), null);
  assert.equal(goneFor(undefined, "cold-brew", ["oat-milk"]), null, "nobody knows: the quote will say");
});

test("the age that is told is that of the menu which is looked at", () => {
  assert.equal(menuCopy("/stores/seongsu", "haeundae"), "menu.seongsu");
  assert.equal(menuCopy("/stores/seongsu/items/latte", null), "menu.seongsu");
  assert.equal(menuCopy("/checkout", "haeundae"), "menu.haeundae");
  assert.deepEqual([menuCopy("/", "haeundae"), menuCopy("/cart", null)], ["stores", "stores"]);
});

test("while nobody can say how a store stands, nothing that was of its moment is said", () => {
  const hour = 3_600_000;
  const told = { ...busy, at: 10 * hour, wait: { orders: 2, minutes: 5 } };
  const old = lastKnown(told, 11 * hour);
  assert.deepEqual([old.wait, old.delay, wordsOf(old)], [null, null, null]);
  const paused = { ...told, state: "PAUSED" as const, until: 12 * hour };
  assert.equal(wordsOf(lastKnown(paused, 11 * hour)), `storePausedUntil at ${12 * hour}`);
  assert.equal(wordsOf(lastKnown(paused, 12.5 * hour)), null, "a pause that is over");
  assert.equal(wordsOf(lastKnown({ ...paused, until: null }, 12.5 * hour)), "storePaused");
});

test("what was sold out an hour ago is told in the cart, and stops nobody", () => {
  const menu = menuExamples.publishedMenu;
  const item = menu.items[0] ?? assert.fail("the example has an item");
  const items = [{ ...item, optionGroups: [] }];
  const [line] = shownLines([{ itemId: item.itemId, choiceIds: [], quantity: 1 }], { ...menu, items });
  assert.ok(line && !line.isGone);
  const now = { ...usual, at: 1_000, soldOut: [item.itemId], soldOutOptions: [] };
  assert.ok(stops(troubleOf(line, now, undefined)), "while it is known");
  const trouble = troubleOf(line, lastKnown(now, 2_000), undefined);
  assert.deepEqual([trouble, stops(trouble)], [{ kind: "was-sold-out", at: 1_000 }, false]);
});
