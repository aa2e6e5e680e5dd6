import { idempotencyKey, instant } from "@siren/contracts/ids";
import { type OrderView, orderView, type PlaceOrderRequest, placeOrderRequest } from "@siren/contracts/order";
import type { Api } from "@siren/web/api";
import { ApiProblem, ServerFailure } from "@siren/web/failures";
import { type Observable, observable } from "@siren/web/observable";
import * as z from "zod/mini";
import { readJson } from "./read-json.ts";

export const guestOwner = "guest";
/** Each person's own: who comes to this browser in between takes nobody's key away. */
export const placingKeptAs = (ownerId: string): string => `siren.placing.${ownerId}`;
export const patienceMs = 120_000;
const attemptTimeoutMs = 8_000;
/** Within that time the same order again is taken for a second try, not for a second order. */
const sameOrderMs = 15 * 60_000;

/** The key lives from the tap until a final answer, and with it this very request: whatever is retried, one order. */
const record = z.object({
  key: idempotencyKey,
  request: placeOrderRequest,
  /** When it was tapped. */
  at: instant,
  /** kept: tapped without a connection, so certainly not placed. stopped: sent, and then waited for no more. */
  how: z.enum(["sent", "kept", "stopped"]),
});
type Placing = z.infer<typeof record> & { ownerId: string };
type Tapped = { request: PlaceOrderRequest; at: number };

export type PlacementState =
  | { phase: "idle" }
  | ({ phase: "sending"; attempt: number } & Tapped)
  /** Nothing was sent. Once there is a connection, the person says whether it is still wanted. */
  | ({ phase: "kept" } & Tapped)
  /**
   * Without an answer that is one: whether the order arrived is not known, and the person decides. `of` is set while
   * somebody else is here, or nobody: only who tapped it can ask.
   */
  | ({ phase: "asking"; error?: unknown; of?: "member" | "guest" } & Tapped)
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
  /** It is on its way, and may arrive whatever is heard of it. */
  onSent: (ownerId: string) => void;
  onPlaced: (order: OrderView, request: PlaceOrderRequest) => void;
};

export type Placement = ReturnType<typeof createPlacement>;

