import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { commitNow, machineNow } from "../e2e/harness/machine.ts";
import { type ChaosOptions, type Run, runChaos } from "./chaos.ts";
import { type Figures, figuresOf } from "./measures.ts";
import { reportOf } from "./report/report.ts";

/** Runs it, with its history in a file beside the report, which stays as far as it came if the run fails. */
export async function runAndReport(
  file: string,
  command: string,
  options: Omit<ChaosOptions, "write">,
): Promise<{ run: Run; figures: Figures }> {
  mkdirSync(dirname(file), { recursive: true });
  const historyFile = file.replace(/(\.html)?$/, ".jsonl");
  const log = createWriteStream(historyFile);
  try {
    const run = await runChaos({ ...options, write: (line) => void log.write(line) });
    const { exchanges } = run.history;
    const figures = figuresOf({ ...run, exchanges });
    const at = new Date(run.times.beganAtMs).toISOString().slice(0, 16).replace("T", " ");
    const conditions = {
      command,
      commit: commitNow(),
      machine: machineNow(),
      at: `${at} UTC`,
      historyFile: basename(historyFile),
    };
    writeFileSync(file, reportOf({ ...run, exchanges }, figures, conditions));
    return { run, figures };
  } finally {
    await new Promise((resolve) => log.end(resolve));
  }
}
