import { join, relative } from "node:path";
import { run } from "node:test";
import { inspect, stripVTControlCharacters } from "node:util";
import { sum, type Tally } from "./tally.ts";
import { packsOf } from "./test-files.ts";

export type RunOptions = {
  root: string;
  concurrency: number;
  /** For one file. */
  timeoutMs: number;
  /** How many files share a process at most. */
  filesToAProcess: number;
  /** Where each file's time is noted. */
  timesFile?: string | undefined;
  signal: AbortSignal;
  say: (line: string) => void;
};

type Place = { file?: string; line?: number; name: string; nesting: number };
type Outcome = Place & { skip?: unknown; todo?: unknown; details: { type?: string; error?: Error } };

const keptOutputLines = 60;
const packEntry = join(import.meta.dirname, "pack.ts");

/** Runs the files, several in a process, and tells what failed, where, and what was printed meanwhile. */
export async function runTestFiles(files: readonly string[], options: RunOptions): Promise<Tally> {
  const waiting = packsOf(options.root, files, options.filesToAProcess);
  const tallies: Tally[] = [];
  const work = async () => {
    for (let pack = waiting.shift(); pack; pack = waiting.shift()) {
      if (options.signal.aborted) return;
      tallies.push(await runPack(pack, options));
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return sum(tallies);
}

async function runPack(files: readonly string[], options: RunOptions): Promise<Tally> {
  const { root, timeoutMs, timesFile = "", signal, say } = options;
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const printed = new Map<string, string[]>();
  const withFailures = new Set<string>();
  const stream = run({
    files: [packEntry],
    argv: [String(timeoutMs), timesFile, ...files.map((file) => join(root, file))],
    cwd: root,
    // Each file has its own bound inside; this one is against a process that does not end.
    timeout: timeoutMs * (files.length + 1),
    signal,
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  /** From the file's own suite inwards. */
  let lineage: string[] = [];
  const current = () => (lineage[0] === undefined ? (files[0] ?? "") : relative(root, lineage[0]));
  const keep = ({ message }: { message: string }) => {
    const lines = printed.get(current()) ?? [];
    lines.push(...message.trimEnd().split("\n"));
    printed.set(current(), lines.slice(-keptOutputLines));
  };
  stream.on("test:stdout", keep);
  stream.on("test:stderr", keep);
  stream.on("test:start", ({ name, nesting }: Place) => {
    if (isProcess({ name, nesting })) return;
    lineage = [...lineage.slice(0, nesting), name];
  });
  stream.on("test:pass", (outcome: Outcome) => {
    if (isProcess(outcome) || outcome.details.type === "suite") return;
    if (outcome.skip !== undefined || outcome.todo !== undefined) tally.skipped += 1;
    else tally.passed += 1;
  });
  stream.on("test:fail", (outcome: Outcome) => {
    if (outcome.todo !== undefined) tally.skipped += 1;
    // A parent fails because its child did: the child has been told.
    else if (codeOf(outcome.details.error) !== "subtestsFailed") {
      tally.failed += 1;
      withFailures.add(current());
      const path = isProcess(outcome) ? [] : [...lineage.slice(1, outcome.nesting), outcome.name];
      say(failure(current(), outcome.nesting === 0 ? [] : path, outcome));
    }
  });
  await new Promise((resolve) => stream.once("close", resolve).resume());
  for (const file of withFailures) {
    const lines = printed.get(file);
    if (lines) say(`\n  ${file} printed:\n${indented(lines.join("\n"))}`);
  }
  return tally;
}

/** The pack's process itself, which the runner tells of as of a test. */
const isProcess = ({ name, nesting }: Pick<Place, "name" | "nesting">) =>
  nesting === 0 && name.endsWith("pack.ts");

function failure(file: string, path: string[], { line, details }: Outcome): string {
  const cause = details.error?.cause ?? details.error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  const useful = stripVTControlCharacters(text)
    .split("\n")
    .filter((each) => !/^\s+at .*node:(internal|test)/.test(each))
    .slice(0, 50)
    .join("\n");
  const where = line && path.length > 0 ? `:${line}` : "";
  return `\n✖ ${path.join(" › ") || "the file itself"}\n  ${file}${where}\n${indented(useful)}`;
}

const indented = (text: string) => text.replace(/^/gm, "    ");

const codeOf = (error: Error | undefined): unknown => error && Reflect.get(error, "failureType");
