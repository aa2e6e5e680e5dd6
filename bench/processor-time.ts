import { readFileSync } from "node:fs";
import type { TestStack } from "../e2e/harness/stack.ts";

/** How Linux counts processor time for others to read. */
const ticksPerSecond = 100;

/** Milliseconds: in the process's own code, and in the system's on its behalf. */
export type Spent = { userMs: number; systemMs: number };

export const nothingSpent: Spent = { userMs: 0, systemMs: 0 };

/** Processor time of each process so far, by name; empty where the system does not tell. */
export function processorTimeOf(stack: TestStack): Map<string, Spent> {
  const { user, system } = process.cpuUsage();
  const spent = new Map([["this driver", { userMs: user / 1_000, systemMs: system / 1_000 }]]);
  for (const { label, pid } of stack.processes()) {
    const ofProcess = pid === undefined ? undefined : spentBy(pid);
    if (ofProcess) spent.set(label, ofProcess);
  }
  return spent;
}

/** What was spent between two readings; who was not there at the first is counted from nothing. */
export function spentBetween(
  before: ReadonlyMap<string, Spent>,
  after: ReadonlyMap<string, Spent>,
): Map<string, Spent> {
  const less = (who: string, { userMs, systemMs }: Spent): Spent => {
    const was = before.get(who) ?? nothingSpent;
    return { userMs: userMs - was.userMs, systemMs: systemMs - was.systemMs };
  };
  return new Map([...after].map(([who, spent]) => [who, less(who, spent)]));
}

function spentBy(pid: number): Spent | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name, in brackets, may hold anything.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    const inMs = (ticks: string | undefined) => (Number(ticks) / ticksPerSecond) * 1_000;
    return { userMs: inMs(fields[11]), systemMs: inMs(fields[12]) };
  } catch {
    return undefined;
  }
}
