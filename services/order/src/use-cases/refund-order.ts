import type { RefundPreview, RefundRequest } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import { refundAmount, refundableKrw, refundableLines } from "../domain/refund.ts";
import type { OrderReads, SagaParts } from "./ports.ts";
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
    const amount_krw = countedFor(order, lines);
    if (request.expected_krw !== undefined && request.expected_krw !== amount_krw)
      throw new Refusal("VERSION_CONFLICT", "another sum would go back by now");
    const part = `refund-${order.refunds.length + 1}`;
    const refund = { part, key, bodyHash, lines, amount_krw, reason: request.reason };
    const decision = decide(order, { name: "refund", refund }, parts.now());
    if ("refused" in decision) throw new Refusal(decision.refused);
    return recordChange(work, order, decision, parts.deadlines);
  });
}

function countedFor(order: Order, lines: RefundRequest["lines"] | null): number {
  const counted = refundAmount(order, { lines: lines ?? null });
  if ("refused" in counted) throw new Refusal(counted.refused);
  return counted.amount_krw;
}

/** What the same wish would give back, before anybody says yes to it. */
export async function previewRefund(
  parts: { orders: OrderReads; now: () => number },
  { orderId, stores, lines }: Pick<RefundOrder, "orderId" | "stores"> & Pick<RefundRequest, "lines">,
): Promise<RefundPreview> {
  const order = await parts.orders.byId(orderId);
  if (!order) throw new Refusal("NOT_FOUND");
  if (!stores.includes(order.storeId)) throw new Refusal("WRONG_STORE");
  const left_krw = Math.max(0, refundableKrw(order));
  // With nothing left there is nothing to count, and that is an answer, not a refusal.
  const amount_krw = left_krw === 0 && lines === undefined ? 0 : countedFor(order, lines);
  const refund = { part: "preview", key: "", bodyHash: "", lines: lines ?? null, amount_krw, reason: "" };
  const decision = decide(order, { name: "refund", refund }, parts.now());
  if (left_krw > 0 && "refused" in decision) throw new Refusal(decision.refused);
  return { orderId, method: order.choice.method, amount_krw, left_krw, lines: refundableLines(order) };
}
