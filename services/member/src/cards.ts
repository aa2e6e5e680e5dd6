import type { Tx } from "@siren/store/unit-of-work";
import { createCardBook } from "./card-book.ts";
import { createCoupons } from "./coupons.ts";
import { createHolds } from "./holds.ts";
import { accountOf, type Ledger } from "./ledger.ts";
import { createStars } from "./stars.ts";
import type { CardDoc, MemberModels } from "./store.ts";
import { bogoFrom_krw, seoulMonth } from "./wallet-rules.ts";

/** Everything that moves won on a card. Each verb is safe to repeat and belongs in a unit of work. */
export function createCards(
  models: MemberModels,
  ledger: Ledger,
  newId: (prefix: "cpn" | "sta") => string,
  now: () => number,
) {
  const book = createCardBook(models, ledger, now);
  const { ownCard, viewOf, tellOfCard, announceAllowance, keepAllowed, payDebts } = book;
  const coupons = createCoupons(models, () => newId("cpn"), now);
  const stars = createStars(models, coupons, () => newId("sta"), now);

  return {
    ...createHolds(models, ledger, book, { coupons, stars }),
    ...{ coupons, stars },
    timers: { ...book.timers, ...stars.timers },
    readAhead: book.readAhead,
    viewOf,
    announceAllowance,
    allowAnew: book.allowAnew,
    allowNoMore: book.allowNoMore,

    async open(tx: Tx, card: { cardId: string; memberId: string }): Promise<void> {
      const doc: CardDoc = {
        _id: card.cardId,
        memberId: card.memberId,
        locked: false,
        settledTopUps: 0,
        ...{ toppedUp_krw: 0, captured_krw: 0, refunded_krw: 0 },
        version: 0,
      };
      await models.cards.create([doc], { session: tx.session });
    },

    /** The provider has said yes; the caller's unit of work marks the top-up as settled with it. */
    async settleTopUp(
      tx: Tx,
      topUp: { topUpId: string; memberId: string; cardId: string; amount_krw: number },
    ) {
      const card = await ownCard(tx, topUp.cardId, topUp.memberId);
      await ledger.record(tx, { cardId: card._id, kind: "top-up", orderId: null, reference: topUp.topUpId }, [
        { from: accountOf.topUps, to: accountOf.available(card._id), amount_krw: topUp.amount_krw },
      ]);
      await payDebts(tx, card._id, topUp.topUpId);
      tx.later({
        ...{ update: models.cards.collection.collectionName, filter: { _id: card._id } },
        to: { $inc: { settledTopUps: 1, toppedUp_krw: topUp.amount_krw } },
      });
      const { memberId, cardId, amount_krw } = topUp;
      tellOfCard(tx, "CardToppedUp", card, { memberId, cardId, amount_krw });
      await announceAllowance(tx, { ...card, settledTopUps: card.settledTopUps + 1 });
      await keepAllowed(tx, cardId);
      if (amount_krw >= bogoFrom_krw) {
        const reference = `bogo:${memberId}:${seoulMonth(now())}`;
        await coupons.grant(tx, { memberId, kind: "BOGO", reference });
      }
    },
  };
}

export type Cards = ReturnType<typeof createCards>;
