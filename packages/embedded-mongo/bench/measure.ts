import { monitorEventLoopDelay } from "node:perf_hooks";

export interface Measured {
  what: string;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** The longest that the measuring process's own event loop was held up. */
  stallMs: number;
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
  for (let lane = 0; lane < concurrency; lane++)
    for (let turn = -5; turn < 0; turn++) await operation(turn, lane);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const times: number[] = [];
  const started = performance.now();
  const deadline = started + forMs;
  const lane = async (at: number) => {
    for (let turn = 0; performance.now() < deadline; turn++) {
      const before = performance.now();
      await operation(turn, at);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, at) => lane(at)));
  const elapsedMs = performance.now() - started;
  loop.disable();
  return { what, perSecond: (times.length / elapsedMs) * 1000, ...quantiles(times), stallMs: loop.max / 1e6 };
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
  };
}

export function table(rows: Measured[]): string {
  const head = ["", "ops/s", "p50 ms", "p99 ms", "loop stall ms"];
  const cells = rows.map((row) => [
    row.what,
    row.perSecond.toFixed(0),
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(1),
    row.stallMs.toFixed(0),
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]!.length)));
  const line = (row: string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  ");
  return [head, ...cells].map(line).join("\n");
}
