import type { FeedEvent } from "@siren/contracts/envelope";
import type { Stock } from "../../services/barista/src/domain/stock.ts";
import type { Ticket } from "../../services/barista/src/domain/ticket.ts";
import type { HoldDoc, Posting } from "../../services/member/src/store.ts";
import type { Order } from "../../services/order/src/domain/order.ts";

export type Journal = { reference: string; kind: string; postings: Posting[] };

/** Everything that is written down of a day, by all three services. */
export type Books = {
  orders: Order[];
  /** Tombstones are none. */
  tickets: Ticket[];
  stock: Stock[];
  holds: HoldDoc[];
  journals: Journal[];
  /** By the account's name. */
  balances: ReadonlyMap<string, number>;
  /** What was told, in the order of its numbers. */
  told: { order: FeedEvent[]; barista: FeedEvent[]; member: FeedEvent[] };
  /** What the stores' reports say that managers gave back. */
  givenBack: { orderId: string; amount_krw: number }[];
  /** Events whose effect one who hears of them has committed more than once. */
  takenTwice: string[];
  /** Waits in an outbox, was set aside, or is still to be done: each as it is told to a reader. */
  leftLying: string[];
};
