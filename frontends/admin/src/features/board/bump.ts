/** Quicker than this, the second one is the same finger, or a drop of water. */
const bounceMs = 150;
/** Later than this, the first one was forgotten. */
const longestMs = 2_000;
/** After a bump the card is somewhere else: the next finger there means another one. */
const restMs = 700;

export type Bump = "armed" | "bump" | "nothing";

/** Two deliberate taps on one card move it on; one alone, by a sleeve or a wet hand, does nothing. */
export function createBump(now: () => number) {
  let armed: { card: string; at: number } | undefined;
  let restsUntil = 0;
  return (card: string): Bump => {
    const at = now();
    if (at < restsUntil) return "nothing";
    if (armed?.card !== card || at - armed.at > longestMs) {
      armed = { card, at };
      return "armed";
    }
    if (at - armed.at < bounceMs) return "nothing";
    armed = undefined;
    restsUntil = at + restMs;
    return "bump";
  };
}

export const armedForMs = longestMs;
