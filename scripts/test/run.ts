import { availableParallelism } from "node:os";
import { fillCompileCache } from "../stack/compile-cache.ts";
import { nodeFlags, roomyNodeFlags } from "../stack/node-flags.ts";
import { buildStalePages } from "../stack/pages.ts";
import { gatheredUnder, gatherPrograms } from "../stack/programs.ts";
import { orExit, readArguments } from "../stack/read-arguments.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { lanesOf, runLanes } from "./lanes.ts";
import { runTestFiles } from "./run-packs.ts";
import { runPatiently } from "./run-patiently.ts";
import { closingLine, nothing, sum, type Tally } from "./tally.ts";
import { isPatient, testFiles } from "./test-files.ts";
import { idleWatch, openTimes, stopwatch, tableOf } from "./times.ts";

/**
 * `npm test`: unit and door tests side by side with the journeys, because most of each is waiting, and after these the
 * storms of `e2e/chaos`. Then the journeys of `e2e/timed`, those that hold a bound of a second or two, or count on who
 * has a lease, which a process that is starved loses. What has time (types, lint and walls, and files with a line
 * `// patient: WHY`) begins once units or journeys are over and runs at the lowest priority, beside whatever is left.
 * Neighbours of one package share a process (`pack.ts`); a file with a line `// alone: WHY` or `// long: WHY` has one
 * to itself.
 * `npm test -- order` runs only the test files whose path holds that word; `--times` tells at the end what took long.
 */
const say = (line: string) => process.stdout.write(`${line}\n`);
// Against what hangs, not against what is slow: everything runs beside everything.
const unitTimeoutMs = 300_000;
// More would leave one core with a long pack at the end; with fewer, more is loaded twice.
const filesToAProcess = 16;
// Those of one page share a stack and a browser: 75 tests in a file.
const journeyTimeoutMs = 360_000;
// Two minutes by the plan, at most four to start and four to settle after them (303 s in all at a load of 46), and the
// last looks: who is late shall be told what is wrong, and not be ended without a word.
const stormTimeoutMs = 780_000;

const { values, positionals: filters } = orExit(() =>
  readArguments({
    allowPositionals: true,
    // For the tests of this file: another tree, and its test files only.
    options: { under: { type: "string" }, times: { type: "boolean", default: false } },
  }),
);
const root = values.under ?? repositoryRoot;
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());
process.on("disconnect", () => abort.abort());

async function timed(what: string, work: () => Promise<Tally>): Promise<Tally> {
  if (abort.signal.aborted) return sum([]);
  const beganAtMs = Date.now();
  const tally = await work();
  const took = ((Date.now() - beganAtMs) / 1000).toFixed(1);
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : "";
  say(
    `${tally.failed > 0 ? "✖" : "✔"} ${what}: ${tally.passed} of ${tally.passed + tally.failed}${skipped} in ${took} s`,
  );
  return tally;
}

const chosen = testFiles(root).filter(
  (file) => filters.length === 0 || filters.some((filter) => file.includes(filter)),
);
const {
  units,
  journeys,
  storms,
  timed: timedJourneys,
  patient,
} = lanesOf(chosen, (file) => isPatient(root, file));
const whole = filters.length === 0 && values.under === undefined;
const [wholeTime, idle] = [stopwatch(), idleWatch()];
using times = values.times ? openTimes() : undefined;
const common = { root, signal: abort.signal, say, timesFile: times?.file };

/** A stack is seven processes and more: one at a time. */
const runJourneys =
  (files: readonly string[], what: string, timeoutMs = journeyTimeoutMs) =>
  async (): Promise<Tally> =>
    files.length === 0
      ? nothing
      : timed(`${files.length} files of ${what}`, () =>
          runTestFiles(files, { ...common, concurrency: 1, filesToAProcess: 1, timeoutMs }),
        );

const runUnits = async (): Promise<Tally> => {
  if (units.length === 0) return nothing;
  // One more than can run at a time: a door test waits for half of its life.
  const concurrency = Math.max(2, availableParallelism() + 1);
  return timed(`${units.length} files of unit and door tests`, () =>
    runTestFiles(units, { ...common, concurrency, filesToAProcess, timeoutMs: unitTimeoutMs }),
  );
};
// Once for all of them: each would find the pages stale and build them inside its own time.
const prepare = async () => {
  await buildStalePages(root, { say });
  const programs = gatheredUnder(await gatherPrograms(root, { say }), root);
  for (const flags of [roomyNodeFlags, nodeFlags])
    await fillCompileCache({ folder: process.env.NODE_COMPILE_CACHE, programs, say, flags });
};
const prepared =
  values.under === undefined && [...journeys, ...storms, ...timedJourneys].length > 0 ? prepare() : undefined;
const withPatience = async (): Promise<Tally> => {
  if (!whole && patient.length === 0) return nothing;
  const what = whole ? "types, lint, walls and " : "";
  return timed(`${what}${patient.length} files that have time`, () =>
    runPatiently({ root, files: patient, withChecks: whole, timesFile: times?.file }, common),
  );
};

const tallies = await runLanes({
  units: runUnits,
  journeys: async () => {
    await prepared;
    return runJourneys(journeys, "journeys")();
  },
  storms: runJourneys(storms, "storms", stormTimeoutMs),
  timed: runJourneys(timedJourneys, "journeys against the clock"),
  patient: withPatience,
});

const total = sum(tallies);
if (times) {
  const { tookS, processorS } = wholeTime();
  say(tableOf(times.all()));
  say(`${processorS.toFixed(0)} s of processor in ${tookS.toFixed(0)} s; the machine was idle for ${idle()}`);
}
if (chosen.length === 0) say(`no test file's path holds ${filters.join(" or ")}`);
if (abort.signal.aborted) say("stopped before the end");
process.exitCode = total.failed > 0 || total.passed === 0 || abort.signal.aborted ? 1 : 0;
say(closingLine(total));
// The channel to the bootstrap would keep a finished run alive.
if (process.connected) process.disconnect();
