/** The work that stands before a new order at a store, as far as order has heard of its tickets. */
export type Queue = { orders: number; prepSeconds: number };

export const prepSecondsOf = (lines: readonly { prepSeconds: number; quantity: number }[]) =>
  lines.reduce((sum, line) => sum + line.prepSeconds * line.quantity, 0);

/** A rough promise: one drink after the other; barista's own estimate replaces it with the ticket. */
export function estimate(queue: Queue | null, ownPrepSeconds: number) {
  if (queue === null) return { place: null, etaMinutes: null };
  return {
    place: queue.orders + 1,
    etaMinutes: Math.max(1, Math.ceil((queue.prepSeconds + ownPrepSeconds) / 60)),
  };
}
