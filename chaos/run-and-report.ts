import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { commitNow, machineNow } from "../e2e/harness/machine.ts";
import { type ChaosOptions, type Run, runChaos } from "./chaos.ts";
import { type Figures, figuresOf } from "./measures.ts";
import { reportOf } from "./report/report.ts";

/** Runs it, with its history in a file beside the report; what could not be done is in the report as well. */
export async function runAndReport(
  file: string,
  command: string,
  options: Omit<ChaosOptions, "write">,
): Promise<{ run: Run; figures: Figures; lines: readonly string[] }> {
  mkdirSync(dirname(file), { recursive: true });
  const historyFile = file.replace(/(\.html)?$/, ".jsonl");
  const log = createWriteStream(historyFile);
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line.trimEnd());
    log.write(line);
  };
  try {
    const run = await runChaos({ ...options, write });
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
    return { run, figures, lines };
  } finally {
    await new Promise((resolve) => log.end(resolve));
  }
}
