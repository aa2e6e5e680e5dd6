import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange, Shown } from "./history.ts";
import { brokenOff, judgeAnswers, judgeReturn, judgeWork, unreadable, type Worked } from "./judge-work.ts";
import type { ToldOrder } from "./said.ts";
import type { Struck } from "./strikes.ts";
import { isBroken } from "./verdicts.ts";

const at = 1_790_000_000_000;
const times = { quietUntilMs: at + 10_000, loadUntilMs: at + 60_000 };
const told = (n: number): ToldOrder => ({
  ...{ orderId: `ord_${n}`, number: n, businessDay: "2026-10-01", storeId: "seongsu", state: "PICKED_UP" },
  ...{ payment: "CAPTURED", total_krw: 5_000, version: 5, lines: "1 latte 5000", notMade_krw: 0 },
});
const placed = (n: number, afterMs: number, over: Partial<Exchange> = {}): Exchange => ({
  ...{ n, who: "member-0", gateway: "http://localhost:1", method: "POST", path: "/api/v1/order/orders" },
  ...{ key: `key-${n}`, sent: null, askedAtMs: at + afterMs, endedAtMs: at + afterMs + 50, status: 201 },
  ...{ code: null, said: { order: told(n) }, ...over },
});
const struckOne = (isSpared: boolean): Struck => ({
  ...{ strike: 0, target: { name: "order", replica: 0 }, how: "SIGKILL", pausedMs: 0, atMs: at + 20_000 },
  ...{ isSpared, backAtMs: null, wasInstance: null, instance: null },
});
const ready: Shown = { who: "member-0", name: "order.ready", orderId: "ord_1", n: 4, atMs: at + 30_000 };
const worked: Worked = {
  exchanges: [placed(1, 20_000), placed(2, 30_000), placed(3, 40_000)],
  shown: [ready],
  last: { orders: [{ who: "member-0", orders: [told(1), told(2), told(3)] }] },
  struck: [struckOne(false), struckOne(true)],
  times,
};
const broken = (over: Partial<Worked>) =>
  judgeWork({ ...worked, ...over })
    .filter(isBroken)
    .flatMap(({ violations }) => violations);

test("orders that were taken, made and shown while processes were struck are a proof", () => {
  assert.deepEqual(broken({}), []);
});

test("orders of the quiet time, refused ones and one key sent again are none", () => {
  const quiet = [placed(1, 1_000), placed(2, 2_000), placed(3, 20_000)];
  const refused = [1, 2, 3].map((n) => placed(n, 20_000, { status: 503, said: {} }));
  const again = [20_000, 21_000, 22_000].map((afterMs) => placed(1, afterMs));
  for (const exchanges of [quiet, refused, again, []])
    assert.match(broken({ exchanges })[0] ?? "", /^only [01] orders were acknowledged$/);
});

test("who wanted an order meanwhile and was answered afterwards counts, if somebody was served meanwhile", () => {
  const unanswered = (n: number) => placed(n, 20_000, { status: null, code: "ECONNRESET", said: {} });
  const later = [1, 2, 3].flatMap((n) => [unanswered(n), placed(n, 70_000)]);
  assert.deepEqual(broken({ exchanges: [...later, placed(4, 30_000)] }), []);
  assert.deepEqual(broken({ exchanges: later }), ["no order was acknowledged while processes were struck"]);
});

test("nothing made, nothing shown, and nearly everybody spared is told", () => {
  assert.deepEqual(broken({ last: { orders: [] } }), ["no order was made"]);
  assert.deepEqual(broken({ shown: [] }), ["no page showed READY"]);
  const spared = [false, true, true, true, true].map(struckOne);
  assert.deepEqual(broken({ struck: spared }), ["4 of 5 were spared"]);
  assert.deepEqual(broken({ struck: [] }), ["0 of 0 were spared"]);
  assert.match(
    broken({ struck: [{ ...struckOne(false), didNotStop: true }] })[0] ?? "",
    /^order-0 had to be killed/,
  );
});

test("an answer that cannot be read, and one that is no plain not-now, is told", () => {
  const answer = (status: number | null, code: string | null) => placed(1, 20_000, { status, code });
  const fine = [
    answer(201, null),
    answer(null, "ECONNRESET"),
    answer(409, "ILLEGAL_TRANSITION"),
    ...[502, 503, 504].map((status) => answer(status, "BREAKER_OPEN")),
  ];
  assert.equal(isBroken(judgeAnswers(fine)), false);
  for (const amiss of [answer(201, "NOT_AS_AGREED"), answer(500, "INTERNAL"), answer(503, "HTTP_503")])
    assert.equal(judgeAnswers([...fine, amiss]).violations.length, 1);
});

test("who stays away, a key that nobody answers, and books that cannot be read are violations", () => {
  assert.equal(isBroken(judgeReturn([], [])), false);
  assert.deepEqual(judgeReturn(["order-0 is down"], ["nobody answers"]).violations.length, 2);
  const { verdicts, lost } = unreadable(worked, new Error("not within 30000 ms"));
  assert.deepEqual(
    verdicts.map(({ violations }) => violations),
    [["not within 30000 ms"]],
  );
  assert.ok(Number.isNaN(lost));
});

test("what the look before has found is told also when the last look fails", () => {
  const verdicts = [{ invariant: "one key makes one order", evidence: "", violations: ["key-1 has two"] }];
  const first = unreadable(worked, new Error("late"), { lost: 1, doubled: 0, verdicts });
  const { verdicts: told, lost } = unreadable(worked, new Error("late again"), first);
  assert.deepEqual(
    told.flatMap(({ violations }) => violations),
    ["late again", "key-1 has two"],
  );
  assert.equal(lost, 1);
});

test("a run that is broken off says why, down to the first cause", () => {
  const fault = new Error("not within 20 ms: a card", { cause: new TypeError("fetch failed") });
  assert.deepEqual(brokenOff(fault).violations, ["not within 20 ms: a card: fetch failed"]);
});
