import type { FeedCursor } from "@siren/chassis/messaging/ports";
import type { Collections } from "./collections.ts";

/** What was passed over is written down after so long, and until then with whatever is taken next. */
const writtenAfterMs = 1_000;

type Passed = FeedCursor & { stored: number; timer: NodeJS.Timeout };

/**
 * Events that nobody here handles have no effect that could be lost: where a reader stands behind them is written now
 * and then. Whoever takes over before that reads them once more, and passes over them as well.
 */
export function createPassedOver(cursors: Collections["cursors"]) {
  const passed = new Map<string, Passed>();

  function take(feed: string): Passed | undefined {
    const one = passed.get(feed);
    clearTimeout(one?.timer);
    passed.delete(feed);
    return one;
  }

  async function write(feed: string): Promise<void> {
    const one = take(feed);
    if (!one) return;
    // Where the cursor is elsewhere by now, its reader finds that out with what it takes next.
    await cursors
      .updateOne({ _id: feed, epoch: one.epoch, seq: one.stored }, { $set: { seq: one.seq } })
      .catch(() => undefined);
  }

  /** Where the cursor of a reader that stands at `from` is written to stand; what was to be written is not any more. */
  function takeStored(feed: string, from: FeedCursor): number {
    const one = take(feed);
    return one?.epoch === from.epoch && one.seq === from.seq ? one.stored : from.seq;
  }

  return {
    takeStored,
    async passOver(feed: string, from: FeedCursor, to: number): Promise<"applied"> {
      const before = passed.get(feed);
      const isOn = before?.epoch === from.epoch && before.seq === from.seq;
      if (before && isOn) before.seq = to;
      else {
        const stored = takeStored(feed, from);
        const timer = setTimeout(() => void write(feed), writtenAfterMs).unref();
        passed.set(feed, { epoch: from.epoch, seq: to, stored, timer });
      }
      return "applied";
    },
  };
}
