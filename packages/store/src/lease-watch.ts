import type { Beat, Beats } from "./beat-files.ts";
import type { LeaseDoc } from "./collections.ts";

export type LeaseTimes = {
  /** For how long a holder that is not heard of keeps the lease. */
  ttlMs: number;
  renewEveryMs: number;
  /** How often somebody without the lease looks at it while its beat is due. */
  lookEveryMs: number;
};

/** What was last news of a holder, and whether the last look found it. */
export type Seen = Pick<LeaseDoc, "holder" | "token" | "beat"> & {
  said: Beat | undefined;
  atMs: number;
  isNews: boolean;
};
type Watched = { held?: object | undefined; seen?: Seen | undefined };
type SaidBy = (holder: string | null) => Beat | undefined;

/** A little before the next beat: whoever looked after it each time would see each later than the one before. */
const aheadOfBeatMs = 5;

/** How whoever wants a lease tells that its holder still goes on. */
export function createLeaseWatch(beats: Pick<Beats, "of"> | undefined, times: LeaseTimes) {
  return {
    /** What each holder says beside the store, read once for all of its leases. */
    readOnce(): SaidBy {
      const known = new Map<string, Beat | undefined>();
      return (name) => {
        if (name === null) return undefined;
        if (!known.has(name)) known.set(name, beats?.of(name));
        return known.get(name);
      };
    },

    /** By the beats beside the store alone; where they do not say so, the store is looked at. */
    isHeldAsSeen({ seen }: Watched, saidBy: SaidBy, atMs: number): boolean {
      const said = saidBy(seen?.holder ?? null);
      if (!seen?.said || said?.released !== seen.said.released) return false;
      seen.isNews = said.beats !== seen.said.beats;
      if (seen.isNews) Object.assign(seen, { said, atMs });
      return atMs - seen.atMs < times.ttlMs;
    },

    stoodStill(
      entry: Watched,
      { holder, token, beat }: LeaseDoc,
      said: Beat | undefined,
      atMs: number,
    ): boolean {
      const { seen } = entry;
      if (seen && seen.token === token && seen.beat === beat && seen.said?.beats === said?.beats) {
        seen.said = said;
        seen.isNews = false;
        return atMs - seen.atMs >= times.ttlMs;
      }
      entry.seen = { holder, token, beat, said, atMs, isNews: seen !== undefined };
      return false;
    },

    /** Where every holder was just heard of, none can be taken before its next beat is due. */
    untilNextLookMs(wanting: readonly Watched[]): number {
      const areHeardOf = wanting.every(({ held, seen }) => held !== undefined || seen?.isNews === true);
      return areHeardOf ? Math.max(times.lookEveryMs, times.renewEveryMs - aheadOfBeatMs) : times.lookEveryMs;
    },
  };
}
