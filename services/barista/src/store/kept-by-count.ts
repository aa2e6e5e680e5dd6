/**
 * For so long is gone on with what was read once. Each program of this version counts what it writes; one of before
 * that, which may run beside it for the minutes of a change of versions, does not.
 */
const trustedForMs = 10_000;

type Kept<T> = { count: number; value: T; readAtMs: number };

/**
 * Something of each store as of the last commit that this process knows of, with the count of changes at which it
 * stood. Whoever finds the count as it was need not read it: each order asks, and a busy store has hundreds of tickets.
 */
export function createKeptByCount<T>(monotonicMs: () => number = () => performance.now()) {
  const stores = new Map<string, Kept<T>>();
  return {
    at(storeId: string, count: number): Kept<T> | undefined {
      const kept = stores.get(storeId);
      const isTrue = kept?.count === count && monotonicMs() - kept.readAtMs < trustedForMs;
      return isTrue ? kept : undefined;
    },
    keep: (storeId: string, kept: Kept<T>) => void stores.set(storeId, kept),
    /** What stands in the store is not what was kept. */
    drop: (storeId: string) => void stores.delete(storeId),
    nowMs: monotonicMs,
  };
}

export type KeptByCount<T> = ReturnType<typeof createKeptByCount<T>>;
