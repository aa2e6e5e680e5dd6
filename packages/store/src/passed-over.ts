import type { FeedCursor } from "@siren/chassis/messaging/ports";
import type { Collections } from "./collections.ts";

/** What was passed over is written down after so long, and until then with whatever is taken next. */
const writtenAfterMs = 1_000;

type Passed = FeedCursor & { stored: number; timer: NodeJS.Timeout | undefined };

/**
 * Events that nobody here handles have no effect that could be lost: where a reader stands behind them is written now
 * and then. Whoever takes over before that reads them once more, and passes over them as well.
 */
export function createPassedOver(cursors: Collections["cursors"]) {
  const passed = new Map<string, Passed>();
  const writing = new Map<string, Promise<void>>();

  const standsAt = (one: Passed | undefined, from: FeedCursor): one is Passed =>
    one?.epoch === from.epoch && one.seq === from.seq;

  function forget(feed: string): void {
    clearTimeout(passed.get(feed)?.timer);
    passed.delete(feed);
  }

  function writeLater(feed: string, one: Passed): void {
    one.timer = setTimeout(() => {
      writing.set(
        feed,
        write(feed, one).finally(() => writing.delete(feed)),
      );
    }, writtenAfterMs).unref();
  }

  async function write(feed: string, one: Passed): Promise<void> {
    try {
      // Where the cursor is elsewhere by now, its reader finds that out with what it takes next.
      await cursors.updateOne({ _id: feed, epoch: one.epoch, seq: one.stored }, { $set: { seq: one.seq } });
      passed.delete(feed);
    } catch {
      writeLater(feed, one);
    }
  }

  return {
    async passOver(feed: string, from: FeedCursor, to: number): Promise<"applied"> {
      await writing.get(feed);
      const before = passed.get(feed);
      if (standsAt(before, from)) before.seq = to;
      else {
        forget(feed);
        const one = { epoch: from.epoch, seq: to, stored: from.seq, timer: undefined };
        passed.set(feed, one);
        writeLater(feed, one);
      }
      return "applied";
    },

    /**
     * Runs the step of a reader that stands at `from`, told where its cursor is written to stand. Where it fails, that
     * is written as it is: the same step comes again, and has to fail as often as it takes to set it aside.
     */
    async takeFrom<T>(feed: string, from: FeedCursor, step: (stored: number) => Promise<T>): Promise<T> {
      await writing.get(feed);
      const one = passed.get(feed);
      if (!standsAt(one, from)) {
        forget(feed);
        return step(from.seq);
      }
      clearTimeout(one.timer);
      try {
        const outcome = await step(one.stored);
        passed.delete(feed);
        return outcome;
      } catch (error) {
        await write(feed, one);
        throw error;
      }
    },
  };
}
