import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { orExit, readArguments } from "./stack/read-arguments.ts";
import { repositoryRoot } from "./stack/settings.ts";

/**
 * `npm run figures`: what a start takes in time, memory and disk, and what memory a stack that was used
 * holds. With `--fresh` also what the very first `npm start` takes, in a clone of the committed state.
 */
const mega = 1_000_000;
const memoryBudget = 700 * mega;
const ordersBeforeMemory = 30;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const { values } = orExit(() => readArguments({ options: { fresh: { type: "boolean" } } }));
const scratch = mkdtempSync(join(tmpdir(), "siren-figures-"));

try {
  printInstall();
  if (values.fresh) await printFreshStart();
  await printStarts();
} finally {
  rmSync(scratch, { recursive: true, force: true });
  if (process.connected) process.disconnect();
}

function row(what: string, figure: string): void {
  console.log(`${what.padEnd(46)}${figure}`);
}

function printInstall(): void {
  const listed: Record<string, { dev?: boolean; devOptional?: boolean; link?: boolean }> = JSON.parse(
    readFileSync(join(repositoryRoot, "node_modules", ".package-lock.json"), "utf8"),
  ).packages;
  const installed = Object.entries(listed).filter(
    ([path, entry]) => path.startsWith("node_modules/") && !entry.link,
  );
  const forStart = installed.filter(([, entry]) => !entry.dev && !entry.devOptional);
  for (const [what, packages] of [
    ["npm start installs", forStart],
    ["what is installed now", installed],
  ] as const) {
    const bytes = packages.reduce((sum, [path]) => sum + sizeOf(join(repositoryRoot, path)), 0);
    row(what, `${packages.length} packages, ${(bytes / mega).toFixed(0)} MB`);
  }
}

/** Of one package, without those installed inside it: they are listed themselves. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === "node_modules") return sum;
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? sizeOf(path) : lstatSync(path).size);
  }, 0);
}

async function printStarts(): Promise<void> {
  for (const what of ["start with an empty data folder", "later start"]) {
    const beganAtMs = Date.now();
    const runner = await startRunner();
    row(what, seconds(Date.now() - beganAtMs));
    try {
      if (what === "later start") {
        printMemory("memory of the whole stack, just started", runner);
        await useFor(runner, ordersBeforeMemory);
        printMemory(`memory after ${ordersBeforeMemory} orders`, runner);
      }
    } finally {
      const stopBeganAtMs = Date.now();
      await runner.stop();
      row("  and its stop", seconds(Date.now() - stopBeganAtMs));
    }
  }
}

type Runner = {
  gatewayUrl: string;
  pids: ReadonlyMap<string, number>;
  stop: () => Promise<void>;
};

/** The runner as `npm start` has it, because it counts with what it runs. Its table says where everything is. */
async function startRunner(): Promise<Runner> {
  const args = ["--data", join(scratch, "data"), "--gateway-port", "0", "--registry-port", "0"];
  const { child, output } = runOurs("scripts/stack/start.ts", args);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const pids = new Map([["runner", child.pid ?? 0]]);
  let gatewayUrl = "";
  const isUp = await new Promise<boolean>((resolve) => {
    createInterface({ input: output }).on("line", (line) => {
      const [, label, pid] = /^ {2}(\S+) .*pid (\d+)$/.exec(line) ?? [];
      if (label && pid) pids.set(label, Number(pid));
      gatewayUrl ||= /^ {2}customers +(\S+)\/client$/.exec(line)?.[1] ?? "";
      if (line.includes("Ctrl-C stops it")) resolve(true);
    });
    void gone.then(() => resolve(false));
  });
  if (!isUp) throw new Error("the stack did not start");
  return {
    gatewayUrl,
    pids,
    async stop() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}

function runOurs(entry: string, args: readonly string[]): { child: ChildProcess; output: Readable } {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(repositoryRoot, entry), ...args],
    // The channel tells it when we are gone, however we went.
    { cwd: repositoryRoot, stdio: ["ignore", "pipe", "inherit", "ipc"] },
  );
  if (!child.stdout) throw new Error(`${entry} has no output`);
  return { child, output: child.stdout };
}

/** In a process of its own, so that its memory is nobody's figure. */
async function useFor({ gatewayUrl }: Runner, orders: number): Promise<void> {
  const args = ["--gateway", gatewayUrl, "--customers", "5", "--seconds", "120", "--orders", String(orders)];
  const said = await text(runOurs("load/main.ts", args).output);
  const finished = Number(/^orders finished +(\d+)/m.exec(said)?.[1] ?? 0);
  if (finished < orders) throw new Error(`${finished} of ${orders} orders were finished:\n${said}`);
}

/** Over its budget the command fails: the promise is for a stack that is used, too. */
function printMemory(what: string, { pids }: Runner): void {
  const each = [...pids].map(([label, pid]) => ({ label, bytes: memoryOf(pid) }));
  const total = each.reduce((sum, { bytes }) => sum + bytes, 0);
  const isOver = total > memoryBudget;
  if (isOver) process.exitCode = 1;
  row(what, `${(total / mega).toFixed(0)} MB${isOver ? `, over its ${memoryBudget / mega}` : ""}`);
  for (const { label, bytes } of each) row(`  ${label}`, `${(bytes / mega).toFixed(0)} MB`);
}

/** The proportional share where the kernel tells it, so that what processes share counts once. */
function memoryOf(pid: number): number {
  try {
    const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
    if (pss) return Number(pss[1]) * 1024;
  } catch {
    // No /proc here.
  }
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024;
}

async function printFreshStart(): Promise<void> {
  const clone = join(scratch, "clone");
  execFileSync("git", ["clone", "--quiet", repositoryRoot, clone]);
  const beganAtMs = Date.now();
  const child = spawn("npm", ["start", "--", "--gateway-port", "0", "--registry-port", "0"], {
    cwd: clone,
    env: withoutOurModules(),
    stdio: ["ignore", "pipe", "inherit"],
    // A signal for npm alone ends at the shell between npm and the runner: the whole group is told.
    detached: true,
  });
  const isUp = await new Promise<boolean>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("Siren is up")) resolve(true);
    });
    child.once("exit", () => resolve(false));
  });
  row("first npm start in a fresh clone", isUp ? seconds(Date.now() - beganAtMs) : "failed");
  if (!isUp) return;
  // The runner holds the other end: it closes once everything is down.
  const closed = new Promise((resolve) => child.once("close", resolve));
  if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  await closed;
}

/** npm puts our node_modules/.bin first in PATH; a newcomer's clone has only the system's Node. */
function withoutOurModules(): NodeJS.ProcessEnv {
  const path = (process.env.PATH ?? "").split(":").filter((folder) => !folder.includes("node_modules"));
  return { ...process.env, PATH: path.join(":") };
}
