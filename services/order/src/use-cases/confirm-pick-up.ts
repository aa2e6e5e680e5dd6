import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../domain/decide.ts";
import type { Order, Owner } from "../domain/order.ts";
import type { SagaParts } from "./ports.ts";
import { ownOrder } from "./read-orders.ts";
import { recordChange } from "./record-change.ts";

/** Its customer has it in their hands; the board hears of it from us. */
export async function confirmPickUp(parts: SagaParts, owner: Owner, orderId: string): Promise<Order> {
  await ownOrder(parts.orders, owner, orderId);
  return parts.unit(async (work) => {
    const order = await work.order(orderId);
    if (!order) throw new Refusal("NOT_FOUND");
    if (order.state === "PICKED_UP") return order;
    const decision = decide(order, { name: "hand-over" }, parts.now());
    if ("refused" in decision) throw new Refusal(decision.refused);
    if (order.payment === "COUNTER_DUE") throw new Refusal("PAYMENT_DUE");
    return recordChange(work, order, decision, parts.deadlines);
  });
}
