import type { EventData } from "@siren/contracts/events";
import type { HoldView } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { CardBook, HoldOwner } from "./card-book.ts";
import type { Coupons } from "./coupons.ts";
import { accountOf, accountsOfCard, type Ledger } from "./ledger.ts";
import { splitShortfall } from "./rules.ts";
import type { Stars } from "./stars.ts";
import type { HoldDoc, MemberModels } from "./store.ts";
import { starsOf } from "./wallet-rules.ts";

export type HoldOrder = {
  orderId: string;
  memberId: string;
  cardId: string;
  amount_krw: number;
  couponId?: string | undefined;
};
type Capture = EventData<"OrderCaptureWanted">;
type Release = EventData<"OrderReleaseWanted">;
type Refund = EventData<"OrderRefundWanted">;
/** An order of this card was handed over. */
export type PickUp = HoldOwner & { at: number; ownCups: number };
type Rewards = { coupons: Coupons; stars: Stars };

/** Won kept for an order, taken, and given back. Each verb is safe to repeat and belongs in a unit of work. */
export function createHolds(models: MemberModels, ledger: Ledger, book: CardBook, rewards: Rewards) {
  const { findCard, ownCard, viewOf, publish, tellOfCard, announceAllowance, payDebts } = book;
  const { findHold, holdOf, changeHold } = book;
  const { coupons, stars } = rewards;

  const useOf = ({ _id: orderId, memberId }: HoldDoc, couponId: string) => ({ orderId, memberId, couponId });

  /** Stars follow the money: what was refunded earns nothing. */
  async function countStars(tx: Tx, hold: HoldDoc, because: "order" | "refund"): Promise<void> {
    const { visit } = hold;
    if (!visit) return;
    const worth = starsOf({ paid_krw: hold.captured_krw - hold.refunded_krw, ...visit });
    if (worth === visit.stars) return;
    await changeHold(tx, hold, { visit: { ...visit, stars: worth } });
    const { memberId, _id: subject } = hold;
    const change = { stars: worth - visit.stars, because, subject, earnedAt: visit.at };
    await stars.add(tx, { memberId, ...change });
  }

  const isSameHold = (known: HoldDoc, order: HoldOrder) =>
    known.cardId === order.cardId &&
    known.amount_krw === order.amount_krw &&
    (known.couponId ?? null) === (order.couponId ?? null);

  /** The coupon went back with the release, and the drink is made after all: it is used, if it still can be. */
  async function couponOfRevived(tx: Tx, hold: HoldDoc): Promise<string | null> {
    if (!hold.couponId) return null;
    if (hold.state !== "RELEASED") return hold.couponId;
    return (await coupons.takeAgain(tx, useOf(hold, hold.couponId))) ? hold.couponId : null;
  }

  return {
    async hold(tx: Tx, order: HoldOrder): Promise<{ view: HoldView; isNew: boolean }> {
      const card = await ownCard(tx, order.cardId, order.memberId);
      const known = await holdOf(tx, order);
      if (known.version > 0) {
        // The release came first: what is asked for now belongs to an order that is over.
        if (known.state === "RELEASED") throw new Refusal("HOLD_RELEASED");
        if (!isSameHold(known, order)) throw new Refusal("KEY_REUSED");
        return { view: shown(known), isNew: false };
      }
      if (card.locked) throw new Refusal("CARD_LOCKED");
      await ledger.balances(tx, accountsOfCard(card._id));
      await ledger.record(
        tx,
        { cardId: card._id, kind: "hold", orderId: order.orderId, reference: `${order.orderId}/hold` },
        [{ from: accountOf.available(card._id), to: accountOf.held(card._id), amount_krw: order.amount_krw }],
      );
      const { amount_krw, couponId = null, orderId, memberId } = order;
      if (couponId !== null) await coupons.take(tx, { couponId, orderId, memberId });
      const hold = await changeHold(tx, known, { amount_krw, held_krw: amount_krw, couponId });
      publish(tx, "HoldPlaced", hold, { orderId: hold._id, amount_krw });
      await announceAllowance(tx, card);
      return { view: shown(hold), isNew: true };
    },

    async capture(tx: Tx, wanted: Capture): Promise<void> {
      const card = await ownCard(tx, wanted.cardId, wanted.memberId);
      const hold = await holdOf(tx, wanted);
      if (hold.captures > 0) return;
      // Held won go to the store; what was never held, or was given back before a drink that was made
      // after all, is taken from the card now, and what it lacks becomes arrears.
      const unheld_krw = wanted.amount_krw - hold.held_krw;
      const sales = accountOf.sales(wanted.storeId);
      const [available_krw = 0] = await ledger.balances(tx, [...accountsOfCard(card._id), sales]);
      const { paid_krw, shortfall_krw } = splitShortfall(Math.max(0, unheld_krw), available_krw);
      await ledger.record(
        tx,
        {
          cardId: card._id,
          kind: "capture",
          orderId: wanted.orderId,
          reference: `${wanted.orderId}/capture`,
        },
        [
          {
            from: accountOf.held(card._id),
            to: sales,
            amount_krw: Math.min(hold.held_krw, wanted.amount_krw),
          },
          {
            from: accountOf.held(card._id),
            to: accountOf.available(card._id),
            amount_krw: Math.max(0, -unheld_krw),
          },
          { from: accountOf.available(card._id), to: sales, amount_krw: paid_krw },
          { from: accountOf.receivable(card._id), to: sales, amount_krw: shortfall_krw },
        ],
      );
      const { amount_krw } = wanted;
      const captured = await changeHold(tx, hold, {
        ...{ amount_krw, state: "CAPTURED", held_krw: 0, captured_krw: amount_krw },
        ...{ owed_krw: shortfall_krw, captures: 1, couponId: await couponOfRevived(tx, hold) },
      });
      publish(tx, "HoldCaptured", captured, { orderId: captured._id, amount_krw, shortfall_krw });
      await countStars(tx, captured, "order");
      if (unheld_krw < 0) await payDebts(tx, card._id, `${captured._id}/capture`);
      if (shortfall_krw > 0) {
        const { arrears_krw } = await viewOf(tx, card._id);
        const { _id: cardId, memberId } = card;
        tellOfCard(tx, "CardInArrears", card, { memberId, cardId, arrears_krw });
      }
      await announceAllowance(tx, card);
    },

    async release(tx: Tx, wanted: Release): Promise<void> {
      const hold = await holdOf(tx, wanted);
      if (hold.state !== "PLACED") return;
      if (hold.held_krw > 0) {
        await ledger.record(
          tx,
          { cardId: hold.cardId, kind: "release", orderId: hold._id, reference: `${hold._id}/release` },
          [
            {
              from: accountOf.held(hold.cardId),
              to: accountOf.available(hold.cardId),
              amount_krw: hold.held_krw,
            },
          ],
        );
        await payDebts(tx, hold.cardId, `${hold._id}/release`);
      }
      if (hold.couponId) await coupons.giveBack(tx, useOf(hold, hold.couponId));
      const released = await changeHold(tx, hold, { state: "RELEASED", held_krw: 0 });
      publish(tx, "HoldReleased", released, { orderId: released._id });
      // Anybody may order by a card that is not theirs and call it off before its hold was refused.
      const card = await findCard(tx, hold.cardId, hold.memberId);
      if (card) await announceAllowance(tx, card);
    },

    async refund(tx: Tx, wanted: Refund): Promise<void> {
      const reference = `${wanted.orderId}/refund/${wanted.part}`;
      if (await models.journals.exists({ reference }).session(tx.session)) return;
      const hold = await findHold(tx, wanted.orderId);
      if (!hold || hold.refunded_krw + wanted.amount_krw > hold.captured_krw) {
        throw new Refusal("ILLEGAL_TRANSITION", "A refund cannot be more than what was taken");
      }
      await ledger.record(tx, { cardId: hold.cardId, kind: "refund", orderId: hold._id, reference }, [
        {
          from: accountOf.sales(wanted.storeId),
          to: accountOf.available(hold.cardId),
          amount_krw: wanted.amount_krw,
        },
      ]);
      const { part, amount_krw } = wanted;
      const refunded_krw = hold.refunded_krw + amount_krw;
      const isWhole = refunded_krw >= hold.captured_krw;
      if (isWhole && hold.couponId) await coupons.giveBack(tx, useOf(hold, hold.couponId));
      const couponId = isWhole ? null : (hold.couponId ?? null);
      const refunded = await changeHold(tx, hold, { refunded_krw, couponId });
      publish(tx, "Refunded", refunded, { orderId: refunded._id, part, amount_krw });
      await countStars(tx, refunded, "refund");
      // After the refund was written down: the order that it pays for may be this very one.
      await payDebts(tx, hold.cardId, reference);
      await announceAllowance(tx, await ownCard(tx, hold.cardId, hold.memberId));
    },

    /** Counted once; what is refunded after it is taken off again. */
    async pickUp(tx: Tx, { at, ownCups, ...order }: PickUp): Promise<void> {
      await ownCard(tx, order.cardId, order.memberId);
      const hold = await holdOf(tx, order);
      if (hold.visit) return;
      const paid_krw = hold.captured_krw - hold.refunded_krw;
      const isVisit = await stars.noteVisit(tx, order.memberId, { paid_krw, at });
      const visited = await changeHold(tx, hold, { visit: { at, ownCups, isVisit, stars: 0 } });
      await countStars(tx, visited, "order");
    },
  };
}

const shown = ({ _id: orderId, state, amount_krw }: HoldDoc): HoldView => ({ orderId, state, amount_krw });
