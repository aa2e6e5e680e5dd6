import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import type { Run } from "../../chaos/chaos.ts";
import { runAndReport } from "../../chaos/run-and-report.ts";
import { storm, stormCommand } from "../../chaos/storm.ts";
import { isBroken } from "../../chaos/verdicts.ts";
import { repositoryRoot } from "../../scripts/stack/settings.ts";

/** What is judged has no clock in it: who is starved settles later, and is waited for. */
const settleMs = 240_000;
/** What happened stays there, for whoever is told that something is broken: it may not come again. */
const report = join(repositoryRoot, ".siren", "chaos", "storm.html");
let run: Run;

before(async () => {
  ({ run } = await runAndReport(report, stormCommand, {
    ...{ ...storm, settleMs, signal: new AbortController().signal },
    // Shown by the runner when something fails.
    say: console.log,
  }));
});

test("everything of the plan was tried", () => {
  assert.equal(new Set(run.struck.map(({ strike }) => strike)).size, run.plan.length);
});

test("history, books and auditors: nothing is lost, doubled, charged amiss, made twice or left over", () => {
  const broken = run.verdicts
    .filter(isBroken)
    .map(({ invariant, violations }) => ({ invariant, violations }));
  assert.deepEqual(broken, [], `every request and answer is beside ${report}`);
  assert.deepEqual([run.lost, run.doubled], [0, 0]);
});
