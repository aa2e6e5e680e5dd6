import { growingPauseMs } from "@siren/chassis/messaging/growing-pause";

/** While nothing gets through, one letter at a time finds out whether it does again. */
const downPause = { firstMs: 1_000, mostMs: 60_000 };
/** A letter that came since is tried through the pause: perhaps it was the other one's fault. */
const freshEveryMs = 5_000;

/**
 * Tells a channel that is down from a letter that always ends so: when another letter got through since its last try,
 * it is the letter.
 */
export function createChannelHealth(now: () => number, random: () => number) {
  let [downs, quietUntil, lastDownAt, throughs] = [0, 0, Number.NEGATIVE_INFINITY, 0];
  /** How many had got through when it ended so. */
  const downAfter = new Map<string, number>();

  return {
    isDown: () => downs > 0,
    downs: () => downs,
    /** Until when only a letter is tried that was not tried since. */
    quietMs: () => quietUntil - now(),
    freshMs: () => Math.min(quietUntil, lastDownAt + freshEveryMs) - now(),
    isFresh: (letterId: string) => !downAfter.has(letterId),

    /** The other end spoke of this letter; true when it had not spoken before. */
    gotThrough(letterId: string): boolean {
      const wasDown = downs > 0;
      downAfter.delete(letterId);
      throughs += 1;
      [downs, quietUntil] = [0, 0];
      return wasDown;
    },

    /** Whose fault it is that nothing was said of this letter. */
    endedDown(letterId: string): "letter" | "channel" {
      const before = downAfter.get(letterId);
      downAfter.set(letterId, throughs);
      if (before !== undefined && before < throughs) return "letter";
      lastDownAt = now();
      // Those that were under way with it, and who tried through the pause, make it no longer.
      if (quietUntil <= now()) {
        downs += 1;
        quietUntil = now() + growingPauseMs(downs, downPause, random);
      }
      return "channel";
    },

    forget: (letterId: string) => void downAfter.delete(letterId),
    /** Nothing waits: what it knows is of letters that are gone. */
    forgetAll: () => downAfter.clear(),
  };
}

export type ChannelHealth = ReturnType<typeof createChannelHealth>;
