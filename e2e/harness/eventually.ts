import { setTimeout as pause } from "node:timers/promises";

const firstPauseMs = 20;
const longestPauseMs = 200;

/**
 * Looks until `look` answers something other than undefined or false, or throws what it saw last. A look that
 * throws counts as "not yet": what is being waited for may be down at the moment. What takes long is looked at
 * less and less often, because looking takes processor time from what is being waited for. `signal` ends the wait.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 20_000,
  signal?: AbortSignal,
): Promise<T> {
  const endsAt = performance.now() + deadlineMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.3, longestPauseMs)) {
    let fault: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      fault = error;
    }
    const leftMs = endsAt - performance.now();
    if (leftMs <= 0) throw new Error(`not within ${deadlineMs} ms: ${what}`, { cause: fault });
    // The last look is at the deadline and not after it.
    await pause(Math.min(pauseMs, leftMs), undefined, { signal });
  }
}

/** Nothing was refused: it did not come in its time. */
export const isWaitInVain = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith("not within");
