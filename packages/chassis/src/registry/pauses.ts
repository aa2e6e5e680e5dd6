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

/** A registry that hangs must not keep a process from leaving: whatever is not done by then is left undone. */
export async function atMost<T>(mostMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${mostMs} ms`)), mostMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export const leavingMs = 2_000;
