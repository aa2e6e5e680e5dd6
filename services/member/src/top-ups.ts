import { Refusal } from "@siren/chassis/refusal";
import type { CardView } from "@siren/contracts/member";
import type { Store } from "@siren/store/open-store";
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
};

/**
 * Written down as PENDING, then charged under the top-up's own id, then settled: whichever step dies,
 * the same request again goes on from there, and the provider sees the same id.
 */
export function createTopUps({ store, models, cards, provider, newTopUpId, now }: Parts) {
  async function begin(order: TopUpOrder): Promise<TopUpDoc> {
    const fresh: TopUpDoc = { _id: newTopUpId(), ...order, state: "PENDING", createdAt: now() };
    const known = await models.topUps
      .findOneAndUpdate(
        { memberId: order.memberId, key: order.key },
        { $setOnInsert: fresh },
        { upsert: true, returnDocument: "after" },
      )
      .lean();
    if (
      known.amount_krw !== order.amount_krw ||
      known.cardId !== order.cardId ||
      known.paymentToken !== order.paymentToken
    ) {
      throw new Refusal("KEY_REUSED");
    }
    return known;
  }

  async function settle(topUp: TopUpDoc): Promise<void> {
    await store.unitOfWork(async (tx) => {
      const first = await models.topUps.updateOne(
        { _id: topUp._id, state: "PENDING" },
        { $set: { state: "SETTLED" } },
        { session: tx.session },
      );
      if (first.modifiedCount === 0) return;
      await cards.settleTopUp(tx, { ...topUp, topUpId: topUp._id });
    });
  }

  return {
    async topUp(order: TopUpOrder): Promise<{ topUpId: string; amount_krw: number; card: CardView }> {
      const owned = await models.cards.exists({ _id: order.cardId, memberId: order.memberId });
      if (!owned) throw new Refusal("NOT_FOUND", "No such card");
      const topUp = await begin(order);
      if (topUp.state === "PENDING") {
        const answer = await provider.charge({ transactionId: topUp._id, ...order });
        if (answer === "declined")
          await models.topUps.updateOne({ _id: topUp._id, state: "PENDING" }, { state: "DECLINED" });
        else await settle(topUp);
      }
      const { state } = (await models.topUps.findById(topUp._id).lean()) ?? topUp;
      if (state === "DECLINED") throw new Refusal("PAYMENT_DECLINED");
      const card = await store.unitOfWork((tx) => cards.viewOf(tx, order.cardId));
      return { topUpId: topUp._id, amount_krw: topUp.amount_krw, card };
    },
  };
}

export type TopUps = ReturnType<typeof createTopUps>;
