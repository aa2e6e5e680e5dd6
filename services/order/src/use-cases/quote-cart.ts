import type { Quote } from "@siren/contracts/order";
import type { Priced } from "../domain/pricing.ts";
import { estimate } from "../domain/queue.ts";
import type { OrderReads, Views } from "./ports.ts";
import { type Cart, priceCart } from "./price-cart.ts";

export type QuoteParts = { views: Views; orders: OrderReads; now: () => number };

export async function quoteCart(parts: QuoteParts, cart: Cart): Promise<Quote> {
  const priced = await priceCart(parts.views, cart, parts.now());
  return completeQuote(parts.orders, cart.storeId, priced);
}

export async function completeQuote(orders: OrderReads, storeId: string, priced: Priced): Promise<Quote> {
  const { menuVersion, lines, total_krw } = priced;
  const ownPrepSeconds = lines.reduce((sum, line) => sum + line.prepSeconds * line.quantity, 0);
  return {
    storeId,
    menuVersion,
    lines,
    total_krw,
    ...estimate(await orders.queueAt(storeId), ownPrepSeconds),
  };
}
