import { errorFields } from "../log.ts";
import type { EventLogPort, LiveRecord, MessagingLog } from "../messaging/ports.ts";
import type { Listener, StreamHub } from "./stream-hub.ts";

/** Whose turn it is: taken by one caller at a time among all replicas, because the store lets one of them write it. */
export type Turn = { isMine: boolean; turn: number; untilMs: number };

export type RingBook = {
  /** A device has shown everything up to `n`. */
  note(stream: string, n: number): void;
  /** Writes down at once what was noted. */
  settle(): Promise<void>;
  heardUpTo(stream: string): Promise<number>;
  /**
   * Takes the first turn, or the next if that which ran out by the caller's own clock, `lapsed`, is still the last or
   * the last has run out. Whoever has seen none (0) is told of the last and takes none: it may have been acknowledged.
   */
  takeTurn(ask: { stream: string; n: number; now: number; lapsed: number }): Promise<Turn>;
};

/** What a record means: it rings for its subject, or whatever rings for that is over. */
export type RingMeaning = (record: LiveRecord) => { subject: string; rings: boolean } | undefined;

export type Ringing = { book: RingBook; meaning: RingMeaning };

export const turnMs = 3_000;
/** As long as a drink waits. */
const mostAgeMs = 60 * 60_000;
const mostTurns = 12;
const lookEveryMs = 250;
const lookBackOver = 50;
const againAfterTroubleMs = 1_000;

type Pending = {
  stream: string;
  n: number;
  subject: string;
  at: number;
  /** The last turn that was seen. */
  turn: number;
  rung: WeakSet<Listener>;
  /** A page that asks again and again is another listener each time: the others come before it once it has rung. */
  hasRungByRequest: boolean;
  turnEndsAt: number;
  dueAt: number;
  isOver: boolean;
  /** It was shown before its first turn was decided: no further device, but the one whose turn it is still rings. */
  isShown: boolean;
  deciding?: Promise<void> | undefined;
};

type Parts = Ringing & {
  hub: Pick<StreamHub, "of">;
  eventLog: Pick<EventLogPort, "readStream" | "streamHead">;
  log: Pick<MessagingLog, "warn">;
  now: () => number;
};

