export type LoopDelay = {
  /** How late this process has been for a while, at its best: a single long pause does not count. */
  atLeastMs(): number;
  /** And at its worst. */
  atMostMs(): number;
  stop(): void;
};

type Timing = { everyMs: number; now: () => number };

/** So many looks in a row must find it late: one garbage collection, or one large menu, is no overload. */
const inARow = 3;

/**
 * How long whatever becomes ready waits for its turn, as seen by a timer of our own: it stands in the same queue as
 * the requests. perf_hooks' histogram would have to be read and reset for each look, and tells of the past since.
 */
export function createLoopDelay(
  { everyMs, now }: Timing = { everyMs: 100, now: performance.now.bind(performance) },
): LoopDelay {
  const seen: number[] = Array.from({ length: inARow }, () => 0);
  let turn = 0;
  let lookedAtMs = now();
  const timer = setInterval(() => {
    const atMs = now();
    seen[turn] = Math.max(0, atMs - lookedAtMs - everyMs);
    turn = (turn + 1) % inARow;
    lookedAtMs = atMs;
  }, everyMs).unref();

  return {
    atLeastMs: () => Math.min(...seen),
    atMostMs: () => Math.max(...seen),
    stop: () => clearInterval(timer),
  };
}
