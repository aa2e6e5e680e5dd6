import assert from "node:assert/strict";
import { test } from "node:test";
import { businessDayOf, closesAt, type Hours } from "../src/domain/hours.ts";

/** A minute of Saturday the 21st of November 2026 in Seoul. */
const at = (minute: number) => Date.UTC(2026, 10, 21) - 9 * 3_600_000 + minute * 60_000;
const week = (hours: Hours["week"][number]): Hours => ({ week: Array(7).fill(hours), holidays: [] });
const day = week({ opens: 8 * 60, closes: 22 * 60 });

test("an open store closes at its hour, a closed one has closed", () => {
  assert.equal(closesAt(day, at(9 * 60)), at(22 * 60));
  for (const minute of [7 * 60, 22 * 60, 23 * 60]) assert.equal(closesAt(day, at(minute)), at(minute));
});

test("hours past midnight belong to the day before, and days that touch never close", () => {
  const late = week({ opens: 10 * 60, closes: 26 * 60 });
  assert.equal(closesAt(late, at(60)), at(2 * 60));
  assert.equal(closesAt(late, at(23 * 60)), at(26 * 60));
  assert.equal(closesAt(week({ opens: 0, closes: 1_440 }), at(700)), Number.POSITIVE_INFINITY);
});

test("a holiday's own hours count", () => {
  const name = { ko: "휴일", en: "Holiday" };
  const on = (hours: Hours["week"][number]): Hours => ({
    ...day,
    holidays: [{ day: "2026-11-21", name, hours }],
  });
  assert.equal(closesAt(on(null), at(9 * 60)), at(9 * 60));
  assert.equal(closesAt(on({ opens: 8 * 60, closes: 12 * 60 }), at(9 * 60)), at(12 * 60));
});

test("past midnight it is yesterday's business day while its hours last, and until the next ones begin", () => {
  const late = week({ opens: 10 * 60, closes: 25 * 60 });
  for (const [minute, day] of [
    [30, "2026-11-20"],
    [90, "2026-11-20"],
    [10 * 60, "2026-11-21"],
    [23 * 60, "2026-11-21"],
    [24 * 60 + 30, "2026-11-21"],
  ] as const)
    assert.equal(businessDayOf(late, at(minute)), day, String(minute));
  assert.equal(businessDayOf(week({ opens: 0, closes: 1_440 }), at(30)), "2026-11-21");
  const name = { ko: "휴일", en: "Holiday" };
  const closed: Hours = { ...late, holidays: [{ day: "2026-11-21", name, hours: null }] };
  assert.equal(businessDayOf(closed, at(15 * 60)), "2026-11-20", "the one that was last open");
  assert.equal(businessDayOf(week(null), at(15 * 60)), "2026-11-21");
});
