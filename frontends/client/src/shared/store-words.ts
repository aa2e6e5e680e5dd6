import type { StoreNow } from "@siren/contracts/barista";

type Key = "storeBusy" | "storePaused" | "storePausedUntil" | "storeLate";
type Say = (key: Key, values?: Record<string, string | number>) => string;

/** What was sold out when that was known last; it stops nobody. */
type Before = Pick<StoreNow, "at" | "soldOut" | "soldOutOptions">;
export type StoreStanding = StoreNow & { before?: Before };

/** What is left of the last answer while nobody can say how it is now: nothing that was of its moment. */
export function lastKnown(told: StoreNow, now: number): StoreStanding {
  const { at, soldOut, soldOutOptions, state, until } = told;
  const isPaused = state === "PAUSED" && (until === null || until > now);
  return {
    ...told,
    ...(isPaused ? {} : { state: "OPEN", until: null, note: null }),
    ...{ wait: null, delay: null, soldOut: [], soldOutOptions: [] },
    before: { at, soldOut, soldOutOptions },
  };
}

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

/** Why it cannot be ordered as it stands: there is none of it, or none of something that was chosen with it. */
export function goneFor(
  now: Pick<StoreNow, "soldOut" | "soldOutOptions"> | undefined,
  itemId: string,
  chosen: readonly string[],
): "item" | "choice" | null {
  if (now?.soldOut.includes(itemId)) return "item";
  return now && chosen.some((each) => now.soldOutOptions.includes(each)) ? "choice" : null;
}
