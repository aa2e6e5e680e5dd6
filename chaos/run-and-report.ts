import { execFileSync } from "node:child_process";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { basename, dirname } from "node:path";
import { repositoryRoot } from "../scripts/stack/settings.ts";
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
    const machine = `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`;
    const at = new Date(run.times.beganAtMs).toISOString().slice(0, 16).replace("T", " ");
    const conditions = {
      command,
      commit: commit(),
      machine,
      at: `${at} UTC`,
      historyFile: basename(historyFile),
    };
    writeFileSync(file, reportOf({ ...run, exchanges }, figures, conditions));
    return { run, figures };
  } finally {
    await new Promise((resolve) => log.end(resolve));
  }
}

/** Where there is no repository, as in an unpacked archive, there is no commit to name. */
function commit(): string {
  try {
    const asked = ["-C", repositoryRoot, "rev-parse", "--short", "HEAD"];
    return execFileSync("git", asked, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}
