export type PlacingRoomParts = {
  /** How long whoever comes now will wait for its turn at the store, and have had it. */
  lineMs: () => number;
  /** How late this process is: a caller's time has run since before we saw the request. */
  lateMs: () => number;
  monotonicMs: () => number;
};

/** One that was let in; `done` when it is answered, however. */
export type Placing = { done(): void };

export type PlacingRoom = {
  /** `turns`: how often it will stand in line at the store. Otherwise after how many seconds there may be room. */
  enter(turns: number, leftMs: number): Placing | { roomInS: number };
};

/** So few are never too many: without them nobody would find out that it goes better again. */
const alwaysTaken = 4;
const weightOfLast = 0.2;
const longestS = 5;

/**
 * Whether there is time to place an order within its caller's patience, as far as one can know: the line at the store
 * as it stands, and what placings took lately beside that (reads, the hold, a processor that others use too). What
 * would outlast it is refused before anything is written: taken, it would be an order whose answer nobody hears, and
 * would make those wait who could still be answered.
 */
export function createPlacingRoom({ lineMs, lateMs, monotonicMs }: PlacingRoomParts): PlacingRoom {
  let inside = 0;
  let besideMs = 0;
  return {
    enter(turns, leftMs) {
      const linesMs = turns * lineMs();
      const overMs = linesMs + besideMs + lateMs() - leftMs;
      if (inside >= alwaysTaken && overMs > 0)
        return { roomInS: Math.min(longestS, Math.max(1, Math.ceil(overMs / 1_000))) };
      inside += 1;
      const enteredMs = monotonicMs();
      let isIn = true;
      return {
        done() {
          if (!isIn) return;
          isIn = false;
          inside -= 1;
          const restMs = Math.max(0, monotonicMs() - enteredMs - linesMs);
          besideMs += (restMs - besideMs) * weightOfLast;
        },
      };
    },
  };
}
