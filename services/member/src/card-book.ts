import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import type { EventData, EventTypeOf } from "@siren/contracts/events";
import type { CardView } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import { accountOf, accountsOfCard, type Ledger } from "./ledger.ts";
import { allowanceLifetimeMs, allowanceOf, allowanceRefreshMs, settleArrears } from "./rules.ts";
import type { CardDoc, HoldDoc, MemberModels } from "./store.ts";

const ofCard = z.object({ cardId: z.string() });

export type HoldOwner = { orderId: string; memberId: string; cardId: string };

/** What is to be read of: an order, its card, and the store where it is captured. */
export type AheadOf = { orderId: string; cardId: string; storeId?: string | undefined };
/** What an open unit of work knows already; null is not there. */
type Seen = { cards: Map<string, CardDoc>; holds: Map<string, HoldDoc | null> };

/** What is written about a card and its holds, for those who move won on it. */
export function createCardBook(models: MemberModels, ledger: Ledger, now: () => number) {
  const cardsName = models.cards.collection.collectionName;
  const holdsName = models.holds.collection.collectionName;

  const seenBy = new WeakMap<Tx, Seen>();
  function seenIn(tx: Tx): Seen {
    const known = seenBy.get(tx) ?? { cards: new Map(), holds: new Map() };
    seenBy.set(tx, known);
    return known;
  }

  /** What is about to be asked for these orders, with one read of each kind. */
  async function readAhead(tx: Tx, orders: readonly AheadOf[]): Promise<void> {
    const { cards, holds } = seenIn(tx);
    const { session } = tx;
    const orderIds = [...new Set(orders.map(({ orderId }) => orderId))];
    const cardIds = [...new Set(orders.map(({ cardId }) => cardId))];
    const found: CardDoc[] = await models.cards.find({ _id: { $in: cardIds } }, null, { session }).lean();
    for (const card of found) cards.set(card._id, card);
    const held: HoldDoc[] = await models.holds.find({ _id: { $in: orderIds } }, null, { session }).lean();
    for (const orderId of orderIds) holds.set(orderId, null);
    for (const hold of held) holds.set(hold._id, hold);
    const stores = [...new Set(orders.flatMap(({ storeId }) => storeId ?? []))];
    await ledger.balances(tx, [...cardIds.flatMap(accountsOfCard), ...stores.map(accountOf.sales)]);
  }

  async function findCard(tx: Tx, cardId: string, memberId: string): Promise<CardDoc | null> {
    const known = seenIn(tx).cards.get(cardId);
    if (known?.memberId === memberId) return known;
    return models.cards.findOne({ _id: cardId, memberId }, null, { session: tx.session }).lean();
  }

  async function ownCard(tx: Tx, cardId: string, memberId: string): Promise<CardDoc> {
    const card = await findCard(tx, cardId, memberId);
    if (!card) throw new Refusal("NOT_FOUND", "No such card");
    return card;
  }

  async function viewOf(tx: Tx, cardId: string): Promise<CardView> {
    const balances = await ledger.balances(tx, accountsOfCard(cardId));
    const [available_krw = 0, held_krw = 0, receivable_krw = 0] = balances;
    return { cardId, available_krw, held_krw, arrears_krw: Math.max(0, -receivable_krw) };
  }

  type Told = EventTypeOf<"member">;
  type Aggregate = { _id: string; version: number };
  function publish<T extends Told>(tx: Tx, type: T, about: Aggregate, data: EventData<T>) {
    tx.publish({ type, aggregateId: about._id, aggregateVersion: about.version, at: now(), data });
  }

  const versionsIn = new WeakMap<Tx, Map<string, number>>();

  /** A card's events are numbered on the card itself, which also makes two writers of one card meet. */
  function nextVersion(tx: Tx, { _id, version }: Pick<CardDoc, "_id" | "version">): number {
    const reached = versionsIn.get(tx) ?? new Map<string, number>();
    versionsIn.set(tx, reached);
    const before = reached.get(_id) ?? version;
    reached.set(_id, before + 1);
    tx.later({
      ...{ update: cardsName, filter: { _id, version: before }, to: { $inc: { version: 1 } } },
      orElse: () => new Refusal("VERSION_CONFLICT"),
    });
    return before + 1;
  }

  function tellOfCard<T extends Told>(tx: Tx, type: T, card: CardDoc, data: EventData<T>) {
    publish(tx, type, { _id: card._id, version: nextVersion(tx, card) }, data);
  }

  async function announceAllowance(tx: Tx, card: CardDoc): Promise<void> {
    const { available_krw, arrears_krw } = await viewOf(tx, card._id);
    const version = nextVersion(tx, card);
    const amount_krw = allowanceOf({ ...card, available_krw, arrears_krw });
    const expiresAt = now() + allowanceLifetimeMs;
    const { _id: cardId, memberId } = card;
    publish(
      tx,
      "AllowanceSet",
      { _id: cardId, version },
      { memberId, cardId, amount_krw, version, expiresAt },
    );
  }

  /** Announced anew before the last announcement can have run out, for as long as there is the card. */
  const keepAllowed = (tx: Tx, cardId: string) =>
    tx.schedule({
      id: `allowance:${cardId}`,
      kind: "allowance.refresh",
      dueAt: now() + allowanceRefreshMs,
      data: { cardId },
    });

  const allowNoMore = (tx: Tx, cardId: string) => tx.cancelTimer(`allowance:${cardId}`);

  async function allowAnew(tx: Tx, cardId: string): Promise<void> {
    const card: CardDoc | null = await models.cards.findById(cardId, null, { session: tx.session }).lean();
    if (!card) return;
    await announceAllowance(tx, card);
    await keepAllowed(tx, cardId);
  }

  const timers: TimerHandlers<Tx> = {
    "allowance.refresh": ({ data }, tx) => allowAnew(tx, ofCard.parse(data).cardId),
  };

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
    await tx.sendLater();
    const owing: HoldDoc[] = await models.holds
      .find({ cardId, owed_krw: { $gt: 0 } }, null, { session })
      .sort({ _id: 1 })
      .lean();
    for (const hold of owing) {
      const paid_krw = Math.min(left_krw, hold.owed_krw);
      if (paid_krw === 0) return;
      left_krw -= paid_krw;
      const paid = await changeHold(tx, hold, { owed_krw: hold.owed_krw - paid_krw });
      if (paid.owed_krw > 0) return;
      const { _id: orderId, memberId } = paid;
      publish(tx, "ArrearsSettled", paid, { orderId, memberId, cardId });
    }
  }

  async function findHold(tx: Tx, orderId: string): Promise<HoldDoc | null> {
    const known = seenIn(tx).holds.get(orderId);
    return known !== undefined ? known : models.holds.findById(orderId, null, { session: tx.session }).lean();
  }

  /** What is known of an order's hold, or that nothing was done to it yet. */
  async function holdOf(tx: Tx, order: HoldOwner): Promise<HoldDoc> {
    return (await findHold(tx, order.orderId)) ?? freshHold(order);
  }

  async function changeHold(tx: Tx, before: HoldDoc, change: Partial<HoldDoc>): Promise<HoldDoc> {
    const hold = { ...before, ...change, version: before.version + 1, changedAt: now() };
    // Whoever asks for it later in this unit of work has to see it so, sent or not.
    seenIn(tx).holds.set(hold._id, hold);
    if (hold.version === 1) tx.later({ insert: holdsName, document: hold });
    else {
      const { _id, ...to } = hold;
      const filter = { _id, version: before.version };
      tx.later({ update: holdsName, filter, to, orElse: () => new Refusal("VERSION_CONFLICT") });
    }
    const captured_krw = hold.captured_krw - before.captured_krw;
    const refunded_krw = hold.refunded_krw - before.refunded_krw;
    if (captured_krw !== 0 || refunded_krw !== 0)
      tx.later({
        update: cardsName,
        filter: { _id: hold.cardId },
        to: { $inc: { captured_krw, refunded_krw } },
      });
    return hold;
  }

  return {
    readAhead,
    timers,
    allowAnew,
    allowNoMore,
    keepAllowed,
    findCard,
    ownCard,
    viewOf,
    publish,
    tellOfCard,
    announceAllowance,
    payDebts,
    findHold,
    holdOf,
    changeHold,
  };
}

const freshHold = ({ orderId, memberId, cardId }: HoldOwner): HoldDoc => ({
  ...{ _id: orderId, memberId, cardId, state: "PLACED", captures: 0, version: 0, changedAt: 0 },
  ...{ amount_krw: 0, held_krw: 0, captured_krw: 0, refunded_krw: 0, owed_krw: 0 },
  ...{ couponId: null, visit: null },
});

export type CardBook = ReturnType<typeof createCardBook>;
