/*
 * opossum's pitfalls, each with the guard that keeps us from it and the test that fails without the guard. A mutant
 * of each guard was tried, and was found by the test that its line names; those of another file say so.
 *
 *  1 one failure opens it; exactly the threshold never does    volumeThreshold, the threshold is inclusive
 *  2 a call that counts neither way closes a half-open one     an ignored verdict is never given to opossum
 *  3 a late success from before closes a half-open one         epochs
 *  4 rejected calls stay in the denominator                    they never reach opossum; a fresh one on each close
 *  5 a full bulkhead is a failure                              it stands outside    protects-both-sides
 *  6 a timeout frees the place while the work goes on          the attempt is ended at the instance   protects-both-sides
 *  7 one AbortController: a timeout ends its neighbours        one for each attempt                   protects-both-sides
 *  8 a probe that never settles leaves it half-open for ever   each attempt has its own deadline      protects-both-sides
 *  9 half-open lets one call through, and only while it runs   `probing`, from the call to its verdict
 * 10 coalescing shares one result among many calls             off
 * 11 percentiles sort each window; timers per breaker          off; one rotation for all there will ever be
 * 12 an action that gives no promise is a failure              the action gives one, whatever the call gave
 * 13 one breaker for all                                       one per service, instances are ejected instead   protects-both-sides
 */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import { until } from "../testing/until.ts";
import type { Breaker, BreakerOptions, Pass, Verdict } from "./breaker.ts";
import { createBreaker } from "./breaker.ts";

function breakerOf(t: TestContext, options: BreakerOptions = {}): Breaker {
  const breaker = createBreaker("order", Date.now, {
    volumeThreshold: 4,
    resetMs: 30,
    windowMs: 60_000,
    ...options,
  });
  t.after(() => breaker.dispose());
  return breaker;
}

function enter(breaker: Breaker): Pass {
  const pass = breaker.enter();
  assert.ok(pass, "the breaker let nobody through");
  return pass;
}

function settle(breaker: Breaker, verdict: Verdict, times: number): void {
  for (let i = 0; i < times; i++) breaker.enter()?.settle(verdict);
}

const aTurn = () => new Promise((resolve) => setImmediate(resolve));

async function open(breaker: Breaker): Promise<void> {
  settle(breaker, "failure", 4);
  // A look that comes late may find it half-open already.
  await until("open", () => breaker.state() !== "closed");
}

