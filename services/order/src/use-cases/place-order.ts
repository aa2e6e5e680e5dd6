import type { PlaceOrderRequest } from "@siren/contracts/order";
import { problemTable } from "@siren/contracts/problems";
import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../domain/decide.ts";
import { type Order, type Owner, placed } from "../domain/order.ts";
import { withCoupon } from "../domain/pricing.ts";
import { estimate, prepSecondsOf, refuseBeyondCapacity } from "../domain/queue.ts";
import { releaseOf } from "../domain/release.ts";
import { checkGuest } from "./check-guest.ts";
import { type AppliedCoupon, applied } from "./coupon-of-cart.ts";
import type { SagaParts, Work } from "./ports.ts";
import { priceCart } from "./price-cart.ts";
import { completeQuote, type Load, loadFor } from "./quote-cart.ts";
import { awaitsHold, recordChange } from "./record-change.ts";
import { runAgainWhenTaken } from "./run-again-when-taken.ts";
import { settlePayment } from "./settle-payment.ts";

const guestNickname = "손님";

export type PlaceOrder = {
  owner: Owner;
  key: string;
  bodyHash: string;
  request: PlaceOrderRequest;
  /** Where it comes from, unreadable. */
  address: string | null;
};
export type PlacedOrder = { order: Order; isNew: boolean };

/**
 * From the first commit on the order cannot be lost: whoever dies here, the hold's timer or a repeated
 * request with the same key goes on. Answers the order as it stands; a refused payment is thrown.
 */
export async function placeOrder(parts: SagaParts, command: PlaceOrder): Promise<PlacedOrder> {
  const load = await loadFor(parts.orders, command.request.storeId);
  const coupon = await couponFor(parts, command);
  const { order, isNew } = await runAgainWhenTaken(() =>
    parts.unit((work) => place(parts, work, command, { load, coupon })),
  );
  if (isNew) await parts.reach("order.placed");
  const settled = awaitsHold(order) ? await settlePayment(parts, order.orderId) : order;
  if (settled.state === "PAYMENT_FAILED") throw paymentRefused(settled);
  return { order: settled, isNew };
}

type Beforehand = { load: Load; coupon: AppliedCoupon | null };

/** Asked before the write, which asks nobody; of an order that is there already nothing is asked. */
async function couponFor(
  parts: SagaParts,
  { owner, key, request }: PlaceOrder,
): Promise<AppliedCoupon | null> {
  const { couponId, payment } = request;
  if (couponId === undefined) return null;
  if (owner.kind !== "member") throw new Refusal("COUPON_INVALID", "Only members have coupons");
  if (payment.method !== "card") throw new Refusal("COUPON_INVALID", "The counter takes no coupons");
  const priced = await parts.unit(async (work) =>
    (await work.orderOfKey(owner.id, key)) ? null : priceCart(work.views, request, parts.now()),
  );
  return (
    priced && applied(await parts.member.quoteCoupon({ memberId: owner.id, couponId, lines: priced.lines }))
  );
}

async function place(
  parts: SagaParts,
  work: Work,
  command: PlaceOrder,
  { load, coupon }: Beforehand,
): Promise<PlacedOrder> {
  const { owner, key, bodyHash, request, address } = command;
  const known = await work.orderOfKey(owner.id, key);
  if (known) {
    if (known.bodyHash !== bodyHash) throw new Refusal("KEY_REUSED");
    return { order: known, isNew: false };
  }
  const now = parts.now();
  const bare = await priceCart(work.views, request, now);
  const priced = coupon ? withCoupon(bare, coupon) : bare;
  if (priced.total_krw !== request.expected_total_krw) {
    const quote = await completeQuote(parts.orders, request.storeId, priced);
    throw new Refusal("PRICE_CHANGED", `the total is ${priced.total_krw} won now`, { quote });
  }
  const { lines, adjustments, total_krw, handOver, pickUpAt, businessDay } = priced;
  if (owner.kind === "guest")
    await checkGuest(work, parts.guestTerms, { guest: owner, request, total_krw, address });
  const { etaMinutes } = estimate(load.queue, prepSecondsOf(lines));
  if (pickUpAt === null) refuseBeyondCapacity(etaMinutes, priced.maxWaitMinutes);
  const releaseAt = releaseOf({ pickUpAt, now }, { isIdle: load.isIdle, etaMinutes }, parts.deadlines);
  const first = placed(
    {
      ...{ orderId: parts.newOrderId(), owner, idempotencyKey: key, bodyHash, storeId: request.storeId },
      number: await work.nextNumber(request.storeId, businessDay),
      ...{ businessDay, lines, adjustments, total_krw, handOver, pickUpAt, releaseAt },
      nickname: (owner.kind === "member" ? await work.views.nickname(owner.id) : null) ?? guestNickname,
      choice: request.payment,
      couponId: request.couponId ?? null,
      quoted_krw: request.expected_total_krw,
      guestAddress: owner.kind === "guest" ? address : null,
    },
    now,
  );
  if (request.payment.method === "card") {
    return { order: await recordChange(work, null, first, parts.deadlines), isNew: true };
  }
  const due = decide(first.order, { name: "pay-at-counter" }, now);
  if ("refused" in due) throw new Refusal(due.refused);
  const both = { order: due.order, events: [...first.events, ...due.events] };
  return { order: await recordChange(work, null, both, parts.deadlines), isNew: true };
}

function paymentRefused({ orderId, reason }: Order): Refusal {
  const code = Object.hasOwn(problemTable, reason ?? "")
    ? (reason as keyof typeof problemTable)
    : "PAYMENT_DECLINED";
  return new Refusal(code, undefined, { orderId });
}
