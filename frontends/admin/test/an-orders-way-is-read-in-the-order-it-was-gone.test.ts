/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { journeyExamples } from "@siren/contracts/golden-journey";
import { askedIn, dayInSeoul, durationWords, linesOf, spanCount } from "../src/features/ops/journey-view.ts";

const { opsJourney: journey } = journeyExamples;
const [event] = journey.events;
if (!event) throw new Error("the example has no event");

test("states, spans and events are one list, each with how long after the placing it was", () => {
  const { placedAt } = journey.order;
  const two = { ...journey, events: [{ ...event, eventId: "late", at: placedAt + 1_500 }, event] };
  const lines = linesOf(two, true).map(({ kind, sinceMs }) => [kind, sinceMs]);
  assert.deepEqual(lines, [
    ["state", 0],
    ["span", 0],
    ["event", 0],
    ["event", 1_500],
  ]);
  assert.deepEqual(
    linesOf(two, false).map(({ kind }) => kind),
    ["state", "event", "event"],
  );
  assert.deepEqual([spanCount(two), spanCount({ ...two, traces: [] })], [1, 0]);
});

test("the address says what is asked for, and half a question is none", () => {
  const asked = (query: string) => askedIn(new URLSearchParams(query));
  assert.deepEqual(asked("order=ord_1"), { order: "ord_1" });
  assert.deepEqual(asked("store=seongsu&day=2026-11-21&number=17"), {
    ...{ store: "seongsu", day: "2026-11-21", number: "17" },
  });
  assert.deepEqual([asked(""), asked("store=seongsu&number=17"), asked("order=%20")], [null, null, null]);
});

test("the day is the shops' own, and times are said in the unit that fits", () => {
  assert.equal(dayInSeoul(Date.UTC(2026, 10, 21, 15, 30)), "2026-11-22");
  assert.deepEqual([12, 1_500, 600_000].map(durationWords), ["12 ms", "1.5 s", "10 min"]);
});
