import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { buildStalePages } from "../stack/pages.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { type FirstLoad, firstLoadOf } from "./first-load.ts";

const kB = 1024;
const most = 130 * kB;
const dist = join(repositoryRoot, "frontends", "client", "dist");
let load: FirstLoad;
before(async () => {
  await buildStalePages(repositoryRoot, { say: () => {} });
  load = firstLoadOf(dist, []);
});

test("what a first visit waits for is under 130 kB of compressed JavaScript", (t) => {
  t.diagnostic(`${(load.brotliBytes / kB).toFixed(1)} kB in ${load.names.length} files`);
  assert.ok(load.names.length >= 2, `only ${load.names.join()} was found`);
  assert.ok(load.brotliBytes < most, `${load.brotliBytes} bytes: ${load.names.join(", ")}`);
});

test("who opens a menu's address first waits for no more", (t) => {
  const { brotliBytes, names } = firstLoadOf(dist, [/^ordering-/]);
  t.diagnostic(`${(brotliBytes / kB).toFixed(1)} kB in ${names.length} files`);
  assert.ok(brotliBytes < most, `${brotliBytes} bytes: ${names.join(", ")}`);
});

test("index.html shows its words in both languages, and asks for nothing that is not there", () => {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  for (const words of ["어느 매장에서 받을까요?", "Where would you like to pick up?"])
    assert.ok(page.includes(`>${words}<`), words);
  const [, script = ""] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
  const asked = [...script.matchAll(/"\/client\/(assets\/[^"]+)"/g)].map(([, name = ""]) => name);
  assert.ok(asked.length >= 3, `only ${asked.join()} is named`);
  for (const name of asked) assert.ok(existsSync(join(dist, name)), name);
  assert.doesNotMatch(page, /__SIREN_|<!-- first /, "each place is filled");
  assert.doesNotMatch(page, / style="/, "its policy allows none");
  assert.match(page, /<style>.*?\.first-look.*?<\/style>/s, "what it is drawn by is in it");
  assert.doesNotMatch(page, /rel="stylesheet"/, "nothing is fetched before it is seen");
});

test("neither the socket's library nor all of zod is in it", () => {
  const has = (word: RegExp) => word.test(load.source);
  assert.equal(has(/\bEIO\b|engine\.io/), false, "socket.io-client is loaded when somebody has an order");
  // Of the whole form, whose methods hang on each schema, and of its sentences.
  assert.equal(has(/\bsuperRefine\b|Invalid input: expected/), false, "zod/mini is enough");
});
