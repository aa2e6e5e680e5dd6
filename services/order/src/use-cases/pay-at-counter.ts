import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../domain/decide.ts";
import { isInTheTill, type Order, type Owner } from "../domain/order.ts";
import type { SagaParts } from "./ports.ts";
import { ownOrder } from "./read-orders.ts";
import { recordChange } from "./record-change.ts";

/** The card could not be asked: its hold is given up (a late one meets the tombstone) for the till. */
export async function payAtCounter(parts: SagaParts, owner: Owner, orderId: string): Promise<Order> {
  await ownOrder(parts.orders, owner, orderId);
  return parts.unit(async (work) => {
    const order = await work.order(orderId);
    if (!order) throw new Refusal("NOT_FOUND");
    // The tap may come again because its answer was lost, and the till be quicker than that.
    if (order.payment === "COUNTER_DUE" || isInTheTill(order)) return order;
    if (order.couponId !== null && order.payment === "HOLD_PENDING")
      throw new Refusal("COUPON_INVALID", "The counter takes no coupons; call the order off instead");
    const decision = decide(order, { name: "pay-at-counter" }, parts.now());
    if ("refused" in decision) throw new Refusal(decision.refused);
    return recordChange(work, order, decision, parts.deadlines);
  });
}
