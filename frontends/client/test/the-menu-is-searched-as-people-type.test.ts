/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { menuExamples } from "@siren/contracts/golden-menu";
import type { MenuItem } from "@siren/contracts/menu";
import { isOneSlipAway, searchMenu } from "../src/features/menu/search.ts";

const { publishedMenu, menuItem } = menuExamples;
const named = (itemId: string, ko: string, en: string, categoryId = "espresso"): MenuItem => ({
  ...{ ...(menuItem as MenuItem), itemId, categoryId, name: { ko, en } },
  description: itemId === "omija" ? { ko: "문경 열매", en: "Berries of Mungyeong" } : { ko: "", en: "" },
});
const menu = {
  ...{
    ...publishedMenu,
    categories: [...publishedMenu.categories, { categoryId: "tea", name: { ko: "티", en: "Tea" } }],
  },
  items: [
    named("vanilla-latte", "바닐라 라떼", "Vanilla latte"),
    named("latte", "카페 라떼", "Latte"),
    named("americano", "아메리카노", "Americano"),
    named("omija", "오미자 에이드", "Omija ade"),
    named("citron", "유자차", "Citron tea", "tea"),
  ],
};
const found = (query: string) => searchMenu(menu, query).map(({ itemId }) => itemId);

test("the beginning of a name comes before its middle, in both languages", () => {
  assert.deepEqual(found("latte"), ["latte", "vanilla-latte"]);
  assert.deepEqual(found("라떼"), ["vanilla-latte", "latte"]);
  assert.deepEqual(found(" AMERI "), ["americano"]);
});

test("initials find it, and so do the letters of a syllable that is not finished", () => {
  assert.deepEqual(found("ㅇㅁㄹㅋㄴ"), ["americano"]);
  assert.deepEqual(found("아멜"), ["americano"], "아메ㄹ on its way to 아메리");
  assert.deepEqual(found("카페ㄹ"), ["latte"]);
});

test("what is around the name finds it too: its kind, what is said of it", () => {
  assert.deepEqual(found("tea"), ["citron"]);
  assert.deepEqual(found("문경"), ["omija"]);
});

test("one slip of the finger is forgiven, and two are another word", () => {
  assert.deepEqual(found("아메리가노"), ["americano"]);
  assert.deepEqual(found("amercano"), ["americano"]);
  assert.deepEqual(found("바닐라 라때"), ["vanilla-latte"]);
  assert.deepEqual(found("imerxcano"), []);
  assert.equal(isOneSlipAway("latte", "late"), false, "too short to be sure");
});

test("nothing that is typed can break it", () => {
  for (const odd of ["", "   ", "😀", "\u202eabc", "%00", "%E0%A4%A", "..", "(", "\\", "a".repeat(5_000)])
    assert.deepEqual(found(odd), [], JSON.stringify(odd.slice(0, 12)));
});
