import type { Quote } from "@siren/contracts/order";
import { estimate, prepSecondsOf, type Queue, refuseBeyondCapacity } from "../domain/queue.ts";
import { type ReleaseTerms, releaseOf } from "../domain/release.ts";
import { type CouponWish, withCouponOf } from "./coupon-of-cart.ts";
import type { MemberDesk, OrderReads, Views } from "./ports.ts";
import { type Cart, type PricedCart, priceCart } from "./price-cart.ts";
import { refuseIfSlotIsFull } from "./refuse-full-slot.ts";

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
  const queue = await orders.queueAt(cart.storeId);
  const quote = { ...quoteOf(cart.storeId, priced, queue), coupon: known };
  const { pickUpAt, etaMinutes, lines } = quote;
  if (pickUpAt === null) refuseBeyondCapacity(etaMinutes, priced.limits);
  releaseOf({ pickUpAt, now: now() }, { isIdle: false, etaMinutes }, terms);
  await refuseIfSlotIsFull(views, { storeId: cart.storeId, pickUpAt, lines, queue });
  return quote;
}

export async function completeQuote(orders: OrderReads, storeId: string, priced: PricedCart): Promise<Quote> {
  return quoteOf(storeId, priced, await orders.queueAt(storeId));
}

function quoteOf(storeId: string, priced: PricedCart, queue: Queue | null): Quote {
  const { menuVersion, lines, adjustments, total_krw, handOver, pickUpAt } = priced;
  return {
    ...{ storeId, menuVersion, lines, adjustments, total_krw, handOver, pickUpAt },
    coupon: null,
    ...estimate(queue, prepSecondsOf(lines)),
  };
}

/** What is known of a store's work when an order is placed. */
export type Load = { isIdle: boolean; queue: Queue | null };

/** What barista told of its work is a little old; that a store has nothing to do is known from the orders. */
export async function loadFor(orders: OrderReads, storeId: string): Promise<Load> {
  const [queue, isIdle] = await Promise.all([orders.queueAt(storeId), orders.isIdle(storeId)]);
  return { isIdle, queue };
}
