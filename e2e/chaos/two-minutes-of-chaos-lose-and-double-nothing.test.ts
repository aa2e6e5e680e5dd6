import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Run, runChaos } from "../../chaos/chaos.ts";
import { isBroken } from "../../chaos/verdicts.ts";

/**
 * Everything is struck once, member and both gateways are frozen whole, order killed whole. As
 * `npm run chaos -- --seed 193 --minutes 2 --quiet-s 10 --customers 3`, which also writes a report. What is judged has
 * no clock in it: who is starved settles later, and is waited for.
 */
const seed = 193;
const settleMs = 300_000;
let run: Run;

before(async () => {
  run = await runChaos({
    ...{ seed, loadMs: 120_000, quietMs: 10_000, everyMs: 5_000, customers: 3, only: [], settleMs },
    write: () => {},
    signal: new AbortController().signal,
    // Shown by the runner when something fails.
    say: console.log,
  });
});

test("everything of the plan was tried, and orders were taken meanwhile", () => {
  assert.equal(new Set(run.struck.map(({ strike }) => strike)).size, run.plan.length);
  assert.ok(run.acknowledged > 0);
});

test("history, books and auditors: nothing is lost, doubled, charged amiss, made twice or left over", () => {
  const broken = run.verdicts
    .filter(isBroken)
    .map(({ invariant, violations }) => ({ invariant, violations }));
  assert.deepEqual(broken, []);
  assert.deepEqual([run.lost, run.doubled], [0, 0]);
});
