import assert from "node:assert/strict";
import { test } from "node:test";
import { createBump } from "../src/features/board/bump.ts";

/** What each tap did, at its millisecond on its card. */
function taps(...tapped: (readonly [atMs: number, card: string])[]) {
  let now = 0;
  const bump = createBump(() => now);
  return tapped.map(([atMs, card]) => {
    now = atMs;
    return bump(card);
  });
}

test("one tap alone moves nothing; a second one on the same card does", () => {
  assert.deepEqual(taps([0, "a"], [600, "a"]), ["armed", "bump"]);
  assert.deepEqual(taps([0, "a"], [600, "b"], [1_200, "b"]), ["armed", "armed", "bump"]);
});

test("a drop of water or a trembling finger is no second tap", () => {
  assert.deepEqual(taps([0, "a"], [60, "a"], [400, "a"]), ["armed", "nothing", "bump"]);
});

test("a tap that was forgotten about does not count", () => {
  assert.deepEqual(taps([0, "a"], [2_500, "a"]), ["armed", "armed"]);
});

test("a third tap does not move on whatever has come into its place", () => {
  assert.deepEqual(taps([0, "a"], [400, "a"], [700, "b"], [1_200, "b"], [1_600, "b"]), [
    ...["armed", "bump", "nothing", "armed", "bump"],
  ]);
});
