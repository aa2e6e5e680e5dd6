import type { Ticket } from "../domain/ticket.ts";

/**
 * For so long a list is gone on with that was read once. Each program of this version counts what it writes; one of
 * before that, which may run beside it for the minutes of a change of versions, does not.
 */
const trustedForMs = 10_000;

type Kept = { moves: number; tickets: Ticket[]; readAtMs: number };

/**
 * The open tickets of each store as of the last commit that this process knows of, with the count of changes at which
 * they stood. Whoever finds the count as it was need not read them: a busy store has hundreds, and each order asks.
 */
export function createKeptTickets(monotonicMs: () => number = () => performance.now()) {
  const stores = new Map<string, Kept>();
  return {
    at(storeId: string, moves: number): Kept | undefined {
      const kept = stores.get(storeId);
      const isTrue = kept?.moves === moves && monotonicMs() - kept.readAtMs < trustedForMs;
      return isTrue ? kept : undefined;
    },
    keep: (storeId: string, kept: Kept) => void stores.set(storeId, kept),
    /** What stands in the store is not what was kept. */
    drop: (storeId: string) => void stores.delete(storeId),
    nowMs: monotonicMs,
  };
}

export type KeptTickets = ReturnType<typeof createKeptTickets>;
