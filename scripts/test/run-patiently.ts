import { fork } from "node:child_process";
import { join } from "node:path";
import type { Patience, PatientReport } from "./patient.ts";
import type { Tally } from "./tally.ts";

/** Has `patient.ts` do it, at the lowest priority there is. */
export function runPatiently(
  patience: Patience,
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
): Promise<Tally> {
  const child = fork(join(import.meta.dirname, "patient.ts"));
  const end = () => void child.kill();
  signal.addEventListener("abort", end);
  let tally: Tally | undefined;
  child.on("message", (report: PatientReport) => {
    if ("say" in report) say(report.say);
    else tally = report.tally;
  });
  child.send(patience);
  return new Promise((resolve) => {
    child.once("close", (code, by) => {
      signal.removeEventListener("abort", end);
      if (!tally && !signal.aborted) say(`\n✖ what runs patiently ended by itself (${by ?? code})`);
      resolve(tally ?? { passed: 0, failed: 1, skipped: 0 });
    });
  });
}
