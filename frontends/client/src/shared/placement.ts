import { idempotencyKey, instant } from "@siren/contracts/ids";
import { type OrderView, orderView, type PlaceOrderRequest, placeOrderRequest } from "@siren/contracts/order";
import type { Api } from "@siren/web/api";
import { ApiProblem, ServerFailure } from "@siren/web/failures";
import { type Observable, observable } from "@siren/web/observable";
import * as z from "zod/mini";

export const placingKeptAs = "siren.placing";
export const patienceMs = 120_000;
const attemptTimeoutMs = 8_000;
/** Within that time the same order again is taken for a second try, not for a second order. */
const sameOrderMs = 15 * 60_000;

/** The key is made when checkout opens and lives until a final answer: whatever is retried, one order. */
const record = z.object({
  key: idempotencyKey,
  ownerId: z.string(),
  /** Set when the order was tapped: from then on it is this very request that is sent again. */
  request: z.nullable(placeOrderRequest),
  /** When that was. */
  at: z._default(instant, 0),
  /** kept: tapped without a connection, so certainly not placed. stopped: sent, and then waited for no more. */
  how: z._default(z.enum(["sent", "kept", "stopped"]), "sent"),
});
type Placing = z.infer<typeof record>;
type Tapped = { request: PlaceOrderRequest; at: number };

export type PlacementState =
  | { phase: "idle" }
  | ({ phase: "sending"; attempt: number } & Tapped)
  /** Nothing was sent. Once there is a connection, the person says whether it is still wanted. */
  | ({ phase: "kept" } & Tapped)
  /** Two minutes without an answer: whether the order arrived is not known, and the person decides. */
  | ({ phase: "asking" } & Tapped)
  /** The person waits no more; the order may have arrived all the same. */
  | ({ phase: "stopped" } & Tapped)
  | { phase: "refused"; error: unknown; request: PlaceOrderRequest }
  /** Until checkout is opened again: the way to the order's page is under way. */
  | { phase: "placed" };

export type PlacementParts = {
  api: Api;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  newKey: () => string;
  now: () => number;
  /** False while there is certainly nobody who could take an order. */
  isReachable: () => boolean;
  onPlaced: (order: OrderView, wasGuest: boolean) => void;
};

export const guestOwner = "guest";

export type Placement = ReturnType<typeof createPlacement>;

