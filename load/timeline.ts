import { percentile } from "../e2e/harness/spread.ts";

/** What took how long, and since when. */
export type Timed = { atMs: number; tookMs: number };

/** The moments of a run, on the clock of `performance.now()`. */
export type Timeline = {
  beganAtMs: number;
  endedAtMs: number;
  arrivals: number[];
  /** By how much the driver itself was late with each arrival. */
  lateMs: number[];
  /** Since the moment for which the arrival was planned. */
  acknowledged: Timed[];
  /** Since the tap on pay. */
  ready: Timed[];
  /** Somebody came in, or left. */
  changes: { atMs: number; by: 1 | -1 }[];
  /** What became of those who came. */
  outcomes: { finished: number; turnedAway: number; failed: number };
};

export const newTimeline = (): Timeline => ({
  beganAtMs: performance.now(),
  endedAtMs: 0,
  arrivals: [],
  lateMs: [],
  acknowledged: [],
  ready: [],
  changes: [],
  outcomes: { finished: 0, turnedAway: 0, failed: 0 },
});

/** Buckets of equal length from the beginning to the end, by their beginnings in seconds. */
export function bucketsOf({ beganAtMs, endedAtMs }: Timeline, bucketS: number): number[] {
  const count = Math.max(1, Math.ceil((endedAtMs - beganAtMs) / 1_000 / bucketS));
  return Array.from({ length: count }, (_, at) => at * bucketS);
}

type Span = { beganAtMs: number; bucketS: number; count: number };

/** Each into the bucket of its moment; what lies outside belongs to the nearest. */
function byBucket<T>(
  list: readonly T[],
  atMs: (one: T) => number,
  { beganAtMs, bucketS, count }: Span,
): T[][] {
  const buckets = Array.from({ length: count }, (): T[] => []);
  for (const one of list) {
    const at = Math.floor((atMs(one) - beganAtMs) / 1_000 / bucketS);
    buckets[Math.min(count - 1, Math.max(0, at))]?.push(one);
  }
  return buckets;
}

export const countedOver = (moments: readonly number[], span: Span): number[] =>
  byBucket(moments, (atMs) => atMs, span).map(({ length }) => length);

/** Null where nothing was begun. */
export function percentileOver(timed: readonly Timed[], share: number, span: Span): (number | null)[] {
  return byBucket(timed, ({ atMs }) => atMs, span).map((bucket) =>
    bucket.length === 0
      ? null
      : percentile(
          bucket.map(({ tookMs }) => tookMs).sort((a, b) => a - b),
          share,
        ),
  );
}

/** The most that were there at once within each bucket. */
export function mostInside(changes: Timeline["changes"], span: Span): number[] {
  let inside = 0;
  const ordered = [...changes].sort((a, b) => a.atMs - b.atMs);
  return byBucket(ordered, ({ atMs }) => atMs, span).map((bucket) => {
    let most = inside;
    for (const { by } of bucket) {
      inside += by;
      most = Math.max(most, inside);
    }
    return most;
  });
}
