import assert from "node:assert/strict";
import { test } from "node:test";
import { truthOf } from "../src/features/board/truth.ts";

const standing = { n: 42, toldAt: 100_000, behindSince: null, cutOffSince: null };
const at = (now: number) => ({
  ...{ openedAt: 90_000, isLoaded: true, keptAt: null, live: "live" as const, now },
});

test("in sync while the store's stream is spoken of", () => {
  assert.deepEqual(truthOf({ standing, ...at(102_000) }), {
    ...{ state: "in-sync", n: 42, silentMs: 2_000, toldAt: 100_000, cutOffAt: null },
  });
});

test("in sync with a service that nobody tells of orders is not in sync with what was ordered", () => {
  const cutOff = { ...standing, cutOffSince: 40_000 };
  const { state, cutOffAt } = truthOf({ standing: cutOff, ...at(102_000) });
  assert.deepEqual([state, cutOffAt], ["cut-off", 40_000]);
  assert.equal(truthOf({ standing: cutOff, ...at(105_001) }).state, "silent", "what is worse is said first");
});

test("a connection that is lost or not yet complete is not in sync, however short", () => {
  const stateWhen = (live: "offline" | "catching-up", now: number) =>
    truthOf({ standing, ...at(now), live }).state;
  assert.equal(stateWhen("offline", 100_100), "offline");
  assert.equal(stateWhen("catching-up", 100_100), "catching-up");
  assert.equal(stateWhen("offline", 105_001), "silent");
});

test("silence of more than five seconds is not peace", () => {
  assert.equal(truthOf({ standing, ...at(105_001) }).state, "silent");
});

test("something that stays missing is a gap; what arrives at once is not", () => {
  const behind = { ...standing, toldAt: 103_000, behindSince: 102_000 };
  assert.equal(truthOf({ standing: behind, ...at(103_000) }).state, "in-sync");
  assert.equal(truthOf({ standing: behind, ...at(104_000) }).state, "gap");
});

test("a board that was never read or never told is not in sync, and says so after a moment", () => {
  const unheard = { n: undefined, toldAt: null, behindSince: null, cutOffSince: null };
  assert.equal(truthOf({ standing: unheard, ...at(91_000) }).state, "starting");
  assert.equal(truthOf({ standing: unheard, ...at(96_000) }).state, "silent");
  assert.equal(truthOf({ standing, ...at(102_000), isLoaded: false }).state, "silent");
});

test("a board from before a reload is as old as it is, until somebody answers", () => {
  const unheard = { n: undefined, toldAt: null, behindSince: null, cutOffSince: null };
  const kept = truthOf({ standing: unheard, ...at(160_000), isLoaded: false, keptAt: 100_000 });
  assert.deepEqual(kept, { state: "silent", n: null, silentMs: 60_000, toldAt: 100_000, cutOffAt: null });
});
