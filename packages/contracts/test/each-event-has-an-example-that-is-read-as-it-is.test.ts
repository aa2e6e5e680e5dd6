import assert from "node:assert/strict";
import { test } from "node:test";
import { type EventType, eventCatalogue } from "../src/events.ts";
import { goldenEvents } from "../src/golden.ts";

test("each event of the catalogue has an example, and no other has one", () => {
  assert.deepEqual(Object.keys(goldenEvents).sort(), Object.keys(eventCatalogue).sort());
});

for (const [type, example] of Object.entries(goldenEvents)) {
  test(`${type} is read from the wire without loss`, () => {
    const fromWire: unknown = JSON.parse(JSON.stringify(example));
    assert.deepEqual(eventCatalogue[type as EventType].parse(fromWire), example);
  });
}

test("an example that lacks a field, or has it in another type, is refused", () => {
  const { orderId: _left, ...without } = goldenEvents.HoldCaptured;
  assert.equal(eventCatalogue.HoldCaptured.safeParse(without).success, false);
  const inWords = { ...goldenEvents.HoldCaptured, amount_krw: "10000" };
  assert.equal(eventCatalogue.HoldCaptured.safeParse(inWords).success, false);
  const inFractions = { ...goldenEvents.HoldCaptured, amount_krw: 0.5 };
  assert.equal(eventCatalogue.HoldCaptured.safeParse(inFractions).success, false);
});
