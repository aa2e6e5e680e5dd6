import { Refusal } from "@siren/contracts/refusal";

const minuteMs = 60_000;
/** What is kept free before a pick-up when nothing is known of the store's queue. */
const unknownQueueMs = 10 * minuteMs;

export type ReleaseTerms = {
  /** How long an order may be called off before the store sees it. */
  oopsWindowMs: number;
  /** How far ahead a pick-up may be ordered. */
  pickUpAtMostMs: number;
};

/** When the store sees the order: after the oops window, which an idle store skips, or in time for its pick-up. */
export function releaseOf(
  { pickUpAt, now }: { pickUpAt: number | null; now: number },
  { isIdle, etaMinutes }: { isIdle: boolean; etaMinutes: number | null },
  { oopsWindowMs, pickUpAtMostMs }: ReleaseTerms,
): number {
  const soonest = isIdle ? now : now + oopsWindowMs;
  if (pickUpAt === null) return soonest;
  const makingMs = etaMinutes === null ? unknownQueueMs : etaMinutes * minuteMs;
  const earliestAt = now + makingMs;
  const latestAt = now + pickUpAtMostMs;
  if (pickUpAt < earliestAt)
    throw new Refusal("BAD_REQUEST", "it cannot be ready by then", { earliestAt, latestAt });
  if (pickUpAt > latestAt)
    throw new Refusal("BAD_REQUEST", "that is too far ahead", { earliestAt, latestAt });
  return Math.max(soonest, pickUpAt - makingMs);
}
