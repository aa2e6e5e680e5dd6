import { cpus } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

/** Long enough for the code to have been compiled, as it is in a service that runs for days. */
const WARM_UP_MS = 1000;

export interface Measured {
  what: string;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** The longest that the measuring process's own event loop was held up. */
  stallMs: number;
  /** What the processor worked meanwhile, and how much of it for the measuring process. */
  cpu: { machineMs: number; busyMs: number; ownMs: number };
}

export interface Load {
  what: string;
  forMs: number;
  concurrency?: number;
  /** One operation; `lane` tells the concurrent ones apart. */
  operation: (turn: number, lane: number) => Promise<unknown>;
}

/** As many operations as fit into the time, each timed. */
export async function measure({ what, forMs, concurrency = 1, operation }: Load): Promise<Measured> {
  const turns = new Array<number>(concurrency).fill(0);
  const run = (untilMs: number, times: number[]) =>
    Promise.all(
      turns.map(async (_, lane) => {
        for (let before = performance.now(); before < untilMs; ) {
          await operation(turns[lane]!++, lane);
          const after = performance.now();
          times.push(after - before);
          before = after;
        }
      }),
    );
  await run(performance.now() + WARM_UP_MS, []);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const times: number[] = [];
  const [machineBefore, ownBefore] = [machineTimes(), process.cpuUsage()];
  const started = performance.now();
  await run(started + forMs, times);
  const elapsedMs = performance.now() - started;
  const [machine, own] = [machineTimes(), process.cpuUsage(ownBefore)];
  loop.disable();
  return {
    what,
    perSecond: (times.length / elapsedMs) * 1000,
    ...quantiles(times),
    stallMs: loop.max / 1e6,
    cpu: {
      machineMs: machine.allMs - machineBefore.allMs,
      busyMs: machine.busyMs - machineBefore.busyMs,
      ownMs: (own.user + own.system) / 1000,
    },
  };
}

function machineTimes(): { allMs: number; busyMs: number } {
  const times = cpus().map((cpu) => cpu.times);
  const busyMs = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0);
  return { allMs: busyMs + times.reduce((sum, { idle }) => sum + idle, 0), busyMs };
}

const QUIET = 0.15;

/** Waits until the machine has been idle for a second, but not for ever. */
export async function quiet(atMostMs: number): Promise<void> {
  const giveUpAt = performance.now() + atMostMs;
  while (performance.now() < giveUpAt) {
    const before = machineTimes();
    await setTimeout(1000);
    const after = machineTimes();
    if (after.busyMs - before.busyMs < QUIET * (after.allMs - before.allMs)) return;
  }
}

/** How much of the machine other processes had: figures tell little where that is much. */
function othersShare({ cpu }: Measured): number {
  return Math.max(0, cpu.busyMs - cpu.ownMs) / Math.max(1, cpu.machineMs);
}

/** Of the same thing measured several times the one that others disturbed least, whatever it says. */
export function quietest(rows: Measured[]): Measured[] {
  const byLine = Map.groupBy(rows, (row) => row.what);
  return [...byLine.values()].map((same) =>
    same.reduce((best, row) => (othersShare(row) < othersShare(best) ? row : best)),
  );
}

export function quantiles(times: number[]): { p50Ms: number; p99Ms: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Two processes that measured the same thing at the same time, as one: rates add, the worse p99 counts. */
export function together(what: string, parts: Measured[]): Measured {
  const most = (pick: (one: Measured) => number) => Math.max(...parts.map(pick));
  return {
    what,
    perSecond: parts.reduce((sum, one) => sum + one.perSecond, 0),
    p50Ms: most((one) => one.p50Ms),
    p99Ms: most((one) => one.p99Ms),
    stallMs: most((one) => one.stallMs),
    cpu: {
      machineMs: most((one) => one.cpu.machineMs),
      busyMs: most((one) => one.cpu.busyMs),
      ownMs: parts.reduce((sum, one) => sum + one.cpu.ownMs, 0),
    },
  };
}

export function table(rows: Measured[]): string {
  const head = ["", "ops/s", "p50 ms", "p99 ms", "loop stall ms", "others' CPU %"];
  const cells = rows.map((row) => [
    row.what,
    row.perSecond.toFixed(0),
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(1),
    row.stallMs.toFixed(0),
    (othersShare(row) * 100).toFixed(0),
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]!.length)));
  const line = (row: string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  ");
  return [head, ...cells].map(line).join("\n");
}
