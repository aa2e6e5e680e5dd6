/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoreNow } from "@siren/contracts/barista";
import { baristaExamples } from "@siren/contracts/golden-barista";
import { menuExamples } from "@siren/contracts/golden-menu";
import type { PublishedMenu } from "@siren/contracts/menu";
import { openStorage } from "@siren/web/storage";
import {
  countOf,
  createCart,
  isFullFor,
  lineName,
  withBack,
  withInstead,
  withLine,
  withoutLines,
  withQuantity,
} from "../src/shared/cart.ts";
import { shownLines, stops, troubleOf } from "../src/shared/cart-lines.ts";
import { piecesTooMany } from "../src/shared/reorder.ts";

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

test("what was ordered is taken out, and what was put in meanwhile is not", () => {
  const tea = { itemId: "tea", choiceIds: [], quantity: 2 };
  const cart = withLine(withLine(empty, "seongsu", latte), "seongsu", tea);
  const ordered = [
    { ...latte, choiceIds: ["iced", "regular"] },
    { ...tea, quantity: 1 },
  ];
  assert.deepEqual(withoutLines(cart, "seongsu", ordered).lines, [{ ...tea, quantity: 1 }]);
  assert.deepEqual(withoutLines(cart, "seongsu", cart.lines), empty);
  assert.equal(withoutLines(cart, "haeundae", cart.lines), cart);
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

test("other options take the place of a line, or join the line that has them already", () => {
  const hot = { ...latte, choiceIds: ["regular", "hot"] };
  const cart = withLine(withLine(empty, "seongsu", latte, 5_000), "seongsu", hot, 5_000);
  const large = { itemId: "latte", choiceIds: ["large", "iced"], quantity: 3 };
  const changed = withInstead(cart, lineName(latte), large, 5_700);
  assert.deepEqual(changed.lines, [large, hot]);
  assert.deepEqual(changed.seen, { [lineName(large)]: 5_700, [lineName(hot)]: 5_000 });
  const joined = withInstead(cart, lineName(latte), hot, 5_000);
  assert.deepEqual(joined.lines, [{ ...hot, quantity: 2 }]);
  assert.equal(withInstead(cart, "gone.line", large, 1), cart);
});

test("what was taken out comes back to its place, unless another store's cart was begun", () => {
  const tea = { itemId: "tea", choiceIds: [], quantity: 2 };
  const cart = withLine(withLine(empty, "seongsu", latte), "seongsu", tea);
  assert.deepEqual(withBack(withQuantity(cart, 0, 0), "seongsu", 0, latte)?.lines, cart.lines);
  assert.deepEqual(withBack(empty, "seongsu", 0, latte)?.lines, [latte]);
  assert.equal(withBack(withLine(empty, "haeundae", tea), "seongsu", 0, latte), null);
  assert.deepEqual(
    withBack(cart, "seongsu", 1, latte)?.lines,
    [{ ...latte, quantity: 2 }, tea],
    "put in since",
  );
  const keeper = createCart({ getItem: () => null, setItem: () => {} });
  const kinds = Array.from({ length: 20 }, (_, n) => ({ itemId: `i-${n}`, choiceIds: [], quantity: 1 }));
  for (const each of kinds) keeper.add("seongsu", each);
  assert.equal(keeper.putBack("seongsu", 0, latte), false, "no room for another kind");
  assert.deepEqual(keeper.get().lines, kinds);
});

test("a cart that is full says so before anything is lost", () => {
  const kinds = Array.from({ length: 20 }, (_, n) => ({ itemId: `i-${n}`, choiceIds: [], quantity: 19 }));
  const full = { storeId: "seongsu", lines: kinds };
  assert.equal(isFullFor(full, "seongsu", latte), true);
  assert.equal(isFullFor(full, "seongsu", { ...latte, itemId: "i-3", choiceIds: [] }), false);
  assert.equal(isFullFor(full, "seongsu", { itemId: "i-3", choiceIds: [], quantity: 2 }), true);
  assert.equal(isFullFor(full, "haeundae", latte), false);
  const joining = { itemId: "i-3", choiceIds: [], quantity: 19 };
  assert.equal(isFullFor(full, "seongsu", joining, "i-4"), true, "together with what is like it already");
  assert.equal(
    isFullFor(full, "seongsu", { ...latte, quantity: 20 }, "i-4"),
    false,
    "in the place of a line",
  );
});

test("a storage that is full or forbidden costs the memory and nothing else", () => {
  const broken = () => {
    throw new Error("QuotaExceededError");
  };
  const cart = createCart(openStorage(broken));
  cart.add("seongsu", latte);
  assert.equal(countOf(cart.get()), 1);
  cart.reread();
  assert.equal(countOf(cart.get()), 1, "another tab's word that cannot be read");
});

test("a line says what is the matter with it, and only a new price stops nobody", () => {
  const menu = menuExamples.publishedMenu as PublishedMenu;
  const now: StoreNow = { ...baristaExamples.storeNow, soldOut: [], soldOutOptions: [], wait: null };
  const had = { itemId: "latte", choiceIds: ["hot"], quantity: 1 };
  const of = (line: typeof had, at = now, seen = {}) => {
    const [shown] = shownLines([line], menu);
    return shown ? troubleOf(shown, at, seen) : assert.fail();
  };
  assert.equal(of(had), null);
  assert.equal(of({ ...had, itemId: "gone" })?.kind, "unknown");
  assert.equal(of({ ...had, choiceIds: ["hot", "less-ice"] })?.kind, "options");
  assert.equal(of(had, { ...now, soldOut: ["latte"] })?.kind, "sold-out");
  assert.equal(of(had, { ...now, soldOutOptions: ["hot"] })?.kind, "choice-sold-out");
  const dearer = of(had, now, { [lineName(had)]: 4_500 });
  assert.deepEqual(dearer, { kind: "price", was_krw: 4_500, is_krw: 5_000 });
  assert.deepEqual([stops(dearer), stops(of({ ...had, itemId: "gone" }))], [false, true]);
});

test("what of an order cannot go in again is counted before it is cut off", () => {
  const tea = { itemId: "tea", choiceIds: [], quantity: 2 };
  const many = { storeId: "seongsu", lines: [{ ...latte, quantity: 15 }, tea] };
  assert.equal(piecesTooMany(empty, many), 0);
  const cart = withLine(empty, "seongsu", { ...latte, quantity: 8 });
  assert.equal(piecesTooMany(cart, many), 3);
  assert.equal(piecesTooMany({ ...cart, storeId: "haeundae" }, many), 0, "another store's cart gives way");
  const kinds = Array.from({ length: 20 }, (_, n) => ({ ...tea, itemId: `tea-${n}`, quantity: 1 }));
  assert.equal(piecesTooMany({ storeId: "seongsu", lines: kinds }, many), 15 + tea.quantity);
});
