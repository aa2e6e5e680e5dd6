import assert from "node:assert/strict";
import { test } from "node:test";
import { ageOf } from "../src/features/board/age.ts";
import { cupGroups, firstFree, toBeMade } from "../src/features/board/cups.ts";
import { ticketOf, unitOf } from "./tickets.ts";

const minutes = (n: number) => n * 60_000;

test("the age counts from the order, and from the moment it was ready once it is", () => {
  const making = ticketOf({ state: "MAKING", placedAt: 0, changedAt: minutes(7) });
  assert.deepEqual(ageOf(making, minutes(9)), { minutes: 9, tone: "late", dueInMinutes: null });
  assert.deepEqual(ageOf({ ...making, state: "READY" }, minutes(9)), {
    ...{ minutes: 2, tone: "fresh", dueInMinutes: null },
  });
});

test("what was promised says what is late, however long it was", () => {
  const promised = ticketOf({ state: "MAKING", placedAt: 0, promisedAt: minutes(20) });
  const toneAt = (at: number) => ageOf(promised, minutes(at)).tone;
  assert.deepEqual([15, 19.75, 21, 23].map(toneAt), ["fresh", "late", "late", "very-late"]);
  assert.equal(ageOf(promised, minutes(15)).dueInMinutes, 5);
  const unanswered = { ...promised, state: "QUEUED" as const };
  assert.equal(ageOf(unanswered, minutes(6)).tone, "very-late", "who waits for a first word waits no longer");
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

test("what is to be made is counted by drink, on all tickets together", () => {
  const mocha = unitOf({ itemId: "mocha", name: { ko: "모카", en: "Mocha" } });
  const tickets = [
    ticketOf({ units: [unitOf(), unitOf({ state: "CLAIMED" }), mocha] }),
    ticketOf({ number: 2, units: [unitOf({ state: "DONE" }), unitOf()] }),
    ticketOf({ number: 3, state: "VOIDED" }),
  ];
  assert.deepEqual(
    toBeMade(tickets).map(({ id, cups, inHand }) => [id, cups, inHand]),
    [
      ["latte", 3, 1],
      ["mocha", 1, 0],
    ],
  );
});

test("a cup that somebody left half-way is begun last: it may be made already", () => {
  const left = unitOf({ unitId: "unt_left", leftBy: "mem_1" });
  assert.equal(firstFree([left, unitOf({ unitId: "unt_free" })])?.unitId, "unt_free");
  assert.equal(firstFree([left])?.unitId, "unt_left");
});
