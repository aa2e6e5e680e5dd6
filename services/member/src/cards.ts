import { Refusal } from "@siren/chassis/refusal";
import type { EventData, EventTypeOf } from "@siren/contracts/events";
import type { CardView, HoldView } from "@siren/contracts/member";
import type { Tx } from "@siren/store/unit-of-work";
import { accountOf, type Ledger } from "./ledger.ts";
import { allowanceLifetimeMs, allowanceOf, settleArrears, splitShortfall } from "./rules.ts";
import type { CardDoc, HoldDoc, MemberModels } from "./store.ts";

export type HoldOrder = { orderId: string; memberId: string; cardId: string; amount_krw: number };
type Capture = EventData<"OrderCaptureWanted">;
type Release = EventData<"OrderReleaseWanted">;
type Refund = EventData<"OrderRefundWanted">;

/** Everything that moves won on a card. Each verb is safe to repeat and belongs in a unit of work. */
export function createCards(models: MemberModels, ledger: Ledger, now: () => number) {
  async function ownCard(tx: Tx, cardId: string, memberId: string): Promise<CardDoc> {
    const card = await models.cards.findOne({ _id: cardId, memberId }, null, { session: tx.session }).lean();
    if (!card) throw new Refusal("NOT_FOUND", "No such card");
    return card;
  }

  async function viewOf(tx: Tx, cardId: string): Promise<CardView> {
    return {
      cardId,
      available_krw: await ledger.balance(tx, accountOf.available(cardId)),
      held_krw: await ledger.balance(tx, accountOf.held(cardId)),
      arrears_krw: Math.max(0, -(await ledger.balance(tx, accountOf.receivable(cardId)))),
    };
  }

  async function publish<T extends EventTypeOf<"member">>(
    tx: Tx,
    type: T,
    aggregate: { id: string; version: number },
    data: EventData<T>,
  ) {
    tx.publish({ type, aggregateId: aggregate.id, aggregateVersion: aggregate.version, at: now(), data });
  }

  /** A card's events are numbered on the card itself, which also makes two writers of one card meet. */
  async function nextVersion(tx: Tx, cardId: string): Promise<number> {
    const card = await models.cards
      .findByIdAndUpdate(cardId, { $inc: { version: 1 } }, { session: tx.session, returnDocument: "after" })
      .lean();
    if (!card) throw new Error(`card ${cardId} vanished`);
    return card.version;
  }

  async function announceAllowance(tx: Tx, card: CardDoc): Promise<void> {
    const { available_krw, arrears_krw } = await viewOf(tx, card._id);
    const version = await nextVersion(tx, card._id);
    await publish(
      tx,
      "AllowanceSet",
      { id: card._id, version },
      {
        memberId: card.memberId,
        cardId: card._id,
        amount_krw: allowanceOf({ ...card, available_krw, arrears_krw }),
        version,
        expiresAt: now() + allowanceLifetimeMs,
      },
    );
  }

  /** Whatever comes back to a card pays its debts first, and says of each order that it is paid now. */
  async function payDebts(tx: Tx, cardId: string, credit: string): Promise<void> {
    const { available_krw, arrears_krw } = await viewOf(tx, cardId);
    const settled_krw = settleArrears(available_krw, arrears_krw);
    if (settled_krw === 0) return;
    await ledger.record(tx, { cardId, kind: "settle", orderId: null, reference: `${credit}/settle` }, [
      { from: accountOf.available(cardId), to: accountOf.receivable(cardId), amount_krw: settled_krw },
    ]);
    await spreadOver(tx, cardId, settled_krw);
  }

  /** The oldest order is paid first; the last one may be paid in part and goes on owing the rest. */
  async function spreadOver(tx: Tx, cardId: string, settled_krw: number): Promise<void> {
    let left_krw = settled_krw;
    const { session } = tx;
    const owing: HoldDoc[] = await models.holds
      .find({ cardId, owed_krw: { $gt: 0 } }, null, { session })
      .sort({ _id: 1 })
      .lean();
    for (const hold of owing) {
      const paid_krw = Math.min(left_krw, hold.owed_krw);
      if (paid_krw === 0) return;
      left_krw -= paid_krw;
      const paid = changed(hold, { owed_krw: hold.owed_krw - paid_krw });
      await saveHold(tx, paid);
      if (paid.owed_krw > 0) return;
      const { _id: orderId, memberId, version } = paid;
      await publish(tx, "ArrearsSettled", { id: orderId, version }, { orderId, memberId, cardId });
    }
  }

  async function findHold(tx: Tx, orderId: string): Promise<HoldDoc | null> {
    return models.holds.findById(orderId, null, { session: tx.session }).lean();
  }

  async function saveHold(tx: Tx, hold: HoldDoc): Promise<void> {
    if (hold.version === 1) {
      await models.holds.create([hold], { session: tx.session });
      return;
    }
    const saved = await models.holds.replaceOne({ _id: hold._id, version: hold.version - 1 }, hold, {
      session: tx.session,
    });
    if (saved.matchedCount === 0) throw new Refusal("VERSION_CONFLICT");
  }

  const freshHold = (order: Omit<HoldOrder, "amount_krw">): HoldDoc => ({
    _id: order.orderId,
    memberId: order.memberId,
    cardId: order.cardId,
    amount_krw: 0,
    state: "PLACED",
    held_krw: 0,
    captured_krw: 0,
    refunded_krw: 0,
    owed_krw: 0,
    captures: 0,
    version: 0,
    changedAt: 0,
  });

  const changed = (hold: HoldDoc, change: Partial<HoldDoc>): HoldDoc => ({
    ...hold,
    ...change,
    version: hold.version + 1,
    changedAt: now(),
  });

  return {
    viewOf,
    announceAllowance,

    async open(tx: Tx, card: { cardId: string; memberId: string }): Promise<void> {
      const doc: CardDoc = {
        _id: card.cardId,
        memberId: card.memberId,
        locked: false,
        settledTopUps: 0,
        version: 0,
      };
      await models.cards.create([doc], { session: tx.session });
    },

    async hold(tx: Tx, order: HoldOrder): Promise<{ view: HoldView; isNew: boolean }> {
      const card = await ownCard(tx, order.cardId, order.memberId);
      const known = await findHold(tx, order.orderId);
      if (known) {
        // The release came first: what is asked for now belongs to an order that is over.
        if (known.state === "RELEASED") throw new Refusal("HOLD_RELEASED");
        if (known.cardId !== order.cardId || known.amount_krw !== order.amount_krw)
          throw new Refusal("KEY_REUSED");
        return {
          view: { orderId: known._id, state: known.state, amount_krw: known.amount_krw },
          isNew: false,
        };
      }
      if (card.locked) throw new Refusal("CARD_LOCKED");
      await ledger.record(
        tx,
        { cardId: card._id, kind: "hold", orderId: order.orderId, reference: `${order.orderId}/hold` },
        [{ from: accountOf.available(card._id), to: accountOf.held(card._id), amount_krw: order.amount_krw }],
      );
      const hold = changed(freshHold(order), { amount_krw: order.amount_krw, held_krw: order.amount_krw });
      await saveHold(tx, hold);
      await publish(
        tx,
        "HoldPlaced",
        { id: hold._id, version: hold.version },
        {
          orderId: hold._id,
          amount_krw: hold.amount_krw,
        },
      );
      await announceAllowance(tx, card);
      return { view: { orderId: hold._id, state: "PLACED", amount_krw: hold.amount_krw }, isNew: true };
    },

    async capture(tx: Tx, wanted: Capture): Promise<void> {
      const card = await ownCard(tx, wanted.cardId, wanted.memberId);
      const hold = (await findHold(tx, wanted.orderId)) ?? freshHold(wanted);
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
      const captured = changed(hold, {
        amount_krw: wanted.amount_krw,
        state: "CAPTURED",
        held_krw: 0,
        captured_krw: wanted.amount_krw,
        owed_krw: shortfall_krw,
        captures: 1,
      });
      await saveHold(tx, captured);
      await publish(
        tx,
        "HoldCaptured",
        { id: captured._id, version: captured.version },
        {
          orderId: captured._id,
          amount_krw: wanted.amount_krw,
          shortfall_krw,
        },
      );
      if (unheld_krw < 0) await payDebts(tx, card._id, `${captured._id}/capture`);
      if (shortfall_krw > 0) {
        const { arrears_krw } = await viewOf(tx, card._id);
        await publish(
          tx,
          "CardInArrears",
          { id: card._id, version: await nextVersion(tx, card._id) },
          {
            memberId: card.memberId,
            cardId: card._id,
            arrears_krw,
          },
        );
      }
      await announceAllowance(tx, card);
    },

    async release(tx: Tx, wanted: Release): Promise<void> {
      const hold = (await findHold(tx, wanted.orderId)) ?? freshHold(wanted);
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
      const released = changed(hold, { state: "RELEASED", held_krw: 0 });
      await saveHold(tx, released);
      await publish(
        tx,
        "HoldReleased",
        { id: released._id, version: released.version },
        { orderId: released._id },
      );
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
      const refunded = changed(hold, { refunded_krw: hold.refunded_krw + wanted.amount_krw });
      await saveHold(tx, refunded);
      await publish(
        tx,
        "Refunded",
        { id: refunded._id, version: refunded.version },
        {
          orderId: refunded._id,
          part: wanted.part,
          amount_krw: wanted.amount_krw,
        },
      );
      // After the refund was written down: the order that it pays for may be this very one.
      await payDebts(tx, hold.cardId, reference);
      await announceAllowance(tx, await ownCard(tx, hold.cardId, hold.memberId));
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
      await models.cards.updateOne(
        { _id: card._id },
        { $inc: { settledTopUps: 1 } },
        { session: tx.session },
      );
      await publish(
        tx,
        "CardToppedUp",
        { id: card._id, version: await nextVersion(tx, card._id) },
        {
          memberId: card.memberId,
          cardId: card._id,
          amount_krw: topUp.amount_krw,
        },
      );
      await announceAllowance(tx, { ...card, settledTopUps: card.settledTopUps + 1 });
    },
  };
}

export type Cards = ReturnType<typeof createCards>;
