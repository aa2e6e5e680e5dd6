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

async function open(breaker: Breaker): Promise<void> {
  settle(breaker, "failure", 4);
  await until("open", () => breaker.state() === "open");
}

describe("the breaker", () => {
  test("one failure does not open it, failures over the threshold do", async (t) => {
    // Longer than any look at it can take: it must not be half-open again by then.
    const breaker = breakerOf(t, { resetMs: 60_000 });
    settle(breaker, "failure", 1);
    await Promise.resolve();
    assert.equal(breaker.state(), "closed");
    await open(breaker);
    assert.equal(breaker.enter(), undefined);
    assert.ok(breaker.retryAfterMs() > 0);
  });

  test("a caller that leaves during the probe neither closes it nor keeps it half-open for ever", async (t) => {
    const breaker = breakerOf(t);
    await open(breaker);
    await until("half-open", () => breaker.state() === "half-open");
    const probe = enter(breaker);
    assert.equal(breaker.enter(), undefined, "one probe at a time");
    probe.settle("ignored");
    assert.equal(breaker.state(), "half-open");
    enter(breaker).settle("success");
    await until("closed", () => breaker.state() === "closed");
  });

  test("a late success from before it opened does not close it", async (t) => {
    const breaker = breakerOf(t);
    const early = enter(breaker);
    await open(breaker);
    await until("half-open", () => breaker.state() === "half-open");
    early.settle("success");
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(breaker.state(), "half-open");
    enter(breaker).settle("failure");
    await until("open again", () => breaker.state() === "open");
  });

  test("a late failure from before it closed does not open it again", async (t) => {
    const breaker = breakerOf(t);
    const early = [enter(breaker), enter(breaker), enter(breaker), enter(breaker), enter(breaker)];
    await open(breaker);
    await until("half-open", () => breaker.state() === "half-open");
    enter(breaker).settle("success");
    await until("closed", () => breaker.state() === "closed");
    for (const pass of early) pass.settle("failure");
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(breaker.state(), "closed");
  });

  test("rejected calls do not dilute: after one false close, the threshold opens it again", async (t) => {
    const breaker = breakerOf(t);
    await open(breaker);
    for (let i = 0; i < 1_000; i++) assert.equal(breaker.enter(), undefined);
    await until("half-open", () => breaker.state() === "half-open");
    enter(breaker).settle("success");
    await until("closed", () => breaker.state() === "closed");
    await open(breaker);
  });

  test("callers that leave do not dilute either", async (t) => {
    const breaker = breakerOf(t);
    settle(breaker, "ignored", 1_000);
    await open(breaker);
  });

  test("a verdict is heard once", async (t) => {
    const breaker = breakerOf(t);
    const pass = enter(breaker);
    for (let i = 0; i < 10; i++) pass.settle("failure");
    await new Promise((resolve) => setImmediate(resolve));
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

  test("failures sort no window: percentiles and snapshots are off", async (t) => {
    const breaker = breakerOf(t, { volumeThreshold: 1_000_000 });
    const before = process.cpuUsage();
    settle(breaker, "failure", 20_000);
    await new Promise((resolve) => setImmediate(resolve));
    // With percentiles each failure sorts all before it: minutes, not milliseconds. Our own time counts, not
    // what others on the machine took.
    assert.ok(process.cpuUsage(before).user < 3_000_000);
    assert.equal(breaker.stats().failures, 20_000);
  });
});
