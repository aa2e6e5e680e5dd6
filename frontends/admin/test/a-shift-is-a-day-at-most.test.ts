import assert from "node:assert/strict";
import { test } from "node:test";
import { inputOf, instantOf, isShift, lastHours } from "../src/features/report/shift-times.ts";

const noonInSeoul = Date.UTC(2026, 10, 22, 3);

test("times are the store's, whatever the tablet's own are", () => {
  assert.equal(inputOf(noonInSeoul), "2026-11-22T12:00");
  assert.equal(instantOf("2026-11-22T12:00"), noonInSeoul);
  assert.ok(Number.isNaN(instantOf("yesterday")));
});

test("the last hours end with this minute, so that what was just ordered is in them", () => {
  const { from, to } = lastHours(8, noonInSeoul + 1_000);
  assert.deepEqual([inputOf(from), inputOf(to)], ["2026-11-22T04:01", "2026-11-22T12:01"]);
});

test("it begins before it ends, and lasts no longer than a day", () => {
  const hour = 3_600_000;
  const lasts = (hours: number) => isShift({ from: 0, to: hours * hour });
  assert.deepEqual([0, 8, 24, 25].map(lasts), [false, true, true, false]);
  assert.equal(isShift({ from: Number.NaN, to: hour }), false);
});
