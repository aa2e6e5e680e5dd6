import type { ReadAhead } from "@siren/chassis/messaging/ports";
import type { Tx } from "@siren/store/unit-of-work";
import type { Order } from "../domain/order.ts";
import type { CardDoc, Models } from "./models.ts";
import { orderOf } from "./order-doc.ts";

/**
 * What an open transaction has read or written, as whoever asks later in it has to see it; null
 * is not there. Nobody else's writes show within a transaction.
 */
export type Seen = {
  orders: Map<string, Order | null>;
  cards: Map<string, CardDoc | null>;
  /** The last number that was given out, by store and day. */
  numbers: Map<string, number>;
};

const seenBy = new WeakMap<Tx, Seen>();

export function seenIn(tx: Tx): Seen {
  const known = seenBy.get(tx) ?? { orders: new Map(), cards: new Map(), numbers: new Map() };
  seenBy.set(tx, known);
  return known;
}

type Told = Parameters<ReadAhead<Tx>>[0];

/**
 * The orders that a batch of facts is about, and the cards that are allowed something, with one read each. Of some
 * events the order is not asked for.
 */
export const readAheadOf =
  (models: Models, isOfNoOrder: (event: Told[number]) => boolean): ReadAhead<Tx> =>
  async (events, tx) => {
    const { orders, cards } = seenIn(tx);
    const { session } = tx;
    const orderIds = named(
      events.filter((event) => !isOfNoOrder(event)),
      "orderId",
    );
    if (orderIds.length > 1) {
      const docs = await models.orders.find({ _id: { $in: orderIds } }, null, { session }).lean();
      for (const id of orderIds) orders.set(id, null);
      for (const doc of docs) orders.set(doc._id, orderOf(doc));
    }
    const allowances = events.filter(({ type }) => type === "AllowanceSet");
    const cardIds = named(allowances, "cardId");
    if (cardIds.length > 1) {
      const docs = await models.cards.find({ _id: { $in: cardIds } }, null, { session }).lean();
      for (const id of cardIds) cards.set(id, null);
      for (const doc of docs) cards.set(doc._id, doc);
    }
  };

function named(events: Told, field: string): string[] {
  const ids = events.map(({ data }) => (data as Record<string, unknown> | null)?.[field]);
  return [...new Set(ids.filter((id) => typeof id === "string"))];
}
