import type { RefundRequest } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import { refundAmount } from "../domain/refund.ts";
import type { SagaParts } from "./ports.ts";
import { recordChange } from "./record-change.ts";

export type RefundOrder = {
  orderId: string;
  /** The stores whose manager asks. */
  stores: readonly string[];
  key: string;
  bodyHash: string;
  request: RefundRequest;
};

/** A manager gives money back for what was handed over; the same key gives it once. */
export async function refundOrder(parts: SagaParts, wish: RefundOrder): Promise<Order> {
  const { orderId, stores, key, bodyHash, request } = wish;
  return parts.unit(async (work) => {
    const order = await work.order(orderId);
    if (!order) throw new Refusal("NOT_FOUND");
    if (!stores.includes(order.storeId)) throw new Refusal("WRONG_STORE");
    const known = order.refunds.find((refund) => refund.key === key);
    if (known && known.bodyHash !== bodyHash) throw new Refusal("KEY_REUSED");
    if (known) return order;
    const lines = request.lines ?? null;
    const counted = refundAmount(order, { lines });
    if ("refused" in counted) throw new Refusal(counted.refused);
    const { amount_krw } = counted;
    const part = `refund-${order.refunds.length + 1}`;
    const refund = { part, key, bodyHash, lines, amount_krw, reason: request.reason };
    const decision = decide(order, { name: "refund", refund }, parts.now());
    if ("refused" in decision) throw new Refusal(decision.refused);
    return recordChange(work, order, decision, parts.deadlines);
  });
}
