import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "../e2e/harness/eventually.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import type { ProcessName } from "../scripts/stack/topology.ts";
import { labelOf, type Strike, type Target } from "./plan.ts";

/** What became of one process of a strike. */
export type Struck = {
  strike: number;
  target: Target;
  how: Strike["how"];
  pausedMs: number;
  /** Of the clock. */
  atMs: number;
  /** It was not back from what happened to it before. */
  isSpared: boolean;
  /** It was asked to go, and had to be killed. */
  didNotStop?: true;
  /** When the process itself said that it listens, or went on. */
  backAtMs: number | null;
  /** Who it was at the registry, and who it is since then: the same after a pause. */
  wasInstance: string | null;
  instance: string | null;
};

/** Of a stack, what a strike needs. */
export type StruckStack = {
  process: (
    name: ProcessName,
    replica?: number,
  ) => Pick<ReturnType<TestStack["process"]>, "pid" | "state" | "announcement">;
  kill: TestStack["kill"];
};

type Parts = {
  stack: StruckStack;
  plan: readonly Strike[];
  /** Of the clock: from where the plan's times count. */
  beganAtMs: number;
  signal: AbortSignal;
  onStruck: (struck: Struck) => void;
  onBack: (struck: Struck) => void;
  /** It was not, in the time that it may need. */
  onAway: (struck: Struck) => void;
  /** As long as a process that ends in order, starts again and is starved meanwhile may need. */
  backWithinMs?: number;
};

/** Strikes as planned, whatever became of the strike before; resolves when everything struck is back. */
export async function strikeAll({
  stack,
  plan,
  beganAtMs,
  signal,
  onStruck,
  onBack,
  onAway,
  backWithinMs = 90_000,
}: Parts): Promise<Struck[]> {
  const all: Struck[] = [];
  const away = new Set<string>();
  const returns: Promise<void>[] = [];
  for (const [strike, { atMs, how, targets, pausedMs }] of plan.entries()) {
    await pause(Math.max(0, beganAtMs + atMs - Date.now()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    for (const target of targets) {
      const label = labelOf(target);
      const process = stack.process(target.name, target.replica);
      const isSpared = away.has(label) || process.state !== "listening";
      const struck: Struck = {
        ...{ strike, target, how, pausedMs, atMs: Date.now() },
        isSpared,
        backAtMs: null,
        wasInstance: process.announcement?.instanceId ?? null,
        instance: null,
      };
      all.push(struck);
      onStruck(struck);
      if (isSpared) continue;
      away.add(label);
      returns.push(
        strikeOne(stack, struck, backWithinMs).then(
          () => {
            away.delete(label);
            onBack(struck);
          },
          // The end of the run waits for it, and tells who stays away.
          () => onAway(struck),
        ),
      );
    }
  }
  await Promise.all(returns);
  return all;
}

async function strikeOne(stack: StruckStack, struck: Struck, backWithinMs: number): Promise<void> {
  const { target, how, pausedMs } = struck;
  const process = stack.process(target.name, target.replica);
  if (how === "SIGSTOP") {
    await stack.kill(target.name, target.replica, "SIGSTOP");
    await pause(pausedMs);
    await stack.kill(target.name, target.replica, "SIGCONT");
  } else {
    const { pid } = process;
    // Not awaited: who is asked to go may never do so, and that is to be found out.
    void stack.kill(target.name, target.replica, how);
    const isBack = () => process.pid !== pid && process.state === "listening";
    await eventually(`${labelOf(target)} listens again`, isBack, backWithinMs).catch((late: Error) => {
      if (process.pid === pid) {
        struck.didNotStop = true;
        void stack.kill(target.name, target.replica);
      }
      throw late;
    });
  }
  struck.backAtMs = Date.now();
  struck.instance = process.announcement?.instanceId ?? null;
}
