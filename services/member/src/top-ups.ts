import type { Breaker, Pass } from "@siren/chassis/balancing/breaker";
import { eitherSignal } from "@siren/chassis/either-signal";
import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import type { TopUpView } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import type { Cards } from "./cards.ts";
import type { LateAnswer, PaymentProvider } from "./payment-provider.ts";
import type { MemberModels, TopUpDoc } from "./store.ts";

export type TopUpOrder = {
  memberId: string;
  cardId: string;
  key: string;
  amount_krw: number;
  paymentToken: string;
};

type Parts = {
  store: Store;
  models: MemberModels;
  cards: Cards;
  provider: PaymentProvider;
  /** Stands before the provider; one that answers nobody is left alone for a while. */
  breaker: Breaker;
  /** How long a request waits for the provider before it says that the top-up is pending. */
  timeoutMs: number;
  newTopUpId: () => string;
  now: () => number;
  reach: (step: "member.top-up-charged") => Promise<void>;
  onTrouble: (topUpId: string, error: unknown) => void;
};

/** Nobody asked again: then we ask the provider ourselves, so that nobody is charged for nothing. */
const pursueAfterMs = 10_000;
const ofTopUp = z.object({ topUpId: z.string() });

/**
 * Written down as PENDING, then charged under the top-up's own id, then settled: whichever step dies, the same
 * request or a timer goes on from there, and the provider sees the same id. Whatever it answers, how late and
 * how often: the first word that is final counts.
 */
