import { createPositions, type Verdict } from "./positions.ts";

/** Where a stream stands for this page. */
export type Standing = {
  n: number | undefined;
  /** When the server last spoke of this stream: a ping of the socket proves less. */
  toldAt: number | null;
  /** Since when the server is known to have told more than has arrived. */
  behindSince: number | null;
  /** Since when nothing new can have come into it, as the server says. */
  cutOffSince: number | null;
};

export type Streams = ReturnType<typeof createStreams>;

/** What this page has of each stream, and what it knows to be missing. */
export function createStreams(now: () => number) {
  const positions = createPositions();
  const told = new Map<string, number>();
  const cutOff = new Map<string, number>();
  const behind = new Map<string, { n: number; since: number }>();

  function noticeGap(stream: string, n: number): void {
    const known = behind.get(stream);
    const isOpen = known !== undefined && known.n > (positions.of(stream) ?? 0);
    behind.set(stream, { n, since: isOpen ? known.since : now() });
  }

  function noteCutOff(stream: string, since: number | undefined): void {
    if (since === undefined) cutOff.delete(stream);
    else cutOff.set(stream, since);
  }

  const isBehind = (stream: string): boolean =>
    (behind.get(stream)?.n ?? 0) > (positions.of(stream) ?? Number.POSITIVE_INFINITY);

  return {
    isBehind,
    positionOf: positions.of,
    forget(stream: string): void {
      positions.forget(stream);
      behind.delete(stream);
    },
    startAfter: positions.set,
    /** Asked for instead of told: complete up to `n` at this moment. */
    readUpTo(stream: string, n: number, cutOffSince?: number): void {
      told.set(stream, now());
      noteCutOff(stream, cutOffSince);
      if (n > (positions.of(stream) ?? -1)) positions.set(stream, n);
    },

    /** The server says how far the stream is; a stream that was never begun has no gap. */
    ticked(stream: string, n: number, cutOffSince?: number): "gap" | "none" {
      told.set(stream, now());
      noteCutOff(stream, cutOffSince);
      const last = positions.of(stream);
      if (last === undefined || n <= last) return "none";
      noticeGap(stream, n);
      return "gap";
    },
    /** Whether an event is the next one of its stream. */
    judge(stream: string, n: number): Verdict {
      told.set(stream, now());
      const verdict = positions.judge(stream, n);
      if (verdict === "gap") noticeGap(stream, n);
      return verdict;
    },
    resumed(stream: string, n: number): void {
      told.set(stream, now());
      if (positions.of(stream) === undefined) positions.set(stream, n);
    },
    standing(stream: string): Standing {
      const n = positions.of(stream);
      const missed = behind.get(stream);
      return {
        n,
        toldAt: told.get(stream) ?? null,
        behindSince: missed && missed.n > (n ?? 0) ? missed.since : null,
        cutOffSince: cutOff.get(stream) ?? null,
      };
    },
  };
}
