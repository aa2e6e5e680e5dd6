import { idempotencyKey } from "@siren/contracts/ids";
import { type OrderView, orderView, type PlaceOrderRequest, placeOrderRequest } from "@siren/contracts/order";
import type { Api } from "@siren/web/api";
import { ApiProblem } from "@siren/web/failures";
import { type Observable, observable } from "@siren/web/observable";
import * as z from "zod/mini";

const keptAs = "siren.placing";
const patienceMs = 120_000;
const attemptTimeoutMs = 8_000;

/** The key is made when checkout opens and lives until a final answer: whatever is retried, one order. */
const record = z.object({
  key: idempotencyKey,
  ownerId: z.string(),
  /** Set when the order was sent: from then on it is this very request that is sent again. */
  request: z.nullable(placeOrderRequest),
});
type Placing = z.infer<typeof record>;

export type PlacementState =
  | { phase: "idle" }
  | { phase: "sending"; attempt: number }
  /** Two minutes without an answer: whether the order arrived is not known, and the person decides. */
  | { phase: "asking"; error: unknown }
  | { phase: "refused"; error: unknown }
  /** Until checkout is opened again: the way to the order's page is under way. */
  | { phase: "placed" };

type PlacementParts = {
  api: Api;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  newKey: () => string;
  onPlaced: (order: OrderView, wasGuest: boolean) => void;
};

export const guestOwner = "guest";

export type Placement = ReturnType<typeof createPlacement>;

export function createPlacement({ api, storage, newKey, onPlaced }: PlacementParts) {
  const state = observable<PlacementState>({ phase: "idle" });
  let stop: AbortController | undefined;

  function read(): Placing | undefined {
    try {
      const found = record.safeParse(JSON.parse(storage.getItem(keptAs) ?? "null"));
      return found.success ? found.data : undefined;
    } catch {
      return undefined;
    }
  }
  const keep = (placing: Placing) => storage.setItem(keptAs, JSON.stringify(placing));

  async function send(placing: Placing): Promise<void> {
    stop?.abort();
    const own = new AbortController();
    stop = own;
    state.set({ phase: "sending", attempt: 0 });
    try {
      const { body } = await api({
        ...{ method: "POST", path: "/order/orders", answer: orderView, body: placing.request },
        ...{ key: placing.key, retryForMs: patienceMs, timeoutMs: attemptTimeoutMs, signal: own.signal },
        onPause: (attempt) => state.set({ phase: "sending", attempt: attempt + 1 }),
      });
      storage.removeItem(keptAs);
      state.set({ phase: "placed" });
      onPlaced(body, placing.ownerId === guestOwner);
    } catch (error) {
      if (own.signal.aborted) return;
      if (!(error instanceof ApiProblem)) {
        state.set({ phase: "asking", error });
        return;
      }
      // Somebody who has to sign in again goes on with the same key; any other refusal is final.
      if (error.problem.status === 401) keep({ ...placing, request: null });
      else storage.removeItem(keptAs);
      state.set({ phase: "refused", error });
    }
  }

  return {
    state: state as Observable<PlacementState>,

    /** Checkout was opened, or the page loaded: an order that was sent and not answered goes on. */
    open(ownerId: string): void {
      if (state.get().phase === "placed") state.set({ phase: "idle" });
      const known = read();
      if (known?.ownerId !== ownerId) keep({ key: newKey(), ownerId, request: null });
      else if (known.request && state.get().phase === "idle") void send(known);
    },

    hasUnanswered: (): boolean => read()?.request != null,

    place(ownerId: string, request: PlaceOrderRequest): void {
      const { phase } = state.get();
      if (phase === "sending") return;
      const known = read();
      const key = known?.ownerId === ownerId ? known.key : newKey();
      const placing = { key, ownerId, request };
      keep(placing);
      void send(placing);
    },

    keepTrying(): void {
      const known = read();
      if (known?.request) void send(known);
    },

    giveUp(): void {
      stop?.abort();
      storage.removeItem(keptAs);
      state.set({ phase: "idle" });
    },

    /** The refusal was read. */
    settle(): void {
      if (state.get().phase === "refused") state.set({ phase: "idle" });
    },
  };
}
