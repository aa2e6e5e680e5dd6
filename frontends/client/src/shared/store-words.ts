import type { StoreNow } from "@siren/contracts/barista";

type Key = "storeBusy" | "storePaused" | "storePausedUntil" | "storeLate";
type Say = (key: Key, values?: Record<string, string | number>) => string;

/** What the store says of itself in a few words; null while all is as usual, or while nobody knows. */
export function storeWords(
  now: StoreNow | undefined,
  say: Say,
  timeOf: (at: number) => string,
): string | null {
  if (!now) return null;
  if (now.state === "PAUSED")
    return now.until === null ? say("storePaused") : say("storePausedUntil", { time: timeOf(now.until) });
  const busy = now.state === "BUSY" ? [say("storeBusy")] : [];
  const late = now.delay ? [say("storeLate", { n: now.delay.minutes })] : [];
  return [...busy, ...late].join(" · ") || null;
}

/** Nothing of it can be ordered as it is: the item, or a choice that was made, is sold out. */
export const isGone = (now: StoreNow | undefined, itemId: string, chosen: readonly string[]): boolean =>
  now !== undefined &&
  (now.soldOut.includes(itemId) || chosen.some((each) => now.soldOutOptions.includes(each)));
