import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Along,
  lonelyIn,
  momentLabel,
  restingPlace,
  rowsOf,
  toneOf,
  tones,
} from "../src/shared/chart-points.ts";

const noonInSeoul = Date.UTC(2026, 10, 22, 3, 0, 0);
const moments: Along = { kind: "moments", heading: "Time", at: [noonInSeoul, noonInSeoul + 2_000] };
const names: Along = { kind: "names", heading: "Hour", names: ["9", "10", "11"] };
const requests = { name: "Requests", values: [4, 7] };
const refused = { name: "Refused", values: [null, 1] };

test("of moments the newest is read first, in the shops' time, with each value beside its series", () => {
  assert.deepEqual(rowsOf(moments, [requests, refused], "en"), [
    { key: `${noonInSeoul + 2_000}`, head: "12:00:02", values: [7, 1] },
    { key: `${noonInSeoul}`, head: "12:00:00", values: [4, null] },
  ]);
});

test("names stay in their order, and what no value was given for is not known", () => {
  assert.deepEqual(rowsOf(names, [requests], "ko"), [
    { key: "0", head: "9", values: [4] },
    { key: "1", head: "10", values: [7] },
    { key: "2", head: "11", values: [null] },
  ]);
});

test("marks of a minute and more are said without seconds", () => {
  assert.equal(momentLabel(noonInSeoul, 60_000, "en"), "12:00");
  assert.equal(momentLabel(noonInSeoul, 5_000, "en"), "12:00:00");
});

test("nobody pointing, the legend says the newest moment, and nothing of names", () => {
  assert.equal(restingPlace(moments), 1);
  assert.equal(restingPlace({ ...moments, at: [] }), null);
  assert.equal(restingPlace(names), null);
});

test("a value between two gaps is drawn all the same", () => {
  assert.deepEqual(lonelyIn([1, null, 2, 3, null, 4]), [0, 5]);
  assert.deepEqual([lonelyIn([7]), lonelyIn([null]), lonelyIn([1, 2])], [[0], [], []]);
});

test("each series has a tone of its own, and a screen may say which", () => {
  const plain = tones.map((_, place) => toneOf(requests, place));
  assert.equal(new Set(plain).size, tones.length);
  assert.equal(toneOf({ ...refused, tone: "bad" }, 0), "bad");
});
