import { readFileSync } from "node:fs";
import type { TestStack } from "../e2e/harness/stack.ts";

/** How Linux counts processor time for others to read. */
const ticksPerSecond = 100;

/** Milliseconds of processor time of each process so far, by name; empty where the system does not tell. */
export function processorTimeOf(stack: TestStack): Map<string, number> {
  const { user, system } = process.cpuUsage();
  const spent = new Map([["this driver", (user + system) / 1_000]]);
  for (const { label, pid } of stack.processes()) {
    const ticks = pid === undefined ? undefined : ticksOf(pid);
    if (ticks !== undefined) spent.set(label, (ticks / ticksPerSecond) * 1_000);
  }
  return spent;
}

/** What was spent between two readings; who was not there at the first is counted from nothing. */
export function spentBetween(before: Map<string, number>, after: Map<string, number>): Map<string, number> {
  return new Map([...after].map(([who, ms]) => [who, ms - (before.get(who) ?? 0)]));
}

function ticksOf(pid: number): number | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name, in brackets, may hold anything.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined;
  }
}
