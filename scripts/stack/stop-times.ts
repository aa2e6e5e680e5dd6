export type StopTimes = { wholeMs: number; leastMs: number; mostMs: number };

/** Ten seconds are promised; killing and closing take some of them. */
export const stopTimes: StopTimes = { wholeMs: 9_000, leastMs: 2_000, mostMs: 5_000 };

/**
 * How long a wave may take that has `leftMs` of the whole and `followers` waves after it. What one wave did
 * not need the next may have; each of those that follow keeps its least.
 */
export function waveMayTakeMs({ leastMs, mostMs }: StopTimes, leftMs: number, followers: number): number {
  return Math.min(mostMs, Math.max(leastMs, Math.round(leftMs - leastMs * followers)));
}