describe("the breaker", () => {
  test("(1) one failure does not open it, failures over the threshold do", async (t) => {
    // Longer than any look at it can take: it must not be half-open again by then.
    const breaker = breakerOf(t, { resetMs: 60_000 });
    settle(breaker, "failure", 1);
    await aTurn();
    assert.equal(breaker.state(), "closed");
    await open(breaker);
    assert.equal(breaker.enter(), undefined);
    assert.ok(breaker.retryAfterMs() > 0);
  });

  test("(1) one that fails every other call opens it, one that fails less often does not", async (t) => {
    // Longer than any look at it can take.
    const breaker = breakerOf(t, { resetMs: 60_000, volumeThreshold: 5 });
    for (let i = 0; i < 20; i++) settle(breaker, i % 5 < 3 ? "success" : "failure", 1);
    await aTurn();
    assert.equal(breaker.state(), "closed");
    settle(breaker, "failure", 4);
    await until("open at the very half", () => breaker.state() === "open");
  });

  test("(2) a caller that leaves during the probe neither closes it nor keeps it half-open for ever", async (t) => {
    const breaker = breakerOf(t);
    await open(breaker);
    await until("half-open", () => breaker.state() === "half-open");
    enter(breaker).settle("ignored");
    await aTurn();
    assert.equal(breaker.state(), "half-open");
    enter(breaker).settle("success");
    await until("closed", () => breaker.state() === "closed");
  });

  test("(9) one probe at a time, until there is a verdict on it", async (t) => {
    const breaker = breakerOf(t);
    await open(breaker);
    await until("half-open", () => breaker.state() === "half-open");
    const probe = enter(breaker);
    for (let i = 0; i < 10; i++) assert.equal(breaker.enter(), undefined);
    probe.settle("ignored");
    assert.ok(breaker.enter(), "the next one may try");
  });

  test("(3) a late success from before it opened does not close it", async (t) => {
    const breaker = breakerOf(t);
    const early = enter(breaker);
    await open(breaker);
    await until("half-open", () => breaker.state() === "half-open");
    early.settle("success");
    await aTurn();
    assert.equal(breaker.state(), "half-open");
    enter(breaker).settle("failure");
    await until("open again", () => breaker.state() === "open");
  });

  test("(3) a late failure from before it closed does not open it again", async (t) => {
    const breaker = breakerOf(t);
    const early = [enter(breaker), enter(breaker), enter(breaker), enter(breaker), enter(breaker)];
    await open(breaker);
    await until("half-open", () => breaker.state() === "half-open");
    enter(breaker).settle("success");
    await until("closed", () => breaker.state() === "closed");
    for (const pass of early) pass.settle("failure");
    await aTurn();
    assert.equal(breaker.state(), "closed");
  });

  test("(4) rejected calls do not dilute: after one false close, the threshold opens it again", async (t) => {
    const breaker = breakerOf(t);
    await open(breaker);
    for (let i = 0; i < 1_000; i++) assert.equal(breaker.enter(), undefined);
    await until("half-open", () => breaker.state() === "half-open");
    enter(breaker).settle("success");
    await until("closed", () => breaker.state() === "closed");
    await open(breaker);
  });

  test("(2, 4) callers that leave do not dilute either", async (t) => {
    const breaker = breakerOf(t);
    settle(breaker, "ignored", 1_000);
    await open(breaker);
  });

  test("a verdict is heard once", async (t) => {
    const breaker = breakerOf(t);
    const pass = enter(breaker);
    for (let i = 0; i < 10; i++) pass.settle("failure");
    await aTurn();
    assert.equal(breaker.stats().failures, 1);
    assert.equal(breaker.state(), "closed");
  });

  test("each change of state is told, with nothing left over from the outage", async (t) => {
    const breaker = breakerOf(t);
    const heard: string[] = [];
    breaker.onChange((state) => heard.push(state));
    await open(breaker);
    await until("half-open", () => breaker.state() === "half-open");
    enter(breaker).settle("success");
    await until("closed", () => breaker.state() === "closed");
    assert.deepEqual(heard, ["open", "half-open", "closed"]);
    const { fires, failures } = breaker.stats();
    assert.deepEqual({ fires, failures }, { fires: 0, failures: 0 });
  });

  test("(10, 12) each verdict counts, however many are given at once, and a success is one", async (t) => {
    const breaker = breakerOf(t, { volumeThreshold: 1_000 });
    settle(breaker, "failure", 7);
    settle(breaker, "success", 5);
    await aTurn();
    const { fires, failures, successes } = breaker.stats();
    assert.deepEqual({ fires, failures, successes }, { fires: 12, failures: 7, successes: 5 });
  });

  test("what went well before this window is no excuse for what fails in it", async (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const breaker = breakerOf(t, { windowMs: 4_000, resetMs: 60_000 });
    settle(breaker, "success", 1_000);
    t.mock.timers.tick(4_500);
    await open(breaker);
  });

  test("(11) a breaker has one timer for its window, however often it opens and closes", async (t) => {
    const started = t.mock.method(globalThis, "setInterval");
    const breaker = breakerOf(t);
    assert.equal(started.mock.callCount(), 1);
    for (let outages = 0; outages < 3; outages++) {
      await open(breaker);
      await until("half-open", () => breaker.state() === "half-open");
      enter(breaker).settle("success");
      await until("closed", () => breaker.state() === "closed");
    }
    assert.equal(started.mock.callCount(), 1);
  });

  test("(11) failures sort no window: percentiles and snapshots are off", async (t) => {
    const breaker = breakerOf(t, { volumeThreshold: 1_000_000 });
    const before = process.cpuUsage();
    settle(breaker, "failure", 20_000);
    await aTurn();
    // With percentiles each failure sorts all before it: minutes, not milliseconds. Our own time counts, not
    // what others on the machine took.
    assert.ok(process.cpuUsage(before).user < 3_000_000);
    assert.equal(breaker.stats().failures, 20_000);
  });
});
