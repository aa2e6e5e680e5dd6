import { type OrderView, orderView, type PlaceOrderRequest } from "@siren/contracts/order";
import type { Api } from "@siren/web/api";
import { ApiProblem } from "@siren/web/failures";
import { type Observable, observable } from "@siren/web/observable";
import type { KeptStorage } from "@siren/web/storage";
import { createKeptPlacings, guestOwner, isSecondTry, type Placing } from "./kept-placing.ts";
import type { PlacementState } from "./placement-state.ts";
import { isCouponUnchecked, saysNothingOfFormer } from "./placing-answers.ts";

export const patienceMs = 120_000;
const attemptTimeoutMs = 8_000;

type PlacementParts = {
  api: Api;
  storage: KeptStorage;
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
  const { read, keep, forget, isKeptStill, takenOver } = createKeptPlacings(storage);
  const state = observable<PlacementState>({ phase: "idle" });
  let stop: AbortController | undefined;
  /** What the state tells of; the storage may hold another tab's by then. */
  let told: Placing | undefined;

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
      const isAgain = known !== undefined && !isUnsent && isSecondTry(known, request, now());
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
}
