import { type CallBoard, callBoard } from "@siren/contracts/barista";
import type { OrderView } from "@siren/contracts/order";
import type { Connections } from "@siren/web/connections";
import { isOver } from "../shared/order-words.ts";

const askAgainMs = 4_000;
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

export type CallParts = {
  orders: () => readonly OrderView[];
  /** The ids of all that are called now, each time that this has changed. */
  onCalled: (orderIds: readonly string[]) => void;
};
type Parts = CallParts &
  Pick<Connections, "api" | "now" | "later"> & { health: Pick<Connections["health"], "troubles"> };

/** The second road to READY: while order cannot be asked, the stores' call boards still know. */
export function watchCallBoards({ api, health, now, later, orders, onCalled }: Parts): () => void {
  const { troubles } = health;
  let isWatching = false;
  let round = 0;
  let called: string[] = [];
  let stopTimer = () => {};

  function tell(orderIds: string[]): void {
    if (orderIds.join() === called.join()) return;
    called = orderIds;
    onCalled(called);
  }

  async function boardOf(storeId: string): Promise<CallBoard> {
    const path = `/barista/stores/${encodeURIComponent(storeId)}/callboard`;
    return (await api({ method: "GET", path, answer: callBoard })).body;
  }

  async function ask(mine: number): Promise<void> {
    const waiting = awaited(orders(), now());
    const storeIds = [...new Set(waiting.map(({ storeId }) => storeId))];
    // One that does not answer takes nobody back who was called.
    const boards = await Promise.all(storeIds.map(boardOf)).catch(() => null);
    if (mine !== round) return;
    if (boards) tell(calledBy(boards, waiting));
    stopTimer = later(askAgainMs, () => void ask(mine));
  }

  function watch(isWanted: boolean): void {
    if (isWanted === isWatching) return;
    isWatching = isWanted;
    round += 1;
    stopTimer();
    if (isWanted) void ask(round);
    else tell([]);
  }

  const follow = () => watch(troubles.get().order?.kind === "down");
  const stopFollowing = troubles.subscribe(follow);
  follow();
  return () => {
    stopFollowing();
    watch(false);
  };
}
