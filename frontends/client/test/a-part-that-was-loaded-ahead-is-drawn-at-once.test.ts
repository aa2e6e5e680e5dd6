/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { part } from "@siren/web/part-of-the-page";
import { createElement, Suspense } from "react";
import { renderToString } from "react-dom/server";

const drawn = (screen: ReturnType<typeof part<"Menu", object>>) =>
  renderToString(createElement(Suspense, { fallback: "wait" }, createElement(screen)));
const load = async () => ({ Menu: () => "the menu" });

test("a part that was loaded ahead is drawn at once, and nothing stands in for it", async () => {
  const menu = part(load, "Menu");
  assert.match(drawn(menu), /wait/);
  await menu.ahead();
  const html = drawn(menu);
  assert.match(html, /the menu/);
  assert.doesNotMatch(html, /wait/);
});

test("what could not be loaded ahead is asked for again when somebody goes there", async () => {
  let tries = 0;
  const menu = part(() => {
    tries += 1;
    return tries === 1 ? Promise.reject(new TypeError("Failed to fetch")) : load();
  }, "Menu");
  await assert.rejects(menu.ahead());
  assert.match(drawn(menu), /wait/);
  await menu.ahead();
  assert.equal(tries, 3);
  assert.match(drawn(menu), /the menu/);
});
