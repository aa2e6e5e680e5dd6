import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { listeningOf } from "../e2e/harness/audit.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import { columns, inMs, percentile } from "../e2e/harness/spread.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import { repositoryRoot } from "../scripts/stack/settings.ts";
import { GuestSockets } from "./guest-sockets.ts";

const steps = [500, 1_000, 2_000, 5_000];
const settleMs = 3_000;
const reachDeadlineMs = 120_000;
const tellMany = join(repositoryRoot, "services", "order", "src", "testing", "tell-many.ts");

/** What of the replica's memory is its own, and its processor time so far. */
function stateOf(pid: number): { residentMb: number; processorMs: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    residentMb: Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1024,
    // User and system, in hundredths of a second.
    processorMs: (Number(ticks[11]) + Number(ticks[12])) * 10,
  };
}

/** Everybody's READY, committed by another process as another replica would. */
async function tell(stack: TestStack, people: number): Promise<void> {
  const uri = `sqlite://${join(stack.dataDir, "order.db")}`;
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", tellMany, uri, String(people)],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`tell-many.ts ended with ${code}`);
}

/**
 * One replica of order and more and more guests on it: what each costs it in memory, and how long it takes until
 * all of them have heard of their own order, when all orders are ready at the same moment.
 */
export async function benchSockets(
  stack: TestStack,
  most: number,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<string> {
  const { pid, url } = listeningOf(stack, "order");
  if (pid === undefined) throw new Error("order does not run");
  const sockets = new GuestSockets(stack, url);
  const rows = [
    [
      "sockets",
      "opened in s",
      "MB before",
      "MB open",
      "kB a socket",
      "MB after",
      "first page",
      "all, ms",
      "p50",
      "p99",
    ],
  ];
  try {
    // What the first of everything costs is not the sockets' own.
    await sockets.grow(50, signal);
    await tell(stack, 50);
    await eventually("the first have heard", () => sockets.heardAtMs.length >= 50, reachDeadlineMs);
    await pause(settleMs, undefined, { signal });
    const empty = stateOf(pid);
    const had = sockets.count;
    for (const to of steps.filter((step) => step <= most)) {
      const beganAtMs = performance.now();
      await sockets.grow(to, signal);
      const openedMs = performance.now() - beganAtMs;
      await pause(settleMs, undefined, { signal });
      const open = stateOf(pid);
      sockets.heardAtMs.length = 0;
      const toldAtMs = performance.now();
      await tell(stack, to);
      await eventually(`all ${to} have heard`, () => sockets.heardAtMs.length >= to, reachDeadlineMs);
      await pause(settleMs, undefined, { signal });
      const after = stateOf(pid);
      const [first = 0] = sockets.heardAtMs;
      const behind = sockets.heardAtMs.map((at) => at - first).sort((a, b) => a - b);
      rows.push([
        ...[
          String(to),
          (openedMs / 1000).toFixed(1),
          empty.residentMb.toFixed(0),
          open.residentMb.toFixed(0),
        ],
        (((open.residentMb - empty.residentMb) * 1024) / (to - had)).toFixed(1),
        ...[after.residentMb.toFixed(0), inMs(first - toldAtMs)],
        ...[behind.at(-1) ?? 0, percentile(behind, 0.5), percentile(behind, 0.99)].map(inMs),
      ]);
      say(
        `${to} sockets: all have heard; ${((after.processorMs - open.processorMs) / to).toFixed(2)} ms of the replica's processor a page, ${sockets.lost} lost`,
      );
    }
    if (sockets.lost > 0) throw new Error(`${sockets.lost} sockets were closed meanwhile`);
    return columns(rows);
  } finally {
    sockets.close();
  }
}
