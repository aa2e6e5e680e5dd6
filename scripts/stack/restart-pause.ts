const firstPauseMs = 500;
const longestPauseMs = 10_000;
const healthyAfterMs = 60_000;

/** Growing pauses for what keeps crashing, a short one for what ran well until now. */
export function nextPauseMs(previousPauseMs: number, ranForMs: number): number {
  if (previousPauseMs === 0 || ranForMs >= healthyAfterMs) return firstPauseMs;
  return Math.min(previousPauseMs * 2, longestPauseMs);
}
