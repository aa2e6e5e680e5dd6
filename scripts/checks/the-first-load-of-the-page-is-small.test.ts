import assert from "node:assert/strict";
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
  load = firstLoadOf(dist, [/^stores-screen-/]);
});

test("what a first visit waits for is under 130 kB of compressed JavaScript", (t) => {
  t.diagnostic(`${(load.brotliBytes / kB).toFixed(1)} kB in ${load.names.length} files`);
  assert.ok(load.names.length >= 2, `only ${load.names.join()} was found`);
  assert.ok(load.brotliBytes < most, `${load.brotliBytes} bytes: ${load.names.join(", ")}`);
});

test("who opens a menu's address first waits for no more", (t) => {
  const { brotliBytes, names } = firstLoadOf(dist, [/^menu-screen-/]);
  t.diagnostic(`${(brotliBytes / kB).toFixed(1)} kB in ${names.length} files`);
  assert.ok(brotliBytes < most, `${brotliBytes} bytes: ${names.join(", ")}`);
});

test("neither the socket's library nor all of zod is in it", () => {
  const has = (word: RegExp) => word.test(load.source);
  assert.equal(has(/\bEIO\b|engine\.io/), false, "socket.io-client is loaded when somebody has an order");
  // Of the whole form, whose methods hang on each schema, and of its sentences.
  assert.equal(has(/\bsuperRefine\b|Invalid input: expected/), false, "zod/mini is enough");
});
