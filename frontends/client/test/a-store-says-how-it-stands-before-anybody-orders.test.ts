/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { baristaExamples } from "@siren/contracts/golden-barista";
import { goneFor, storeWords } from "../src/shared/store-words.ts";

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
