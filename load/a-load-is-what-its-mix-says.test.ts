import assert from "node:assert/strict";
import { test } from "node:test";
import { countError, forget, newBook } from "../e2e/harness/measured.ts";
import { seeded } from "../e2e/harness/seeded.ts";
import { checkServed } from "./afterwards.ts";
import { boutiqueWaitMs, boutiqueWeights } from "./boutique.ts";
import { isMix, type LoadOptions, mixes } from "./load.ts";
import { arrivalsOf, openLoop } from "./open-loop.ts";
import { loadReport } from "./report.ts";
import { demoStaff } from "./staff.ts";
import { countedOver, mostInside, newTimeline, percentileOver } from "./timeline.ts";
import { between, pickByWeight } from "./weighted.ts";

test("the boutique's users do what as often as the Online Boutique's, with its waits", () => {
  assert.deepEqual(boutiqueWeights, {
    index: 1,
    currency: 2,
    browse: 10,
    addToCart: 2,
    viewCart: 3,
    checkout: 1,
  });
  const random = seeded(7);
  const times = new Map<string, number>();
  const whole = 19_000;
  for (let n = 0; n < whole; n++) {
    const task = pickByWeight(boutiqueWeights, random);
    times.set(task, (times.get(task) ?? 0) + 1);
  }
  for (const [task, weight] of Object.entries(boutiqueWeights))
    assert.ok(Math.abs((times.get(task) ?? 0) - weight * 1_000) < 250, `${task}: ${times.get(task)}`);
  const waits = Array.from({ length: 2_000 }, () =>
    between(boutiqueWaitMs.least, boutiqueWaitMs.most, random),
  );
  assert.ok(waits.every((ms) => ms >= 1_000 && ms < 10_000));
  assert.ok(Math.min(...waits) < 1_100 && Math.max(...waits) > 9_900);
});

test("the same seed is the same load", () => {
  const drawn = (seed: number) => {
    const random = seeded(seed);
    return [
      arrivalsOf(20, 1_000, random),
      Array.from({ length: 20 }, () => pickByWeight(boutiqueWeights, random)),
    ];
  };
  assert.deepEqual(drawn(3), drawn(3));
  assert.notDeepEqual(drawn(3), drawn(4));
  assert.throws(() => pickByWeight({}, seeded(1)), /nothing has a weight/);
});

test("a rush is 500 customers over five minutes", () => {
  assert.deepEqual([mixes.rush.customers, mixes.rush.seconds], [500, 300]);
  assert.deepEqual([mixes.boutique.customers, isMix("stampede")], [10, false]);
  const arrivals = arrivalsOf(2_500, 300_000, seeded(1));
  assert.ok(arrivals.every((ms, n) => ms >= (arrivals[n - 1] ?? 0) && ms < 300_000));
  const eachMinute = [0, 1, 2, 3, 4].map(
    (minute) => arrivals.filter((ms) => Math.floor(ms / 60_000) === minute).length,
  );
  assert.ok(
    eachMinute.every((count) => count > 400 && count < 600),
    String(eachMinute),
  );
});

test("who comes while nobody is answered comes in time, and their wait counts from then", async () => {
  let nowMs = 0;
  const stalled = Promise.withResolvers<void>();
  const begun: [number, number][] = [];
  const served = openLoop({
    arrivalsMs: [0, 100, 200],
    begin: async (n, intendedAtMs) => {
      begun.push([n, intendedAtMs]);
      await stalled.promise;
    },
    signal: new AbortController().signal,
    now: () => nowMs,
    // The driver itself comes late to the last one.
    wait: async (ms) => {
      nowMs += nowMs === 100 ? ms + 70 : ms;
    },
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(begun, [
    [0, 0],
    [1, 100],
    [2, 200],
  ]);
  assert.equal(nowMs, 270);
  stalled.resolve();
  assert.equal(await served, 3);
});

test("nobody begins once it is over", async () => {
  const over = new AbortController();
  const begin = async () => over.abort();
  assert.equal(await openLoop({ arrivalsMs: [0, 0, 0], begin, signal: over.signal }), 1);
});

const span = { beganAtMs: 1_000, bucketS: 1, count: 3 };

test("percentiles are taken within each part of the time", () => {
  const timed = Array.from({ length: 100 }, (_, n) => ({ atMs: 1_000 + n * 9, tookMs: n + 1 }));
  const late = { atMs: 9_000, tookMs: 5 };
  assert.deepEqual(percentileOver([...timed, late], 0.5, span), [50, null, 5]);
  assert.deepEqual(percentileOver([...timed, late], 0.99, span), [99, null, 5]);
  assert.deepEqual(countedOver([1_000, 1_999, 2_000], span), [2, 1, 0]);
});

test("those who are inside are counted over the borders of the parts", () => {
  const changes = [
    { atMs: 1_100, by: 1 },
    { atMs: 1_200, by: 1 },
    { atMs: 2_500, by: -1 },
    { atMs: 1_300, by: -1 },
    { atMs: 1_400, by: 1 },
  ] as const;
  assert.deepEqual(mostInside([...changes], span), [2, 2, 1]);
});

test("an open loop has served when everybody came and nobody failed, whatever was asked twice", () => {
  const book = newBook();
  countError(book, "UPSTREAM_TIMEOUT");
  const after = (came: number, finished: number, failed: number) =>
    checkServed(
      book,
      {
        ...newTimeline(),
        arrivals: Array.from({ length: came }, () => 0),
        outcomes: { finished, turnedAway: came - finished - failed, failed },
      },
      3,
    ).holds;
  assert.deepEqual([after(3, 3, 0), after(3, 2, 0)], [true, true]);
  assert.deepEqual([after(3, 2, 1), after(2, 2, 0), after(3, 0, 0)], [false, false, false]);
});

test("a closed loop has served when orders were finished and nothing failed but by a full store", () => {
  const book = newBook();
  const holds = () => checkServed(book, newTimeline()).holds;
  assert.equal(holds(), false, "nobody ordered");
  book.ordersFinished = 1;
  countError(book, "STORE_AT_CAPACITY");
  countError(book, "ILLEGAL_TRANSITION");
  assert.equal(holds(), true);
  countError(book, "NO_ANSWER");
  assert.equal(holds(), false);
  forget(book);
  assert.deepEqual(book, newBook());
});

test("a report tells an open loop's moments, and what it was told as text", () => {
  const evil = "<script>alert(1)</script>";
  const book = newBook();
  book.errors.set(evil, 1);
  book.errorsAt.push({ code: evil, atMs: 1_500, step: "" });
  book.tookMs.set(evil, [1]);
  const timeline = { ...newTimeline(), beganAtMs: 1_000, endedAtMs: 4_000, arrivals: [1_100], lateMs: [0] };
  const options: LoadOptions = {
    ...{ mix: "rush", gateways: [evil], customers: 1, seconds: 3, orders: 1, visits: 1, hands: 1, seed: 1 },
    ...{ staff: demoStaff, reach: "machine" },
    ...{ signal: new AbortController().signal, say: () => {} },
  };
  const checks = [{ promise: evil, holds: false, found: evil }];
  const driver = { share: 0.2, stallP99Ms: 1 };
  const page = loadReport({ options, book, timeline, tookMs: 3_000, machine: evil, driver, checks }, evil);
  assert.doesNotMatch(page, /<script/);
  for (const title of ["Arrivals", "In flight", "Planned arrival to acknowledged order", "Errors by code"])
    assert.match(page, new RegExp(`<h3>${title}</h3>`));
});
