import { setTimeout as pause } from "node:timers/promises";

const lookEveryMs = 40;

/**
 * Looks until `look` answers something other than undefined or false, or throws what it saw last. A look that
 * throws counts as "not yet": what is being waited for may be down at the moment.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 20_000,
): Promise<T> {
  const endsAt = performance.now() + deadlineMs;
  for (;;) {
    let fault: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      fault = error;
    }
    if (performance.now() > endsAt) throw new Error(`not within ${deadlineMs} ms: ${what}`, { cause: fault });
    await pause(lookEveryMs);
  }
}
