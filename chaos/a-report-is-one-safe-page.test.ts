import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange } from "./history.ts";
import { brokenOff } from "./judge-work.ts";
import { figuresOf, phaseOf } from "./measures.ts";
import type { News } from "./ops-watch.ts";
import type { Strike } from "./plan.ts";
import { reportOf } from "./report/report.ts";
import type { Struck } from "./strikes.ts";

const at = 1_790_000_000_000;
const times = {
  beganAtMs: at,
  quietUntilMs: at + 10_000,
  loadUntilMs: at + 60_000,
  settledAtMs: at + 70_000,
};
const gateways = ["http://localhost:1", "http://localhost:2"];
const exchange = (
  afterMs: number,
  tookMs: number,
  status: number | null,
  over: Partial<Exchange> = {},
): Exchange => ({
  ...{
    n: 1,
    who: "member-0",
    gateway: gateways[0] as string,
    method: "GET",
    path: "/api/v1/order/orders",
    key: null,
  },
  ...{
    sent: null,
    askedAtMs: at + afterMs,
    endedAtMs: at + afterMs + tookMs,
    status,
    code: null,
    said: {},
    ...over,
  },
});
const plan: Strike[] = [
  { atMs: 20_000, how: "SIGKILL", targets: [{ name: "order", replica: 0 }], pausedMs: 0 },
  { atMs: 30_000, how: "SIGSTOP", targets: [{ name: "gateway", replica: 1 }], pausedMs: 4_000 },
];
const struck: Struck[] = [
  {
    strike: 0,
    target: { name: "order", replica: 0 },
    how: "SIGKILL",
    pausedMs: 0,
    atMs: at + 20_000,
    isSpared: false,
    backAtMs: at + 23_000,
    wasInstance: "order:1",
    instance: "order:2",
  },
  {
    strike: 1,
    target: { name: "gateway", replica: 1 },
    how: "SIGSTOP",
    pausedMs: 4_000,
    atMs: at + 30_000,
    isSpared: true,
    backAtMs: null,
    wasInstance: null,
    instance: null,
  },
];
const news: News[] = [
  { atMs: at + 15_000, gateway: 0, kind: "breaker", service: "order", what: "open" },
  { atMs: at + 20_400, gateway: 1, kind: "ejected", service: "order", what: "order:1" },
  { atMs: at + 21_500, gateway: 0, kind: "breaker", service: "order", what: "open" },
  { atMs: at + 22_100, gateway: 1, kind: "breaker", service: "order", what: "closed" },
  { atMs: at + 22_500, gateway: 0, kind: "breaker", service: "order", what: "closed" },
  { atMs: at + 23_200, gateway: 0, kind: "joined", service: "order", what: "order:2" },
  { atMs: at + 23_900, gateway: 1, kind: "joined", service: "order", what: "order:2" },
];
const placing = { method: "POST", key: "key-a" } as const;
const exchanges = [
  exchange(1_000, 40, 200),
  exchange(2_000, 60, 409),
  exchange(20_100, 900, 503, placing),
  exchange(21_100, 12_000, null, placing),
  exchange(23_500, 500, 201, placing),
  exchange(40_000, 2_000, 200, { path: "/api/v1/order/events?after=3&wait_ms=2000" }),
];
const judged = { acknowledged: 1, lost: 0, doubled: 0 };
const figures = figuresOf({ plan, times, exchanges, gateways, struck, news, ...judged });

test("what was refused for good is served, what was put off or not answered is not, and waiting is no request", () => {
  assert.equal(figures.quiet.success, 1);
  assert.deepEqual([figures.quiet.requests, figures.quiet.p99Ms], [2, 60]);
  assert.equal(figures.struck.requests, 3);
  assert.ok(Math.abs(figures.struck.success - 1 / 3) < 1e-9);
  assert.equal(figures.struck.p99Ms, 12_000);
});

test("an order that was wanted counts once, from its first request to the answer that lasts", () => {
  const { wishes, wishesKept, wishP99Ms } = figures.struck;
  assert.deepEqual([wishes, wishesKept, wishP99Ms], [1, 1, 3_900]);
  assert.equal(phaseOf(exchanges, at, at + 10).wishes, 0);
});

test("a strike's consequences count from the strike, and only those behind it", () => {
  const [first, ...others] = figures.strikes;
  assert.equal(others.length, 0, "who was spared was not struck");
  assert.deepEqual(
    [first?.ejectedS, first?.breakerOpenS, first?.breakerClosedS, first?.servedS, first?.listensS],
    [0.4, 1.5, 2.5, 4, 3],
  );
  assert.equal(first?.inRotationS, 3.9);
});

test("a breaker that opens after the next strike at the same service is of that one", () => {
  const [first] = struck;
  assert.ok(first);
  const again: Struck = { ...first, strike: 1, atMs: at + 21_200, backAtMs: at + 24_000 };
  const both = figuresOf({ plan, times, exchanges, gateways, struck: [first, again], news, ...judged });
  assert.deepEqual(
    both.strikes.map(({ breakerOpenS }) => breakerOpenS),
    [null, 0.3],
  );
});

test("a run that was broken off before anything happened has a report too", () => {
  const none = { ...times, quietUntilMs: at, loadUntilMs: at, settledAtMs: at };
  const run = { plan, times: none, exchanges: [], gateways: [], struck: [], news: [] };
  const unknown = figuresOf({ ...run, acknowledged: 0, lost: Number.NaN, doubled: Number.NaN });
  const page = reportOf({ seed: 7, ...run, verdicts: [brokenOff(new Error("no port"))] }, unknown, {
    ...{ command: "", commit: "", machine: "", at: "", historyFile: "" },
  });
  assert.match(page, /✖ 1 of 1 promises were violated/);
  assert.match(page, /no port/);
  assert.doesNotMatch(page, /undefined|NaN|Infinity|\[object/);
});

test("the report needs nothing beside itself, and whatever is put in is text", () => {
  const nasty = `<script>alert("x")</script>&'`;
  const page = reportOf(
    {
      ...{ seed: 7, plan, times, struck, exchanges },
      verdicts: [{ invariant: nasty, evidence: nasty, violations: [nasty] }],
    },
    figures,
    { command: nasty, commit: nasty, machine: nasty, at: nasty, historyFile: nasty },
  );
  assert.doesNotMatch(page, /<script|<link|<img|src=|href=|url\(|@import|https?:\/\/(?!localhost)/);
  assert.equal(page.match(/&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt;&amp;&#39;/g)?.length, 8);
  assert.match(page, /prefers-color-scheme: dark/);
  assert.match(page, /<meta name="viewport"/);
  assert.match(page, /order-0: SIGKILL at 20 s, back after 3\.0 s/);
  assert.match(page, /not back yet, and spared/);
  assert.doesNotMatch(page, /undefined|NaN|\[object/);
});
