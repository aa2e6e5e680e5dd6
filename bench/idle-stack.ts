import { setTimeout as pause } from "node:timers/promises";
import { columns, inMs } from "../e2e/harness/spread.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import { processorTimeOf, type Spent, spentBetween } from "./processor-time.ts";

export type IdleOptions = {
  seconds: number;
  /** What a start leaves behind, such as code that is still being compiled, is not what idleness costs. */
  "settle-s": number;
};

/** What a stack takes while nobody asks it for anything. */
export async function benchIdle(stack: TestStack, of: IdleOptions, signal: AbortSignal): Promise<string> {
  await pause(of["settle-s"] * 1_000, undefined, { signal });
  const before = processorTimeOf(stack);
  const beganAtMs = performance.now();
  await pause(of.seconds * 1_000, undefined, { signal });
  const spent = spentBetween(before, processorTimeOf(stack));
  return idleTable(spent, (performance.now() - beganAtMs) / 1_000);
}

export function idleTable(spent: ReadonlyMap<string, Spent>, seconds: number): string {
  const ofStack = [...spent]
    .filter(([who]) => who !== "this driver")
    .map(([who, { userMs, systemMs }]): [string, number] => [who, userMs + systemMs]);
  const whole = ofStack.reduce((sum, [, ms]) => sum + ms, 0);
  const rows = ofStack.map(([who, ms]) => [who, inMs(ms / seconds)]);
  return columns([["processor time a second, idle", "ms"], ...rows, ["all of it", inMs(whole / seconds)]]);
}
