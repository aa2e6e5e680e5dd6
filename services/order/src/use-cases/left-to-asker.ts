import type { HearingParts } from "./hear-of-order.ts";

/**
 * A hold that was placed a moment ago is most likely being written down by whoever asked for it, and two who write the
 * same meet: one of them, with all that was done beside it, begins again. Should the asker be dead, the hold's timer,
 * which was set with the order and is still to come, asks again.
 */
export const isLeftToItsAsker = (
  { now, deadlines }: Pick<HearingParts, "now" | "deadlines">,
  { type, at }: { type: string; at: number },
): boolean => type === "HoldPlaced" && now() < at + deadlines.holdResumeMs;
