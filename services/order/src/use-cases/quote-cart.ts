import type { Quote } from "@siren/contracts/order";
import { estimate, prepSecondsOf, type Queue, refuseBeyondCapacity } from "../domain/queue.ts";
import { type ReleaseTerms, releaseOf } from "../domain/release.ts";
import type { OrderReads, Views } from "./ports.ts";
import { type Cart, type PricedCart, priceCart } from "./price-cart.ts";

export type QuoteParts = { views: Views; orders: OrderReads; now: () => number; terms: ReleaseTerms };

export async function quoteCart({ views, orders, now, terms }: QuoteParts, cart: Cart): Promise<Quote> {
  const priced = await priceCart(views, cart, now());
  const quote = await completeQuote(orders, cart.storeId, priced);
  const { pickUpAt, etaMinutes } = quote;
  if (pickUpAt === null) refuseBeyondCapacity(etaMinutes, priced.maxWaitMinutes);
  releaseOf({ pickUpAt, now: now() }, { isIdle: false, etaMinutes }, terms);
  return quote;
}

export async function completeQuote(orders: OrderReads, storeId: string, priced: PricedCart): Promise<Quote> {
  const { menuVersion, lines, adjustments, total_krw, handOver, pickUpAt } = priced;
  return {
    ...{ storeId, menuVersion, lines, adjustments, total_krw, handOver, pickUpAt },
    ...estimate(await orders.queueAt(storeId), prepSecondsOf(lines)),
  };
}

/** What is known of a store's work when an order is placed. */
export type Load = { isIdle: boolean; queue: Queue | null };

/** What barista told of its work is a little old; that a store has nothing to do is known from the orders. */
export async function loadFor(orders: OrderReads, storeId: string): Promise<Load> {
  const [queue, isIdle] = await Promise.all([orders.queueAt(storeId), orders.isIdle(storeId)]);
  return { isIdle, queue };
}
