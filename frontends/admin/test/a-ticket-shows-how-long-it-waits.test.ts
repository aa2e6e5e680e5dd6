import assert from "node:assert/strict";
import { test } from "node:test";
import { ageOf } from "../src/features/board/age.ts";
import { cupGroups } from "../src/features/board/cups.ts";
import { ticketOf, unitOf } from "./tickets.ts";

const minutes = (n: number) => n * 60_000;

test("the age counts from the order, and from the moment it was ready once it is", () => {
  const making = ticketOf({ state: "MAKING", placedAt: 0, changedAt: minutes(7) });
  assert.deepEqual(ageOf(making, minutes(9)), { minutes: 9, tone: "late" });
  assert.deepEqual(ageOf({ ...making, state: "READY" }, minutes(9)), { minutes: 2, tone: "fresh" });
});

test("nobody may wait long for an answer", () => {
  const tones = [1, 2, 5].map((n) => ageOf(ticketOf({ placedAt: 0 }), minutes(n)).tone);
  assert.deepEqual(tones, ["fresh", "late", "very-late"]);
});

test("a tablet whose clock is behind shows no negative age", () => {
  assert.equal(ageOf(ticketOf({ placedAt: minutes(5) }), 0).minutes, 0);
});

test("cups of a line that nobody has begun are one row, and each one in the making is its own", () => {
  const units = [0, 1, 2].map((n) => unitOf({ unitId: `unt_${n}`, n }));
  assert.deepEqual(
    cupGroups(units).map(({ count }) => count),
    [3],
  );
  const [first, ...rest] = units;
  const started = [{ ...first, ...unitOf({ state: "CLAIMED" }) }, ...rest, unitOf({ line: 1 })];
  assert.deepEqual(
    cupGroups(started).map(({ count }) => count),
    [1, 2, 1],
  );
});
