/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MenuItem } from "@siren/contracts/menu";
import { beginningOf, sectionsOf } from "../src/features/menu/sections.ts";

const name = { ko: "", en: "" };
const of = (categoryId: string, n: number) =>
  Array.from({ length: n }, (_, at) => ({ itemId: `${categoryId}-${at}`, categoryId }) as MenuItem);
const categories = ["espresso", "bakery", "tea"].map((categoryId) => ({ categoryId, name }));
const shape = (sections: ReturnType<typeof sectionsOf>) =>
  sections.map(({ categoryId, items }) => `${categoryId} ${items.length}`);

test("a menu begins with its first kinds, and a kind without anything is not there", () => {
  const sections = sectionsOf({ categories, items: [...of("tea", 9), ...of("espresso", 4)] });
  assert.deepEqual(shape(sections), ["espresso 4", "tea 9"]);
  assert.deepEqual(shape(beginningOf(sections, 6)), ["espresso 4", "tea 2"]);
  assert.deepEqual(shape(beginningOf(sections, 4)), ["espresso 4"]);
  assert.deepEqual(beginningOf(sections, 13), sections);
});
