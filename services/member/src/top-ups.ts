import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import type { CardView } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import type { Cards } from "./cards.ts";
import type { PaymentProvider } from "./payment-provider.ts";
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
  newTopUpId: () => string;
  now: () => number;
  reach: (step: "member.top-up-charged") => Promise<void>;
  onTrouble: (topUpId: string, error: unknown) => void;
};

/** Nobody asked again: then we ask the provider ourselves, so that nobody is charged for nothing. */
const pursueAfterMs = 60_000;
const ofTopUp = z.object({ topUpId: z.string() });

/**
 * Written down as PENDING, then charged under the top-up's own id, then settled: whichever step dies, the same
 * request or a timer goes on from there, and the provider sees the same id.
 */
export function createTopUps({ store, models, cards, provider, newTopUpId, now, ...parts }: Parts) {
  const pursuits = new Set<Promise<void>>();

  async function begin(order: TopUpOrder): Promise<TopUpDoc> {
    const { memberId, key } = order;
    const known = await store.unitOfWork(async (tx) => {
      const { session } = tx;
      const before: TopUpDoc | null = await models.topUps
        .findOne({ memberId, key }, null, { session })
        .lean();
      if (before) return before;
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

  const timerId = (topUpId: string) => `top-up:${topUpId}`;
  const remind = (tx: Tx, topUpId: string) =>
    tx.schedule({
      id: timerId(topUpId),
      kind: "top-up.pending",
      dueAt: now() + pursueAfterMs,
      data: { topUpId },
    });

  async function charge(topUp: TopUpDoc): Promise<void> {
    const { _id: transactionId, paymentToken, amount_krw } = topUp;
    const answer = await provider.charge({ transactionId, paymentToken, amount_krw });
    await parts.reach("member.top-up-charged");
    const state = answer === "declined" ? "DECLINED" : "SETTLED";
    await store.unitOfWork(async (tx) => {
      const first = await models.topUps.updateOne(
        { _id: topUp._id, state: "PENDING" },
        { $set: { state } },
        { session: tx.session },
      );
      if (first.modifiedCount === 0) return;
      await tx.cancelTimer(timerId(topUp._id));
      if (state === "SETTLED") await cards.settleTopUp(tx, { ...topUp, topUpId: topUp._id });
    });
  }

  /** The timer's transaction only sets it anew; the provider is asked when that is committed, and once. */
  async function pursue(topUpId: string, tx: Tx): Promise<void> {
    const topUp: TopUpDoc | null = await models.topUps
      .findById(topUpId, null, { session: tx.session })
      .lean();
    if (topUp?.state !== "PENDING") return;
    await remind(tx, topUpId);
    tx.afterCommit(() => {
      const pursuit = charge(topUp).catch((error) => parts.onTrouble(topUpId, error));
      pursuits.add(pursuit);
      void pursuit.then(() => pursuits.delete(pursuit));
    });
  }

  const timers: TimerHandlers<Tx> = {
    "top-up.pending": ({ data }, tx) => pursue(ofTopUp.parse(data).topUpId, tx),
  };

  return {
    timers,
    /** Before the store is closed: what was begun is finished. */
    idle: async () => void (await Promise.all(pursuits)),

    async topUp(order: TopUpOrder): Promise<{ topUpId: string; amount_krw: number; card: CardView }> {
      const owned = await models.cards.exists({ _id: order.cardId, memberId: order.memberId });
      if (!owned) throw new Refusal("NOT_FOUND", "No such card");
      const topUp = await begin(order);
      if (topUp.state === "PENDING") await charge(topUp);
      const { state } = (await models.topUps.findById(topUp._id).lean()) ?? topUp;
      if (state === "DECLINED") throw new Refusal("PAYMENT_DECLINED");
      const card = await store.unitOfWork((tx) => cards.viewOf(tx, order.cardId));
      return { topUpId: topUp._id, amount_krw: topUp.amount_krw, card };
    },
  };
}

export type TopUps = ReturnType<typeof createTopUps>;
