import { Refusal } from "@siren/contracts/refusal";

export const prepSecondsOf = (lines: readonly { prepSeconds: number; quantity: number }[]) =>
  lines.reduce((sum, line) => sum + line.prepSeconds * line.quantity, 0);

/** The work that stands before a new order at a store, as barista told it. */
export type Queue = { orders: number; prepSeconds: number; hands: number; delayMinutes: number };

/** What waits is shared by those at work, one's own drinks come one after the other, and what is late is late. */
export function estimate(queue: Queue | null, ownPrepSeconds: number) {
  if (queue === null) return { place: null, etaMinutes: null };
  const seconds = queue.prepSeconds / queue.hands + ownPrepSeconds;
  return {
    place: queue.orders + 1,
    etaMinutes: Math.max(1, Math.ceil(seconds / 60)) + queue.delayMinutes,
  };
}

/** The moment that is promised with it: when its customer wants to come, or when it should be made. */
export function quotedEtaOf(
  { pickUpAt, etaMinutes }: { pickUpAt: number | null; etaMinutes: number | null },
  now: number,
): number | null {
  return pickUpAt ?? (etaMinutes === null ? null : now + etaMinutes * 60_000);
}

export type StoreLimits = { maxWaitMinutes: number; minutesLeft: number };

/**
 * Work is counted, not orders: beyond what its people can wait for a store takes no more, nor what would not be made
 * before it closes.
 */
export function refuseBeyondCapacity(
  etaMinutes: number | null,
  { maxWaitMinutes, minutesLeft }: StoreLimits,
): void {
  if (etaMinutes === null) return;
  if (etaMinutes > minutesLeft)
    throw new Refusal("STORE_CLOSED", `it would take ${etaMinutes} minutes, and the store closes before`);
  if (etaMinutes > maxWaitMinutes)
    throw new Refusal("STORE_AT_CAPACITY", `it would take ${etaMinutes} minutes`, {
      etaMinutes,
      // By when it would have caught up, if nobody else came.
      retryAfterS: 60 * (etaMinutes - maxWaitMinutes),
    });
}
