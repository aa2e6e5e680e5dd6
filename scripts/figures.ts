import { execFileSync, spawn } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { orExit, readArguments } from "./stack/read-arguments.ts";
import { repositoryRoot } from "./stack/settings.ts";
import { type Stack, startStack } from "./stack/stack.ts";

/**
 * `npm run figures`: what a start takes in time, memory and disk. With `--fresh` also what the very first
 * `npm start` takes, in a clone of the committed state.
 */
const mega = 1_000_000;
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
    const stack = await startStack({ dataDir: join(scratch, "data"), gatewayPort: 0, registryPort: 0 });
    const startedMs = Date.now() - beganAtMs;
    row(what, seconds(startedMs));
    const stopBeganAtMs = Date.now();
    try {
      if (what === "later start") printMemory(stack);
    } finally {
      await stack.stop();
    }
    row("  and its stop", seconds(Date.now() - stopBeganAtMs));
  }
}

function printMemory(stack: Stack): void {
  const each = stack.processes().map(({ label, pid }) => ({ label, bytes: memoryOf(pid ?? 0) }));
  // This process is not the runner, but it is what a runner weighs.
  each.push({ label: "runner", bytes: memoryOf(process.pid) });
  row(
    "memory of the whole stack",
    `${(each.reduce((sum, { bytes }) => sum + bytes, 0) / mega).toFixed(0)} MB`,
  );
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