/** Of all who hear a stream one rings for an event, the next after 3 s, until one of them has acknowledged it. */
export function createRings({ book, meaning, hub, eventLog, log, now }: Parts) {
  const pending = new Map<string, Map<number, Pending>>();
  let looking: NodeJS.Timeout | undefined;

  function next({ stream, rung, hasRungByRequest }: Pending): Listener | undefined {
    let found: Listener | undefined;
    let again: Listener | undefined;
    // Whoever came last is most likely the one in their hand.
    for (const one of hub.of(stream)) {
      if (!one.ring || rung.has(one)) continue;
      if (one.isRequest && hasRungByRequest) again = one;
      else found = one;
    }
    return found ?? again;
  }

  function note({ stream, n, at }: LiveRecord, subject: string): Pending {
    const ofStream = pending.get(stream) ?? new Map<number, Pending>();
    pending.set(stream, ofStream);
    const known = ofStream.get(n);
    const untold = {
      turn: 0,
      rung: new WeakSet<Listener>(),
      hasRungByRequest: false,
      turnEndsAt: 0,
      dueAt: 0,
    };
    const one = known ?? { stream, n, subject, at, ...untold, isOver: false, isShown: false };
    ofStream.set(n, one);
    return one;
  }

  function end(one: Pending): void {
    one.isOver = true;
    const ofStream = pending.get(one.stream);
    ofStream?.delete(one.n);
    if (ofStream?.size === 0) pending.delete(one.stream);
    if (pending.size > 0) return;
    clearInterval(looking);
    looking = undefined;
  }

  async function takeTurn(one: Pending): Promise<void> {
    const { stream, n } = one;
    if (now() - one.at > mostAgeMs || one.turn > mostTurns) return end(one);
    if (!next(one)) {
      one.dueAt = Number.POSITIVE_INFINITY;
      return;
    }
    if (one.turn > 0 && (await book.heardUpTo(stream)) >= n) return end(one);
    const taken = await book.takeTurn({ stream, n, now: now(), lapsed: one.turn });
    const isFirst = one.turn === 0 && taken.isMine;
    if (one.isOver && !(one.isShown && isFirst)) return;
    const isNews = one.turn !== taken.turn;
    one.turn = taken.turn;
    // Never longer than a turn, however far its taker's clock is ahead of ours.
    one.turnEndsAt = now() + Math.min(Math.max(taken.untilMs - now(), 0), turnMs);
    one.dueAt = one.turnEndsAt;
    // Heard of late: whether that turn was acknowledged has to be asked first.
    if (!taken.isMine && isNews && one.dueAt <= now()) return takeTurn(one);
    const listener = taken.isMine ? next(one) : undefined;
    if (!listener) return;
    one.rung.add(listener);
    one.hasRungByRequest ||= listener.isRequest ?? false;
    listener.ring?.(n);
  }

  function decide(one: Pending): Promise<void> {
    looking ??= setInterval(look, lookEveryMs);
    one.deciding ??= takeTurn(one)
      .catch((error: unknown) => {
        one.dueAt = now() + againAfterTroubleMs;
        log.warn("ring.undecided", { stream: one.stream, n: one.n, ...errorFields(error) });
      })
      .finally(() => {
        one.deciding = undefined;
      });
    return one.deciding;
  }

  function look(): void {
    for (const ofStream of pending.values())
      for (const one of ofStream.values()) if (one.dueAt <= now()) void decide(one);
  }

  function silence(stream: string, isSilenced: (one: Pending) => boolean): boolean {
    const over = [...(pending.get(stream)?.values() ?? [])].filter(isSilenced);
    over.forEach(end);
    return over.length > 0;
  }

  const decided = (stream: string): Promise<unknown> =>
    Promise.all([...(pending.get(stream)?.values() ?? [])].map(({ deciding }) => deciding));

  return {
    /** A record that somebody here listens for; where it rings: who is likely to, and when that is decided. */
    hear(record: LiveRecord): { candidate: Listener; decided: Promise<void> } | undefined {
      const what = meaning(record);
      if (!what) return undefined;
      if (!what.rings) {
        silence(record.stream, ({ subject, n }) => subject === what.subject && n < record.n);
        return undefined;
      }
      const one = note(record, what.subject);
      const candidate = next(one);
      const decision = decide(one);
      return candidate && { candidate, decided: decision };
    },

    /** Somebody began to listen, who may have come after something that nobody has acknowledged. */
    async joined(stream: string, head: number): Promise<void> {
      // Where nobody was left to ring; a turn that runs is not theirs.
      for (const one of pending.get(stream)?.values() ?? [])
        if (one.dueAt === Number.POSITIVE_INFINITY) one.dueAt = Math.max(one.turnEndsAt, now());
      const heard = head === 0 ? 0 : await book.heardUpTo(stream);
      if (heard < head) {
        const records = await eventLog.readStream(stream, Math.max(heard, head - lookBackOver), lookBackOver);
        const last = new Map<string, LiveRecord>();
        for (const record of records) {
          const what = meaning(record);
          if (what?.rings) last.set(what.subject, record);
          else if (what) last.delete(what.subject);
        }
        for (const [subject, record] of last) note(record, subject);
      }
      if (hub.of(stream).size === 0) return void silence(stream, () => true);
      for (const one of pending.get(stream)?.values() ?? []) if (one.dueAt <= now()) void decide(one);
      await decided(stream);
    },

    /** Somebody listens no more. */
    left(stream: string): void {
      if (hub.of(stream).size === 0) silence(stream, () => true);
    },

    acknowledged(stream: string, n: number): void {
      book.note(stream, n);
      // Other replicas may be about to let another device ring.
      const shown = (one: Pending) => {
        one.isShown ||= one.n <= n;
        return one.n <= n;
      };
      if (silence(stream, shown)) void book.settle();
    },

    /** What is being decided for the stream is decided. */
    decided,
    close: () => clearInterval(looking),
  };
}

export type Rings = ReturnType<typeof createRings>;
