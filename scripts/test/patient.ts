import { constants, setPriority } from "node:os";
import { runTestFiles } from "./run-packs.ts";
import { runStaticChecks } from "./static-checks.ts";
import { sum, type Tally } from "./tally.ts";

/**
 * Forked by `run.ts` with what has time: types, lint and walls, and the files that say `// patient: WHY`. It is a
 * process of its own because whatever it starts has its priority then: it takes what the journeys leave over.
 */
export type Patience = {
  root: string;
  files: readonly string[];
  withChecks: boolean;
  timesFile?: string | undefined;
};
export type PatientReport = { say: string } | { tally: Tally };

// Against what hangs: with this priority even a little takes long on a machine that is busy.
const timeoutMs = 900_000;

const report = (message: PatientReport) => process.send?.(message);
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());
process.on("disconnect", () => abort.abort());

process.once("message", async ({ root, files, withChecks, timesFile }: Patience) => {
  setPriority(constants.priority.PRIORITY_LOW);
  const say = (line: string) => void report({ say: line });
  const options = { ...{ root, say, timesFile, timeoutMs }, signal: abort.signal };
  const tallies = [
    ...(withChecks ? [await runStaticChecks(root, say)] : []),
    await runTestFiles(files, { ...options, concurrency: 2, filesToAProcess: 16 }),
  ];
  report({ tally: sum(tallies) });
  if (process.connected) process.disconnect();
});
