import type { OrderView } from "@siren/contracts/order";

const keptAs = "siren.rung";
const mostKept = 50;

type Parts = {
  storage: Pick<Storage, "getItem" | "setItem">;
  /** One tab at a time, where the browser can say so. */
  alone: (work: () => void) => Promise<void> | void;
  ring: () => void;
};

export type RingFor = (order: Pick<OrderView, "orderId" | "state">) => void;

/**
 * Each time an order becomes ready it rings once in this browser, however many tabs are open. Its version
 * may rise while it is ready (a late payment); only a recall to making lets it ring again.
 */
export function createRingOnce({ storage, alone, ring }: Parts): RingFor {
  return ({ orderId, state }) => {
    const isReady = state === "READY";
    if (read(storage).includes(orderId) === isReady) return;
    void alone(() => {
      const rung = read(storage);
      if (rung.includes(orderId) === isReady) return;
      const others = rung.filter((each) => each !== orderId);
      storage.setItem(keptAs, JSON.stringify(isReady ? [...others, orderId].slice(-mostKept) : others));
      if (isReady) ring();
    });
  };
}

function read(storage: Pick<Storage, "getItem">): string[] {
  try {
    const kept = JSON.parse(storage.getItem(keptAs) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}
