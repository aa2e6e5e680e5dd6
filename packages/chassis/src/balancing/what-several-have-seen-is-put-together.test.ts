import assert from "node:assert/strict";
import { test } from "node:test";
import { createRollingWindow, togetherMs } from "./latencies.ts";

const start = 1_000_000;
function watch(buckets = 6) {
  const clock = { now: start };
  const window = createRollingWindow(["good", "bad"], () => clock.now, { bucketMs: 1_000, buckets });
  return { clock, window };
}

test("each step is told when it is over, the silent ones between them too, and the oldest are dropped", () => {
  const { clock, window } = watch();
  assert.deepEqual(window.steps(), []);
  window.note("good", 3);
  window.note("bad", 40);
  clock.now += 2_500;
  window.note("good", 3);
  const told = () => window.steps().map(({ at, counts }) => [at - start, counts.good, counts.bad]);
  assert.deepEqual(told(), [
    [0, 1, 1],
    [1_000, 0, 0],
  ]);
  clock.now += 1_000;
  assert.deepEqual(told().at(-1), [2_000, 1, 0]);
  clock.now += 4_000;
  assert.deepEqual(
    told().map(([at]) => at),
    [2_000, 3_000, 4_000, 5_000, 6_000],
  );
  clock.now += 60_000;
  assert.deepEqual(told(), [], "whoever has not been asked for so long has seen nothing");
});

test("a share of the window may be summed up alone", () => {
  const { clock, window } = watch();
  window.note("bad", 1_000);
  clock.now += 3_000;
  window.note("good", 2);
  assert.deepEqual([window.sums().count, window.sums(2).count], [2, 1]);
  assert.deepEqual([window.sums(2).windowMs, window.sums(2).counts], [2_000, { good: 1, bad: 0 }]);
});

test("percentiles of several come of all their requests, and are not a mean of percentiles", () => {
  const [busy, idle] = [watch(), watch()];
  for (let i = 0; i < 99; i++) busy.window.note("good", 10);
  idle.window.note("good", 1_000);
  const { count, quantileMs } = togetherMs([busy.window.sums().bins, idle.window.sums().bins]);
  assert.equal(count, 100);
  assert.ok(quantileMs(0.95) < 13, `p95 ${quantileMs(0.95)}`);
  assert.ok(quantileMs(1) > 900, `most ${quantileMs(1)}`);
  assert.deepEqual([togetherMs([]).count, togetherMs([]).quantileMs(0.5)], [0, 0]);
});
