import type { EventData } from "@siren/contracts/events";
import type { HoldView } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { CardBook } from "./card-book.ts";
import { accountOf, type Ledger } from "./ledger.ts";
import { splitShortfall } from "./rules.ts";
import type { HoldDoc, MemberModels } from "./store.ts";

export type HoldOrder = { orderId: string; memberId: string; cardId: string; amount_krw: number };
type Capture = EventData<"OrderCaptureWanted">;
type Release = EventData<"OrderReleaseWanted">;
type Refund = EventData<"OrderRefundWanted">;

/** Won kept for an order, taken, and given back. Each verb is safe to repeat and belongs in a unit of work. */
export function createHolds(models: MemberModels, ledger: Ledger, book: CardBook) {
  const { ownCard, viewOf, publish, tellOfCard, announceAllowance, payDebts } = book;
  const { findHold, holdOf, changeHold } = book;

  return {
    async hold(tx: Tx, order: HoldOrder): Promise<{ view: HoldView; isNew: boolean }> {
      const card = await ownCard(tx, order.cardId, order.memberId);
      const known = await holdOf(tx, order);
      if (known.version > 0) {
        // The release came first: what is asked for now belongs to an order that is over.
        if (known.state === "RELEASED") throw new Refusal("HOLD_RELEASED");
        if (known.cardId !== order.cardId || known.amount_krw !== order.amount_krw)
          throw new Refusal("KEY_REUSED");
        return { view: shown(known), isNew: false };
      }
      if (card.locked) throw new Refusal("CARD_LOCKED");
      await ledger.record(
        tx,
        { cardId: card._id, kind: "hold", orderId: order.orderId, reference: `${order.orderId}/hold` },
        [{ from: accountOf.available(card._id), to: accountOf.held(card._id), amount_krw: order.amount_krw }],
      );
      const { amount_krw } = order;
      const hold = await changeHold(tx, known, { amount_krw, held_krw: amount_krw });
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
      const available_krw = await ledger.balance(tx, accountOf.available(card._id));
      const { paid_krw, shortfall_krw } = splitShortfall(Math.max(0, unheld_krw), available_krw);
      const sales = accountOf.sales(wanted.storeId);
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
        ...{ owed_krw: shortfall_krw, captures: 1 },
      });
      publish(tx, "HoldCaptured", captured, { orderId: captured._id, amount_krw, shortfall_krw });
      if (unheld_krw < 0) await payDebts(tx, card._id, `${captured._id}/capture`);
      if (shortfall_krw > 0) {
        const { arrears_krw } = await viewOf(tx, card._id);
        const { _id: cardId, memberId } = card;
        await tellOfCard(tx, "CardInArrears", cardId, { memberId, cardId, arrears_krw });
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
      const released = await changeHold(tx, hold, { state: "RELEASED", held_krw: 0 });
      publish(tx, "HoldReleased", released, { orderId: released._id });
      const card = await ownCard(tx, hold.cardId, hold.memberId);
      await announceAllowance(tx, card);
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
      const refunded = await changeHold(tx, hold, { refunded_krw: hold.refunded_krw + amount_krw });
      publish(tx, "Refunded", refunded, { orderId: refunded._id, part, amount_krw });
      // After the refund was written down: the order that it pays for may be this very one.
      await payDebts(tx, hold.cardId, reference);
      await announceAllowance(tx, await ownCard(tx, hold.cardId, hold.memberId));
    },
  };
}

const shown = ({ _id: orderId, state, amount_krw }: HoldDoc): HoldView => ({ orderId, state, amount_krw });
