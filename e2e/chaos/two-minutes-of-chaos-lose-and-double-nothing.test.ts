import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import type { Run } from "../../chaos/chaos.ts";
import { linesAbout } from "../../chaos/history-about.ts";
import { runAndReport } from "../../chaos/run-and-report.ts";
import { storm, stormCommand, stormSettleMs } from "../../chaos/storm.ts";
import { isBroken } from "../../chaos/verdicts.ts";
import { repositoryRoot } from "../../scripts/stack/settings.ts";

/** What happened stays there, for whoever is told that something is broken: it may not come again. */
const report = join(repositoryRoot, ".siren", "chaos", "storm.html");
let run: Run;
let lines: readonly string[];

before(async () => {
  ({ run, lines } = await runAndReport(report, stormCommand, {
    ...{ ...storm, settleMs: stormSettleMs, signal: new AbortController().signal },
    // Shown by the runner when something fails.
    say: console.log,
  }));
});

test("history, books and auditors: nothing is lost, doubled, charged amiss, made twice or left over", () => {
  const broken = run.verdicts
    .filter(isBroken)
    .map(({ invariant, violations }) => ({ invariant, violations }));
  const told = broken.map(
    ({ invariant, violations }) => `✖ ${invariant}\n    ${violations.slice(0, 20).join("\n    ")}`,
  );
  const about = linesAbout(
    broken.flatMap(({ violations }) => violations),
    lines,
  );
  const where = `the report is ${report}, every request and answer beside it; of them, what has to do with it:`;
  assert.equal(broken.length, 0, [...told, where, ...about].join("\n"));
  assert.deepEqual([run.lost, run.doubled], [0, 0]);
});

test("everything of the plan was tried", () => {
  assert.equal(new Set(run.struck.map(({ strike }) => strike)).size, run.plan.length);
});