export function createPlacement({ api, storage, newKey, now, isReachable, onPlaced }: PlacementParts) {
  const state = observable<PlacementState>({ phase: "idle" });
  let stop: AbortController | undefined;
  /** For a browser that keeps nothing: then it lives as long as the page. */
  let inMemory: Placing | undefined;

  function read(): Placing | undefined {
    try {
      const found = record.safeParse(JSON.parse(storage.getItem(placingKeptAs) ?? "null"));
      return found.success ? found.data : inMemory;
    } catch {
      return inMemory;
    }
  }
  function keep(placing: Placing): void {
    try {
      storage.setItem(placingKeptAs, JSON.stringify(placing));
      inMemory = undefined;
    } catch {
      inMemory = placing;
    }
  }
  function forget(): void {
    inMemory = undefined;
    try {
      storage.removeItem(placingKeptAs);
    } catch {
      // Nothing was kept.
    }
  }

  async function send(placing: Placing, request: PlaceOrderRequest): Promise<void> {
    stop?.abort();
    const own = new AbortController();
    stop = own;
    const tapped = { request, at: placing.at };
    const refuse = (error: unknown) => {
      // Somebody who has to sign in again goes on with the same key; any other refusal is final.
      if (error instanceof ApiProblem && error.problem.status === 401) keep({ ...placing, request: null });
      else forget();
      state.set({ phase: "refused", error, request });
    };
    state.set({ phase: "sending", attempt: 0, ...tapped });
    try {
      const { body } = await api({
        ...{ method: "POST", path: "/order/orders", answer: orderView, body: request },
        ...{ key: placing.key, retryForMs: patienceMs, timeoutMs: attemptTimeoutMs, signal: own.signal },
        onPause(attempt, error) {
          if (!isCouponUnchecked(error))
            return state.set({ phase: "sending", attempt: attempt + 1, ...tapped });
          own.abort();
          refuse(error);
        },
      });
      if (own.signal.aborted && state.get().phase !== "stopped") return;
      forget();
      state.set({ phase: "placed" });
      onPlaced(body, placing.ownerId === guestOwner);
    } catch (error) {
      if (own.signal.aborted) return;
      if (error instanceof ApiProblem || isCouponUnchecked(error)) refuse(error);
      else state.set({ phase: "asking", ...tapped });
    }
  }

  /** What the browser remembers of an order that was tapped, as a state. */
  function goOn(known: Placing & { request: PlaceOrderRequest }): void {
    const { how, at, request } = known;
    if (how === "kept") state.set({ phase: "kept", at, request });
    else if (how === "sent" && now() - at < patienceMs) void send(known, request);
    // Nobody sends a coffee of this morning without asking.
    else if (how === "sent") state.set({ phase: "asking", at, request });
  }

  return {
    state: state as Observable<PlacementState>,

    /** Checkout was opened, or the page loaded: an order that was tapped and not answered goes on. */
    open(ownerId: string): void {
      if (state.get().phase === "placed") state.set({ phase: "idle" });
      const known = read();
      if (known?.ownerId !== ownerId) {
        keep({ key: newKey(), ownerId, request: null, at: now(), how: "sent" });
        if (state.get().phase !== "sending") state.set({ phase: "idle" });
      } else if (known.request && state.get().phase === "idle") goOn({ ...known, request: known.request });
    },

    hasUnanswered: (): boolean => read()?.request != null,

    /** From checkout, or what was kept, once more with today's total. */
    place(ownerId: string, request: PlaceOrderRequest): void {
      const { phase } = state.get();
      if (phase === "sending") return;
      const found = read();
      const known = found?.ownerId === ownerId ? found : undefined;
      if (phase === "kept" && !(known?.how === "kept" && known.request)) {
        // Another tab has sent it, or let it go.
        state.set({ phase: "idle" });
        return;
      }
      const isUnsent = known && (known.how === "kept" || known.request === null);
      const key = known && (isUnsent || isSame(known, request)) ? known.key : newKey();
      const placing = { key, ownerId, request, at: now() };
      const isNow = isReachable();
      keep({ ...placing, how: isNow ? "sent" : "kept" });
      if (isNow) void send({ ...placing, how: "sent" }, request);
      else state.set({ phase: "kept", request, at: placing.at });
    },

    keepTrying(): void {
      const known = read();
      if (!known?.request) {
        state.set({ phase: "idle" });
        return;
      }
      const again: Placing = { ...known, at: now(), how: "sent" };
      keep(again);
      void send(again, known.request);
    },

    /** Of what was kept nothing is left; what was sent may have arrived all the same. */
    giveUp(): void {
      const before = state.get();
      stop?.abort();
      const known = read();
      if (before.phase === "kept" || !known?.request) {
        forget();
        state.set({ phase: "idle" });
        return;
      }
      keep({ ...known, how: "stopped" });
      state.set({ phase: "stopped", request: known.request, at: known.at });
    },

    /** The refusal was read, or what became of it. */
    settle(): void {
      const { phase } = state.get();
      if (phase === "refused" || phase === "stopped") state.set({ phase: "idle" });
    },

    /** Another tab changed it: what it has answered or let go is not asked here. */
    reread(): void {
      const { phase } = state.get();
      if ((phase === "kept" || phase === "asking") && !read()?.request) state.set({ phase: "idle" });
    },
  };

  function isSame(known: Placing, request: PlaceOrderRequest): boolean {
    return now() - known.at < sameOrderMs && JSON.stringify(known.request) === JSON.stringify(request);
  }
}

/** Order asks member for the coupon before it writes anything, and says so when it could not. */
export const isCouponUnchecked = (error: unknown): boolean =>
  error instanceof ServerFailure &&
  error.code === "UPSTREAM_TIMEOUT" &&
  error.problem?.degraded?.includes("member") === true;
