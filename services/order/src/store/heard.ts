import type { MessagingLog } from "@siren/chassis/messaging/ports";
import type { Models } from "./models.ts";

export type Heard = {
  /** A device of theirs has shown everything up to `n`. */
  note(stream: string, n: number): void;
  /** The highest `n` that any device of theirs has acknowledged, on whichever replica; 0 when none has. */
  heardUpTo(stream: string): Promise<number>;
  /** Writes what waits, for somebody who is about to ask on another replica. */
  settle(): Promise<void>;
  /** The same for the last time; what cannot be written then is forgotten. */
  close(): Promise<void>;
};

export type HeardParts = {
  models: Pick<Models, "heard">;
  log: Pick<MessagingLog, "warn">;
  now: () => number;
  /** So long acknowledgements gather: one write for all of them, beside the orders' and not in their way. */
  gatherMs?: number;
};

/** Of each stream one number in the store, which only grows. A killed process takes at most a moment's with it. */
export function createHeard({ models, log, now, gatherMs = 250 }: HeardParts): Heard {
  let waiting = new Map<string, number>();
  let writing = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let isClosed = false;

  function later(): void {
    if (isClosed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      underWay ??= write();
    }, gatherMs);
  }

  async function write(): Promise<void> {
    writing = waiting;
    waiting = new Map();
    try {
      const raise = [...writing].map(([_id, n]) => ({
        updateOne: { filter: { _id }, update: { $max: { n, at: new Date(now()) } }, upsert: true },
      }));
      if (raise.length > 0) await models.heard.bulkWrite(raise, { ordered: false });
      writing = new Map();
    } catch (error) {
      log.warn("heard.not-written", { streams: writing.size, error: String(error) });
      for (const [stream, n] of writing) raiseWaiting(stream, n);
      writing = new Map();
    } finally {
      underWay = undefined;
      if (waiting.size > 0) later();
    }
  }

  function raiseWaiting(stream: string, n: number): void {
    waiting.set(stream, Math.max(waiting.get(stream) ?? 0, n));
  }

  async function settle(): Promise<void> {
    await underWay;
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size > 0) underWay ??= write();
    await underWay;
  }

  return {
    settle,
    note(stream, n) {
      raiseWaiting(stream, n);
      later();
    },
    async heardUpTo(stream) {
      const own = Math.max(waiting.get(stream) ?? 0, writing.get(stream) ?? 0);
      return Math.max(own, (await models.heard.findById(stream).lean())?.n ?? 0);
    },
    async close() {
      isClosed = true;
      await settle();
    },
  };
}
