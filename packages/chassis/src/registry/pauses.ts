/** Growing pauses with jitter, so that ten processes that lost one registry do not all come back in one tick. */
export function growingPauseMs(
  attempt: number,
  random: () => number,
  firstMs = 250,
  mostMs = 10_000,
): number {
  const fullMs = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 16));
  return Math.round(fullMs * (0.5 + random() / 2));
}

/** Waits, but not past the signal; answers whether the wait ran its full time. */
export function pause(waitMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve(true);
    }, waitMs);
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
