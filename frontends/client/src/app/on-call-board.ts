import type { CallBoard } from "@siren/contracts/barista";
import type { OrderView } from "@siren/contracts/order";
import { isOver } from "../shared/order-words.ts";

/** A store begins its numbers anew each day; what was ordered longer ago may share its number with another one. */
const oldestMs = 26 * 60 * 60_000;

/** What may still be called by its store's board: nothing that is known to be ready or over. */
export const awaited = (orders: readonly OrderView[], now: number): OrderView[] =>
  orders.filter(({ state, placedAt }) => !isOver(state) && state !== "READY" && now - placedAt < oldestMs);

export function calledBy(boards: readonly CallBoard[], orders: readonly OrderView[]): string[] {
  const ready = new Set(
    boards.flatMap(({ storeId, entries }) =>
      entries.filter(({ state }) => state === "READY").map(({ number }) => `${storeId}#${number}`),
    ),
  );
  return orders.flatMap(({ orderId, storeId, number }) =>
    ready.has(`${storeId}#${number}`) ? [orderId] : [],
  );
}
