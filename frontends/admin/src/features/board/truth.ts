import type { LiveStatus } from "@siren/web/live/status";
import type { Standing } from "@siren/web/live/streams";

/** Whether this board may be believed. Silence is not peace: without word for 5 s it is not in sync. */
export type Truth = {
  state: "starting" | "in-sync" | "cut-off" | "catching-up" | "offline" | "gap" | "silent";
  n: number | null;
  /** Since the store's stream was last spoken of; null when it never was. */
  silentMs: number | null;
  /** When that was. */
  toldAt: number | null;
  /** Since when no order can have come in, though all that did is here. */
  cutOffAt: number | null;
};

export const silentAfterMs = 5_000;
/** What was missed is asked for at once; only what stays missing is a gap. */
const gapAfterMs = 1_500;

type Known = {
  standing: Standing;
  live: LiveStatus["state"];
  openedAt: number;
  isLoaded: boolean;
  /** When the list was told that is shown although nobody can be asked. */
  keptAt: number | null;
  now: number;
};

export function truthOf({ standing, live, openedAt, isLoaded, keptAt, now }: Known): Truth {
  const n = standing.n ?? null;
  const toldAt = standing.toldAt ?? keptAt;
  const silentMs = toldAt === null ? null : Math.max(0, now - toldAt);
  const is = (state: Truth["state"]): Truth => ({
    state,
    n,
    silentMs,
    toldAt,
    cutOffAt: standing.cutOffSince,
  });
  const isKnown = isLoaded && silentMs !== null && n !== null;
  if (!isKnown) return is(now - openedAt > silentAfterMs ? "silent" : "starting");
  if (silentMs > silentAfterMs) return is("silent");
  if (standing.behindSince !== null && now - standing.behindSince > gapAfterMs) return is("gap");
  if (live === "offline") return is("offline");
  if (live === "catching-up") return is("catching-up");
  return is(standing.cutOffSince === null ? "in-sync" : "cut-off");
}

/** What has to be seen and heard: this board does not say what is. */
export const isAlarm = ({ state }: Pick<Truth, "state">): boolean => state === "silent" || state === "gap";
