import type { Quote } from "@siren/contracts/order";
import { estimate, prepSecondsOf, type Queue } from "../domain/queue.ts";
import { type ReleaseTerms, releaseOf } from "../domain/release.ts";
import { type CouponWish, withCouponOf } from "./coupon-of-cart.ts";
import type { MemberDesk, OrderReads, Views } from "./ports.ts";
import { type Cart, type PricedCart, priceCart } from "./price-cart.ts";

export type QuoteParts = {
  views: Views;
  orders: OrderReads;
  member: Pick<MemberDesk, "quoteCoupon">;
  now: () => number;
  terms: ReleaseTerms;
};

/** `coupon`: of a member, who is the only one to have any. */
export async function quoteCart(
  { views, orders, member, now, terms }: QuoteParts,
  cart: Cart,
  coupon?: CouponWish,
): Promise<Quote> {
  const bare = await priceCart(views, cart, now());
  const { priced, state } = await withCouponOf(member, bare, coupon);
  const known = coupon && state ? { couponId: coupon.couponId, state } : null;
  const quote = { ...(await completeQuote(orders, cart.storeId, priced)), coupon: known };
  const { pickUpAt, etaMinutes } = quote;
  releaseOf({ pickUpAt, now: now() }, { isIdle: false, etaMinutes }, terms);
  return quote;
}

export async function completeQuote(orders: OrderReads, storeId: string, priced: PricedCart): Promise<Quote> {
  const { menuVersion, lines, adjustments, total_krw, handOver, pickUpAt } = priced;
  return {
    ...{ storeId, menuVersion, lines, adjustments, total_krw, handOver, pickUpAt },
    coupon: null,
    ...estimate(await orders.queueAt(storeId), prepSecondsOf(lines)),
  };
}

/** What is known of a store's work when an order is placed. */
export type Load = { isIdle: boolean; queue: Queue | null };

/** The whole queue is read only where a pick-up hangs on its minutes. */
export async function loadFor(
  orders: OrderReads,
  { storeId, pickUpAt }: Pick<Cart, "storeId" | "pickUpAt">,
): Promise<Load> {
  if (pickUpAt === undefined) return { isIdle: await orders.isIdle(storeId), queue: null };
  const queue = await orders.queueAt(storeId);
  return { isIdle: queue?.orders === 0, queue };
}
