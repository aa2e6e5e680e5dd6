/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { menuExamples } from "@siren/contracts/golden-menu";
import type { MenuItem, PublishedMenu } from "@siren/contracts/menu";
import type { CartLine } from "@siren/contracts/order";
import { quickPicks } from "../src/features/menu/quick-picks.ts";

const drink = (itemId: string, ko: string): MenuItem => ({
  ...(menuExamples.menuItem as MenuItem),
  ...{ itemId, name: { ko, en: itemId }, optionGroups: [] },
});
const menu = {
  ...(menuExamples.publishedMenu as PublishedMenu),
  items: [drink("latte", "카페 라떼"), drink("tea", "차")],
};
const line = (itemId: string): CartLine => ({ itemId, choiceIds: [], quantity: 2 });
const favourite = (name: string, ...lines: CartLine[]) => ({
  ...{ favouriteId: `of-${name}`, name, storeId: "seongsu", lines, savedAt: 0 },
});
const shelf = (sources: Parameters<typeof quickPicks>[2]) =>
  quickPicks(menu, undefined, sources).map(({ item, times, called }) => [item.itemId, times, called]);

test("a name that was given stands on the shelf, also where the drink is there as the usual one", () => {
  const named = favourite("비 오는 날", line("latte"));
  assert.deepEqual(shelf({ usual: [], favourites: [named] }), [["latte", null, "비 오는 날"]]);
  const usual = [{ line: line("latte"), name: { ko: "카페 라떼", en: "latte" }, unit_krw: 5_000, times: 4 }];
  assert.deepEqual(shelf({ usual, favourites: [named] }), [["latte", 4, "비 오는 날"]]);
});

test("the drink's own name is none that was given, and the name of several is the name of no single one", () => {
  const favourites = [
    favourite("카페 라떼", line("latte")),
    favourite("우리 둘", line("tea"), line("latte")),
  ];
  assert.deepEqual(shelf({ usual: [], favourites }), [
    ["latte", null, null],
    ["tea", null, null],
  ]);
});
