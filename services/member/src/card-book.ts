import type { EventData, EventTypeOf } from "@siren/contracts/events";
import type { CardView } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import { accountOf, type Ledger } from "./ledger.ts";
import { allowanceLifetimeMs, allowanceOf, settleArrears } from "./rules.ts";
import type { CardDoc, HoldDoc, MemberModels } from "./store.ts";

/** What is written about a card and its holds, for those who move won on it. */
export function createCardBook(models: MemberModels, ledger: Ledger, now: () => number) {
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

  const freshHold = (order: { orderId: string; memberId: string; cardId: string }): HoldDoc => ({
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
    ownCard,
    viewOf,
    publish,
    nextVersion,
    announceAllowance,
    payDebts,
    findHold,
    saveHold,
    freshHold,
    changed,
  };
}

export type CardBook = ReturnType<typeof createCardBook>;
