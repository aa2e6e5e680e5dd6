import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { run } from "node:test";
import { inspect, stripVTControlCharacters } from "node:util";
import type { Tally } from "./tally.ts";

const notOurs = /^(node_modules|dist.*|data|coverage|\..*)$/;

/** All `*.test.ts` of the tree, as paths from the root. */
export function testFiles(root: string, under = ""): string[] {
  return readdirSync(join(root, under), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(under, entry.name);
      if (notOurs.test(entry.name)) return [];
      if (entry.isDirectory()) return testFiles(root, path);
      return entry.isFile() && entry.name.endsWith(".test.ts") ? [path] : [];
    })
    .sort();
}

export type RunOptions = {
  root: string;
  concurrency: number;
  timeoutMs: number;
  signal: AbortSignal;
  say: (line: string) => void;
};

type Place = { file?: string; line?: number; name: string; nesting: number };
type Outcome = Place & { skip?: unknown; todo?: unknown; details: { type?: string; error?: Error } };

const keptOutputLines = 60;

/** Runs each file in a process of its own and tells what failed, where, and what was printed meanwhile. */
export async function runTestFiles(files: readonly string[], options: RunOptions): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  if (files.length === 0) return tally;
  const printed = new Map<string, string[]>();
  const lineage = new Map<string, string[]>();
  const withFailures = new Set<string>();
  const paths = new Set(files.map((file) => join(options.root, file)));
  const stream = run({
    files: [...paths],
    cwd: options.root,
    concurrency: options.concurrency,
    timeout: options.timeoutMs,
    signal: options.signal,
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const isWholeFile = ({ name, nesting }: Place) =>
    nesting === 0 && paths.has(join(options.root, relative(options.root, name)));
  const keep = ({ file, message }: { file?: string; message: string }) => {
    const lines = printed.get(file ?? "") ?? [];
    lines.push(...message.trimEnd().split("\n"));
    printed.set(file ?? "", lines.slice(-keptOutputLines));
  };
  stream.on("test:stdout", keep);
  stream.on("test:stderr", keep);
  stream.on("test:start", ({ file = "", name, nesting }: Place) => {
    lineage.set(file, [...(lineage.get(file) ?? []).slice(0, nesting), name]);
  });
  stream.on("test:pass", (outcome: Outcome) => {
    if (isWholeFile(outcome) || outcome.details.type === "suite") return;
    if (outcome.skip !== undefined || outcome.todo !== undefined) tally.skipped += 1;
    else tally.passed += 1;
  });
  stream.on("test:fail", (outcome: Outcome) => {
    if (outcome.todo !== undefined) tally.skipped += 1;
    // A parent fails because its child did: the child has been told.
    else if (codeOf(outcome.details.error) !== "subtestsFailed") {
      tally.failed += 1;
      const file = outcome.file ?? outcome.name;
      withFailures.add(file);
      const path = [...(lineage.get(file) ?? []).slice(0, outcome.nesting), outcome.name];
      options.say(failure(relative(options.root, file), isWholeFile(outcome) ? [] : path, outcome));
    }
  });
  await new Promise((resolve) => stream.once("close", resolve).resume());
  for (const file of withFailures) {
    const lines = printed.get(file);
    if (lines) options.say(`\n  ${relative(options.root, file)} printed:\n${indented(lines.join("\n"))}`);
  }
  return tally;
}

function failure(file: string, path: string[], { line, details }: Outcome): string {
  const cause = details.error?.cause ?? details.error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  const useful = stripVTControlCharacters(text)
    .split("\n")
    .filter((each) => !/^\s+at .*node:(internal|test)/.test(each))
    .slice(0, 50)
    .join("\n");
  return `\n✖ ${path.join(" › ") || "the file itself"}\n  ${file}${line ? `:${line}` : ""}\n${indented(useful)}`;
}

const indented = (text: string) => text.replace(/^/gm, "    ");

const codeOf = (error: Error | undefined): unknown => error && Reflect.get(error, "failureType");
