import type { Standing } from "@siren/web/streams";

/** Whether this board may be believed. Silence is not peace: without word for 5 s it is not in sync. */
export type Truth = {
  state: "starting" | "in-sync" | "gap" | "silent";
  n: number | null;
  /** Since the store's stream was last spoken of; null when it never was. */
  silentMs: number | null;
};

export const silentAfterMs = 5_000;
/** What was missed is asked for at once; only what stays missing is a gap. */
export const gapAfterMs = 1_500;

type Known = { standing: Standing; openedAt: number; isLoaded: boolean; now: number };

export function truthOf({ standing, openedAt, isLoaded, now }: Known): Truth {
  const n = standing.n ?? null;
  const silentMs = standing.toldAt === null ? null : Math.max(0, now - standing.toldAt);
  const isKnown = isLoaded && silentMs !== null && n !== null;
  if (!isKnown) return { n, silentMs, state: now - openedAt > silentAfterMs ? "silent" : "starting" };
  if (silentMs > silentAfterMs) return { n, silentMs, state: "silent" };
  const isBehind = standing.behindSince !== null && now - standing.behindSince > gapAfterMs;
  return { n, silentMs, state: isBehind ? "gap" : "in-sync" };
}