export function createPlacement(parts: PlacementParts) {
  const { api, storage, newKey, now, isReachable, onSent, onPlaced } = parts;
  const state = observable<PlacementState>({ phase: "idle" });
  let stop: AbortController | undefined;
  /** What the state tells of; the storage may hold another tab's by then. */
  let told: Placing | undefined;

  function read(ownerId: string): Placing | undefined {
    const found = record.safeParse(readJson(storage, placingKeptAs(ownerId)));
    return found.success ? { ...found.data, ownerId } : undefined;
  }
  function keep({ ownerId, ...kept }: Placing): void {
    storage.setItem(placingKeptAs(ownerId), JSON.stringify(kept));
  }
  const isKeptStill = ({ ownerId, key }: Placing) => read(ownerId)?.key === key;
  /** Never what another tab has tapped since. */
  function forget(placing: Placing): void {
    if (isKeptStill(placing)) storage.removeItem(placingKeptAs(placing.ownerId));
  }
  function tell(placing: Placing, next: PlacementState): void {
    told = placing;
    state.set(next);
  }

  /** `mayHaveArrived`: it was sent before under this key, and nobody knows what became of that. */
  async function send(placing: Placing, mayHaveArrived: boolean): Promise<void> {
    stop?.abort();
    const own = new AbortController();
    stop = own;
    const { key, ownerId, request, at } = placing;
    const tapped = { request, at };
    const refuse = (error: unknown) => {
      forget(placing);
      tell(placing, { phase: "refused", error, request });
    };
    tell(placing, { phase: "sending", attempt: 0, ...tapped });
    onSent(ownerId);
    try {
      const { body } = await api({
        ...{ method: "POST", path: "/order/orders", answer: orderView, body: request },
        ...{ key, retryForMs: patienceMs, timeoutMs: attemptTimeoutMs, signal: own.signal },
        onPause(attempt, error) {
          if (own.signal.aborted) return;
          if (isCouponUnchecked(error)) {
            own.abort();
            refuse(error);
          } else {
            mayHaveArrived = true;
            state.set({ phase: "sending", attempt: attempt + 1, ...tapped });
          }
        },
      });
      if (own.signal.aborted && !(state.get().phase === "stopped" && told?.key === key)) return;
      forget(placing);
      tell(placing, { phase: "placed" });
      onPlaced(body, request);
    } catch (error) {
      if (own.signal.aborted) return;
      const isAnswer = error instanceof ApiProblem || isCouponUnchecked(error);
      if (isAnswer && !(mayHaveArrived && saysNothingOfFormer(error, ownerId))) refuse(error);
      else tell(placing, { phase: "asking", ...tapped, error });
    }
  }

  /** What the browser remembers of an order that was tapped, as a state. */
  function goOn(known: Placing): void {
    const { how, at, request } = known;
    if (how === "kept") tell(known, { phase: "kept", at, request });
    else if (how === "sent" && now() - at < patienceMs) void send(known, true);
    // Nobody sends a coffee of this morning without asking.
    else if (how === "sent") tell(known, { phase: "asking", at, request });
  }

  const idle = () => state.set({ phase: "idle" });

  /** Two members at one browser are strangers; a guest and a member are likely one, and told of what is not known. */
  function askingOfOther(theirs: Placing, ownerId: string): PlacementState | undefined {
    const before = state.get();
    const isUnknown = (before.phase === "sending" || before.phase === "asking") && isKeptStill(theirs);
    if (!isUnknown || (theirs.ownerId !== guestOwner && ownerId !== guestOwner)) return undefined;
    const of = theirs.ownerId === guestOwner ? "guest" : "member";
    return { phase: "asking", at: theirs.at, request: theirs.request, of };
  }

  /** What a guest never sent is wished on by the member that they turn out to be. */
  function takenOver(ownerId: string): Placing | undefined {
    const guests = ownerId === guestOwner ? undefined : read(guestOwner);
    if (guests?.how !== "kept") return undefined;
    const own = { ...guests, ownerId };
    keep(own);
    forget(guests);
    return own;
  }

  return {
    state: state as Observable<PlacementState>,

    /** Somebody is here, or opens the checkout: what they tapped, and what was not answered, goes on. */
    open(ownerId: string): void {
      const before = state.get();
      const known = read(ownerId) ?? takenOver(ownerId);
      if (told && told.ownerId !== ownerId) {
        // Sent on, it would be the order of whoever is here now.
        stop?.abort();
        state.set(askingOfOther(told, ownerId) ?? { phase: "idle" });
      } else if (before.phase === "placed" || (before.phase === "asking" && before.of)) idle();
      if (known && state.get().phase === "idle") goOn(known);
    },

    /** From checkout, or what was kept, once more with today's total. */
    place(ownerId: string, request: PlaceOrderRequest): void {
      const { phase } = state.get();
      if (phase === "sending") return;
      const known = read(ownerId);
      if (phase === "kept" && known?.how !== "kept") {
        // Another tab has sent it, or let it go.
        idle();
        return;
      }
      const isUnsent = known?.how === "kept";
      const isAgain = known !== undefined && !isUnsent && isSame(known, request);
      const key = known && (isUnsent || isAgain) ? known.key : newKey();
      const isNow = isReachable();
      const placing: Placing = { key, ownerId, request, at: now(), how: isNow || isAgain ? "sent" : "kept" };
      keep(placing);
      if (isNow) void send(placing, isAgain);
      // What was sent before may have arrived: of that nobody says that nothing was sent.
      else tell(placing, { phase: isAgain ? "asking" : "kept", request, at: placing.at });
    },

    keepTrying(): void {
      if (!told || !read(told.ownerId)) {
        idle();
        return;
      }
      const again: Placing = { ...told, at: now(), how: "sent" };
      if (isKeptStill(again)) keep(again);
      void send(again, true);
    },

    /** Of what was kept nothing is left; what was sent may have arrived all the same. */
    giveUp(): void {
      const before = state.get();
      stop?.abort();
      if (!told) return;
      const { request, at } = told;
      if (before.phase === "kept") {
        // Unless another tab has sent it meanwhile.
        if (read(told.ownerId)?.how === "kept") forget(told);
        idle();
        return;
      }
      if (isKeptStill(told)) keep({ ...told, how: "stopped" });
      // Where somebody else is here, nothing can be looked up.
      if (before.phase === "asking" && before.of) idle();
      else state.set({ phase: "stopped", request, at });
    },

    /** The refusal was read, or what became of it. */
    settle(): void {
      const { phase } = state.get();
      if (phase === "refused" || phase === "stopped") idle();
    },

    /** Another tab changed it: what it has sent, answered or let go is not asked here. */
    reread(): void {
      const { phase } = state.get();
      const known = told && read(told.ownerId);
      if ((phase === "kept" && known?.how !== "kept") || (phase === "asking" && !known)) idle();
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

/**
 * A refusal on the way, before order looked for what the key has made: there were too many requests, or it was not
 * seen who asks. Then a member is nobody, or a guest who may not.
 */
function saysNothingOfFormer(error: unknown, ownerId: string): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const { status, code } = error.problem;
  const isStranger = status === 401 || (status === 403 && ownerId !== guestOwner);
  return isStranger || status === 408 || code === "TOO_MANY_REQUESTS";
}
