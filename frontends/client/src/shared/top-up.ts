import { type CardView, type TopUpView, topUpView } from "@siren/contracts/member";
import type { Api } from "@siren/web/api";
import { ApiProblem } from "@siren/web/failures";
import { type Observable, observable } from "@siren/web/observable";
import type { KeptStorage } from "@siren/web/storage";
import { createKeptTopUp, type TopUpWish } from "./kept-top-up.ts";

type TopUpOrder = Pick<TopUpWish, "cardId" | "amount_krw" | "paymentToken">;

export type TopUpState =
  | { phase: "idle" }
  | { phase: "sending"; wish: TopUpWish }
  /** Written down, and the card company has not said yet. It is followed until it has. */
  | { phase: "pending"; wish: TopUpWish }
  /** No answer, or not now: the same wish may be sent again, and is charged once. */
  | { phase: "asking"; wish: TopUpWish; error: unknown }
  | { phase: "refused"; wish: TopUpWish; error: unknown }
  | { phase: "settled"; wish: TopUpWish; card: CardView };

type Parts = {
  api: Api;
  storage: KeptStorage;
  newKey: () => string;
  later: (ms: number, run: () => void) => unknown;
  onSettled: (card: CardView) => void;
  /** False once somebody else is signed in, who is told nothing of this one's wishes. */
  isHere: () => boolean;
};

const patienceMs = 20_000;
const soonMs = 2_000;
const longMs = 8_000;
const soonTries = 10;

/** Declined, or refused for good: the next wish is another one. Who has to sign in again goes on with this one. */
const isFinal = (error: unknown) =>
  error instanceof ApiProblem && !error.problem.retryable && error.problem.status !== 401;

export type TopUps = ReturnType<typeof createTopUps>;

/** One member's wishes, one at a time. */
export function createTopUps(owner: string, { api, storage, newKey, later, onSettled, isHere }: Parts) {
  const state = observable<TopUpState>({ phase: "idle" });
  const { read, keep, renew, forget } = createKeptTopUp(owner, storage);

  function end(ended: TopUpWish, next: TopUpState): void {
    forget(ended);
    state.set(next);
  }

  const pathOf = ({ cardId }: TopUpWish) => `/member/cards/${cardId}/topups`;

  function told(wished: TopUpWish, { topUpId, state: is, card }: TopUpView, tries: number): void {
    if (is === "SETTLED") {
      end(wished, { phase: "settled", wish: wished, card });
      onSettled(card);
    } else if (is === "DECLINED") {
      const declined = { code: "PAYMENT_DECLINED", status: 402, title: "", retryable: false } as const;
      end(wished, { phase: "refused", wish: wished, error: new ApiProblem(declined) });
    } else {
      const followed = { ...wished, topUpId };
      renew(followed);
      state.set({ phase: "pending", wish: followed });
      later(tries < soonTries ? soonMs : longMs, () => void follow(followed, tries + 1));
    }
  }

  function failed(wished: TopUpWish, error: unknown): void {
    // Refused was whoever is here now; it goes on when its owner is back.
    if (!isHere()) state.set({ phase: "idle" });
    else if (isFinal(error)) end(wished, { phase: "refused", wish: wished, error });
    else state.set({ phase: "asking", wish: wished, error });
  }

  async function send(wished: TopUpWish): Promise<void> {
    state.set({ phase: "sending", wish: wished });
    const { amount_krw, paymentToken, key } = wished;
    try {
      const { body } = await api({
        ...{ method: "POST", path: pathOf(wished), answer: topUpView, key, retryForMs: patienceMs },
        body: { amount_krw, paymentToken },
      });
      told(wished, body, 0);
    } catch (error) {
      failed(wished, error);
    }
  }

  async function follow(wished: TopUpWish, tries: number): Promise<void> {
    if (!isHere()) {
      state.set({ phase: "idle" });
      return;
    }
    try {
      const path = `${pathOf(wished)}/${wished.topUpId}`;
      told(wished, (await api({ method: "GET", path, answer: topUpView })).body, tries);
    } catch (error) {
      // Member will be back, and it goes on by itself until then: only what is final is told.
      if (error instanceof ApiProblem || !isHere()) failed(wished, error);
      else later(longMs, () => void follow(wished, tries + 1));
    }
  }

  return {
    state: state as Observable<TopUpState>,

    /** The screen was opened: what was wished before a reload goes on. */
    open(): void {
      const known = read();
      if (!known || state.get().phase !== "idle") return;
      if (known.topUpId === null) void send(known);
      else {
        state.set({ phase: "pending", wish: known });
        void follow(known, 0);
      }
    },

    wish(order: TopUpOrder): void {
      const { phase } = state.get();
      if (phase === "sending" || phase === "pending" || phase === "asking") return;
      const wished = { ...order, key: newKey(), topUpId: null };
      keep(wished);
      void send(wished);
    },

    again(): void {
      const now = state.get();
      if (now.phase === "asking") void send(now.wish);
    },

    /** What became of it was read; or nobody waits for an answer any more: the ledger will tell. */
    forget(): void {
      const now = state.get();
      if (now.phase === "asking" || now.phase === "refused" || now.phase === "settled")
        end(now.wish, { phase: "idle" });
    },
  };
}
