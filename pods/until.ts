import { setTimeout as pause } from "node:timers/promises";

type Waiting = { deadlineMs: number; signal?: AbortSignal | undefined; everyMs?: number };

/** Looks until there is something; a look that throws counts as "not yet". Ends at once when everything ends. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  { deadlineMs, signal, everyMs = 200 }: Waiting,
): Promise<T> {
  const endsAt = performance.now() + deadlineMs;
  for (;;) {
    signal?.throwIfAborted();
    let fault: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      fault = error;
    }
    if (performance.now() > endsAt)
      throw new Error(`not within ${deadlineMs / 1_000} s: ${what}`, { cause: fault });
    await pause(everyMs, undefined, { ...(signal && { signal }) });
  }
}