export function createTopUps({ store, models, cards, provider, breaker, newTopUpId, now, ...parts }: Parts) {
  const pursuits = new Set<Promise<void>>();
  const stopping = new AbortController();

  /** A top-up that is known is gone on with; a new one is begun only with a pass for the provider. */
  async function begin(order: TopUpOrder, pass: Pass | undefined): Promise<TopUpDoc> {
    const { memberId, key } = order;
    const known = await store.unitOfWork(async (tx) => {
      const { session } = tx;
      const before: TopUpDoc | null = await models.topUps
        .findOne({ memberId, key }, null, { session })
        .lean();
      if (before) return before;
      if (!pass) throw resting();
      const fresh: TopUpDoc = { _id: newTopUpId(), ...order, state: "PENDING", createdAt: now() };
      await models.topUps.create([fresh], { session });
      await remind(tx, fresh._id);
      return fresh;
    });
    const isSame =
      known.amount_krw === order.amount_krw &&
      known.cardId === order.cardId &&
      known.paymentToken === order.paymentToken;
    if (!isSame) throw new Refusal("KEY_REUSED");
    return known;
  }

  const resting = () =>
    new Refusal("PAYMENT_UNAVAILABLE", "Nothing was charged; please try again in a moment", {
      retryAfterS: Math.max(1, Math.ceil(breaker.retryAfterMs() / 1000)),
    });

  const timerId = (topUpId: string) => `top-up:${topUpId}`;
  const remind = (tx: Tx, topUpId: string) =>
    tx.schedule({
      id: timerId(topUpId),
      kind: "top-up.pending",
      dueAt: now() + pursueAfterMs,
      data: { topUpId },
    });

  /** A provider that fails or does not answer leaves it open: it may have charged. */
  async function charge(topUp: TopUpDoc, pass: Pass): Promise<void> {
    const { _id: transactionId, paymentToken, amount_krw } = topUp;
    const tooLong = eitherSignal(AbortSignal.timeout(parts.timeoutMs), stopping.signal);
    const late = new Promise<"pending">((resolve) =>
      tooLong.addEventListener("abort", () => resolve("pending"), { once: true }),
    );
    const asked = provider.charge({ transactionId, paymentToken, amount_krw }, tooLong).then(
      (said) => {
        pass.settle("success");
        return said;
      },
      (error) => {
        parts.onTrouble(transactionId, error);
        pass.settle(stopping.signal.aborted ? "ignored" : "failure");
        return "pending" as const;
      },
    );
    const answer = await Promise.race([asked, late]);
    // One that is silent for longer than anybody waits has failed, whatever it says afterwards.
    pass.settle(stopping.signal.aborted ? "ignored" : "failure");
    await parts.reach("member.top-up-charged");
    if (answer !== "pending") await settle({ transactionId, answer });
  }

  async function settle({ transactionId, answer }: LateAnswer): Promise<void> {
    const state = answer === "declined" ? "DECLINED" : "SETTLED";
    await store.unitOfWork(async (tx) => {
      const topUp: TopUpDoc | null = await models.topUps
        .findOneAndUpdate(
          { _id: transactionId, state: "PENDING" },
          { $set: { state } },
          { session: tx.session, returnDocument: "after" },
        )
        .lean();
      if (!topUp) return;
      await tx.cancelTimer(timerId(transactionId));
      if (state === "SETTLED") await cards.settleTopUp(tx, { ...topUp, topUpId: transactionId });
    });
    const { state: kept } = (await models.topUps.findById(transactionId).lean()) ?? {};
    if (kept !== state)
      parts.onTrouble(transactionId, new Error(`the provider says ${state}, and it is ${kept} here`));
  }

  /** What nobody waits for, and what has to be ended before the store is closed. */
  function pursue(topUpId: string, work: () => Promise<void>): void {
    const pursuit = work().catch((error) => parts.onTrouble(topUpId, error));
    pursuits.add(pursuit);
    void pursuit.then(() => pursuits.delete(pursuit));
  }

  /** The timer's transaction only sets it anew; the provider is asked when that is committed, and once. */
  async function pursueLater(topUpId: string, tx: Tx): Promise<void> {
    const topUp: TopUpDoc | null = await models.topUps
      .findById(topUpId, null, { session: tx.session })
      .lean();
    if (topUp?.state !== "PENDING") return;
    await remind(tx, topUpId);
    tx.afterCommit(() =>
      pursue(topUpId, async () => {
        const pass = breaker.enter();
        // Left alone now; the timer that was just set looks again.
        if (pass) await charge(topUp, pass);
      }),
    );
  }

  const timers: TimerHandlers<Tx> = {
    "top-up.pending": ({ data }, tx) => pursueLater(ofTopUp.parse(data).topUpId, tx),
  };

  async function viewOf({ _id: topUpId, amount_krw, state, cardId }: TopUpDoc): Promise<TopUpView> {
    const card = await store.unitOfWork((tx) => cards.viewOf(tx, cardId));
    return { topUpId, amount_krw, state, card };
  }

  provider.listen?.((said) => {
    if (!stopping.signal.aborted) pursue(said.transactionId, () => settle(said));
  });

  return {
    timers,
    /** Before the store is closed: what was begun is finished, and whom we wait for is waited for no longer. */
    async stop(): Promise<void> {
      stopping.abort();
      provider.close?.();
      breaker.dispose();
      await Promise.all(pursuits);
    },

    async topUp(order: TopUpOrder): Promise<TopUpView> {
      const owned = await models.cards.exists({ _id: order.cardId, memberId: order.memberId });
      if (!owned) throw new Refusal("NOT_FOUND", "No such card");
      const pass = breaker.enter();
      const topUp = await begin(order, pass).catch((error) => {
        pass?.settle("ignored");
        throw error;
      });
      if (topUp.state === "PENDING" && pass) await charge(topUp, pass);
      else pass?.settle("ignored");
      const now: TopUpDoc = (await models.topUps.findById(topUp._id).lean()) ?? topUp;
      if (now.state === "DECLINED") throw new Refusal("PAYMENT_DECLINED");
      return viewOf(now);
    },

    async read(owned: { memberId: string; cardId: string; topUpId: string }): Promise<TopUpView> {
      const { memberId, cardId, topUpId } = owned;
      const found: TopUpDoc | null = await models.topUps.findOne({ _id: topUpId, memberId, cardId }).lean();
      if (!found) throw new Refusal("NOT_FOUND", "No such top-up");
      return viewOf(found);
    },
  };
}

export type TopUps = ReturnType<typeof createTopUps>;
