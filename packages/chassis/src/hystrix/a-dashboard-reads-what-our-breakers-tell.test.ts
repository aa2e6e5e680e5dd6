import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startWorld } from "../../test/back-end-world.ts";
import { instanceAt } from "../../test/balancing-world.ts";
import { createRollingWindow } from "../balancing/latencies.ts";
import { until } from "../testing/until.ts";

/** Hystrix's dashboard throws a line away in which one of these is missing. */
const wantedOfCommand = [
  ..."reportingHosts type name group isCircuitBreakerOpen errorPercentage errorCount requestCount".split(" "),
  ..."rollingCountCollapsedRequests rollingCountExceptionsThrown rollingCountFailure".split(" "),
  ..."rollingCountFallbackFailure rollingCountFallbackRejection rollingCountFallbackSuccess".split(" "),
  ..."rollingCountResponsesFromCache rollingCountSemaphoreRejected rollingCountShortCircuited".split(" "),
  ..."rollingCountSuccess rollingCountThreadPoolRejected rollingCountTimeout rollingCountBadRequests".split(
    " ",
  ),
  ..."currentConcurrentExecutionCount latencyExecute_mean latencyExecute latencyTotal_mean latencyTotal".split(
    " ",
  ),
  ...[
    "circuitBreakerRequestVolumeThreshold",
    "circuitBreakerSleepWindowInMilliseconds",
    "circuitBreakerErrorThresholdPercentage",
    "circuitBreakerForceOpen",
    "executionIsolationStrategy",
    "executionIsolationThreadTimeoutInMilliseconds",
    "executionIsolationThreadInterruptOnTimeout",
    "executionIsolationSemaphoreMaxConcurrentRequests",
    "fallbackIsolationSemaphoreMaxConcurrentRequests",
    "requestCacheEnabled",
    "requestLogEnabled",
    "metricsRollingStatisticalWindowInMilliseconds",
  ].map((property) => `propertyValue_${property}`),
];
const wantedOfPool = [
  ..."type name currentActiveCount currentCompletedTaskCount currentCorePoolSize".split(" "),
  ..."currentLargestPoolSize currentMaximumPoolSize currentPoolSize currentQueueSize currentTaskCount".split(
    " ",
  ),
  ..."rollingCountThreadsExecuted rollingMaxActiveThreads reportingHosts".split(" "),
  "propertyValue_queueSizeRejectionThreshold",
  "propertyValue_metricsRollingStatisticalWindowInMilliseconds",
];

type Line = Record<string, unknown> & { type: string; name: string };

async function* linesOf(response: Response): AsyncGenerator<Line> {
  let rest = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const pieces = (rest + chunk).split("\n");
    rest = pieces.pop() ?? "";
    for (const piece of pieces) if (piece.startsWith("data: ")) yield JSON.parse(piece.slice(6)) as Line;
  }
}

