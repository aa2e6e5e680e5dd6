import type { quoteRequest } from "@siren/contracts/order";
import type * as z from "zod/mini";

type QuoteRequest = z.infer<typeof quoteRequest>;

/** How often what is told by a socket is asked for all the same. */
export const netMs = 30_000;

export const keys = {
  stores: ["stores"],
  menu: (storeId: string) => ["menu", storeId],
  storeNow: (storeId: string) => ["store-now", storeId],
  cards: ["cards"],
  /** A part of what a member has beside the cards; asked for in features/account. */
  mine: (memberId: string, part: string) => ["mine", memberId, part],
  orders: ["orders"],
  orderList: ["orders", "list"],
  /** Where the orders before those of the list begin. */
  orderNext: ["orders", "next"],
  olderOrders: (cursor: string) => ["orders", "older", cursor],
  order: (orderId: string) => ["orders", "one", orderId],
  coupons: ["coupons"],
  quote: (request: QuoteRequest) => ["quote", request],
} as const;
