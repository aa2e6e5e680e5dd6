/** A look that has begun may end: of a machine that is slow there is a verdict too. */
export const leastLookMs = 60_000;
/** What is asked when the time is over, and until the stack has stopped. */
const lastWordsMs = 45_000;

/** Each time to the full: for the start and who arrives, of load, to settle, and for a last look. */
export const longestRunMs = ({ loadMs, settleMs }: { loadMs: number; settleMs: number }): number =>
  settleMs + loadMs + settleMs + leastLookMs + lastWordsMs;