describe("what a process tells on its management listener", { concurrency: true }, () => {
  test("each process streams its breakers with every field that the dashboard asks for", async (t) => {
    const world = await startWorld(t);
    const { balancer, now } = world.backEnd;
    world.registry.put([instanceAt("gone", 1, "menu"), instanceAt("member-a", world.member.port, "member")]);
    const ask = () =>
      balancer.dispatch("menu", {
        ...{ method: "GET", path: "/", headers: {}, deadlineMs: now() + 1_000, retry: "never" },
      });
    for (let i = 0; i < 7; i++) await assert.rejects(ask());
    const leaving = new AbortController();
    const response = await fetch(`${world.managementUrl}/hystrix.stream?delay=1000`, {
      signal: leaving.signal,
    });
    assert.equal(response.headers.get("content-type"), "text/event-stream;charset=UTF-8");
    const found = new Map<string, Line>();
    for await (const line of linesOf(response)) {
      found.set(`${line.type} ${line.name}`, line);
      if (found.has("HystrixCommand order_menu") && found.has("HystrixThreadPool order_menu")) break;
    }
    const command = found.get("HystrixCommand order_menu");
    const pool = found.get("HystrixThreadPool order_menu");
    assert.deepEqual(
      [command, pool].map((line, i) =>
        (i === 0 ? wantedOfCommand : wantedOfPool).filter(
          (key) => line?.[key] === undefined || line[key] === null,
        ),
      ),
      [[], []],
    );
    assert.equal(command?.isCircuitBreakerOpen, true);
    assert.equal(command?.rollingCountFailure, 5);
    assert.equal(command?.rollingCountShortCircuited, 2);
    assert.equal(command?.errorPercentage, 100);
    assert.deepEqual(Object.keys(command?.latencyExecute as object), [
      ...["0", "25", "50", "75", "90", "95", "99", "100", "99.5"],
    ]);
  });

  test("nobody pays for a stream that nobody reads, and readers beyond twenty are turned away", async (t) => {
    const world = await startWorld(t);
    const url = `${world.managementUrl}/hystrix.stream`;
    const leaving = new AbortController();
    const read = () => fetch(url, { signal: leaving.signal });
    const readers = await Promise.all(Array.from({ length: 20 }, read));
    assert.ok(readers.every(({ status }) => status === 200));
    const late = await read();
    assert.equal(late.status, 503);
    assert.equal(((await late.json()) as { code: string }).code, "OVERLOADED");
    leaving.abort();
    await until("there is room again", async () => {
      const again = new AbortController();
      const { status } = await fetch(url, { signal: again.signal });
      again.abort();
      return status === 200;
    });
  });

  test("a raised log level falls back by itself, and a process tells what it spends its time on", async (t) => {
    const world = await startWorld(t, { config: { logLevel: "warn" } });
    const put = (body: object) =>
      fetch(`${world.managementUrl}/log-level`, {
        ...{ method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
      });
    assert.equal((await put({ level: "debug", forS: 0 })).status, 400);
    assert.deepEqual(await (await put({ level: "debug", forS: 1 })).json(), { level: "debug", forS: 1 });
    const raised = world.lines.find(({ event, to }) => event === "log.level-changed" && to === "debug");
    assert.equal(raised?.forMs, 1_000);
    await until("it fell back", () => world.backEnd.log.level === "warn");
    const profile = await fetch(`${world.managementUrl}/profile?seconds=0.05`);
    assert.ok(((await profile.json()) as { nodes: unknown[] }).nodes.length > 0);
    assert.equal((await fetch(`${world.managementUrl}/profile?seconds=900`)).status, 400);
  });

  test("what is counted is of the last while only, and percentiles are within a tenth", () => {
    let nowMs = 1_000_000;
    const window = createRollingWindow(["good", "bad"], () => nowMs, { bucketMs: 1_000, buckets: 10 });
    for (let tookMs = 1; tookMs <= 1_000; tookMs++) window.note(tookMs % 10 === 0 ? "bad" : "good", tookMs);
    const { count, counts, meanMs, quantileMs, windowMs } = window.sums();
    assert.deepEqual([count, counts, windowMs], [1_000, { good: 900, bad: 100 }, 10_000]);
    assert.equal(meanMs, 500.5);
    for (const share of [0.01, 0.5, 0.9, 0.99, 1]) {
      const off = quantileMs(share) / (1_000 * share);
      assert.ok(off > 0.9 && off < 1.1, `${share}: ${quantileMs(share)}`);
    }
    nowMs += 9_000;
    window.note("good", 0);
    assert.equal(window.sums().count, 1_001);
    nowMs += 1_000;
    assert.deepEqual([window.sums().count, window.sums().quantileMs(1) < 1], [1, true]);
    nowMs += 100_000;
    assert.deepEqual([window.sums().count, window.sums().meanMs, window.sums().quantileMs(0.5)], [0, 0, 0]);
  });
});
