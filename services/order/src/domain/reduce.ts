import { isInTheTill, type Order, type OrderEvent, type Reduction, remaining_krw } from "./order.ts";
import { paidFor } from "./refund.ts";

/** The store makes some of it only. */
export type Reduce = { name: "reduce"; reason: string; lines: readonly { line: number; units: number }[] };

/**
 * What is not made is not charged; what was charged goes back. A discount may have made the whole cheaper than
 * its lines: never more goes back than is left.
 */
export function reducedBy(
  order: Order,
  { reason, lines }: Reduce,
): { reductions: Reduction[]; events: OrderEvent[] } {
  let left_krw = remaining_krw(order);
  const isRefund = order.captureWanted || isInTheTill(order);
  const reductions = lines.map(({ line, units }): Reduction => {
    const price_krw = (order.lines[line]?.unit_krw ?? 0) * units;
    const amount_krw = Math.min(left_krw, paidFor(order, price_krw));
    left_krw -= amount_krw;
    return { line, units, reason, amount_krw, isRefund };
  });
  const amount_krw = reductions.reduce((sum, one) => sum + one.amount_krw, 0);
  const reduced: OrderEvent = { kind: "reduced", reason, amount_krw };
  if (!isRefund || amount_krw === 0 || order.choice.method !== "card")
    return { reductions, events: [reduced] };
  const { cardId } = order.choice;
  // A part is refunded once by its name, whatever is repeated.
  const part = `not-made-${order.reductions.length + 1}`;
  return { reductions, events: [reduced, { kind: "refund-wanted", cardId, part, amount_krw }] };
}
