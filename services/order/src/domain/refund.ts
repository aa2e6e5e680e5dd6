import { sumKrw } from "@siren/contracts/money";
import type { ProblemCode } from "@siren/contracts/problems";
import { chargeable_krw, type Order, remaining_krw } from "./order.ts";

export type RefundWish = { lines: { line: number; quantity: number }[] | null };

/** What of it is not on its way back yet. */
export function refundableKrw(order: Order): number {
  const onItsWay_krw = sumKrw(order.refunds.map(({ amount_krw }) => amount_krw));
  return Math.min(remaining_krw(order) - onItsWay_krw, chargeable_krw(order) - order.refunded_krw);
}

/** A line gives back what was paid for it, which is less than its price where a coupon took something off. */
export function refundAmount(
  order: Order,
  { lines }: RefundWish,
): { amount_krw: number } | { refused: ProblemCode } {
  const left_krw = refundableKrw(order);
  if (left_krw <= 0) return { refused: "ILLEGAL_TRANSITION" };
  if (lines === null) return { amount_krw: left_krw };
  const back = new Map<number, number>();
  const notMade = order.reductions.map(({ line, units }) => ({ line, quantity: units }));
  const before = order.refunds.flatMap((refund) => refund.lines ?? []);
  for (const { line, quantity } of [...notMade, ...before, ...lines])
    back.set(line, (back.get(line) ?? 0) + quantity);
  for (const { line } of lines) {
    const ordered = order.lines[line];
    if (!ordered) return { refused: "BAD_REQUEST" };
    if ((back.get(line) ?? 0) > ordered.quantity) return { refused: "ILLEGAL_TRANSITION" };
  }
  const price_krw = sumKrw(lines.map(({ line, quantity }) => (order.lines[line]?.unit_krw ?? 0) * quantity));
  const isAllBack = order.lines.every(({ quantity }, line) => back.get(line) === quantity);
  // The won that were lost to rounding go back with the last cup; what the hand-over cost does not.
  const amount_krw = isAllBack
    ? Math.max(0, left_krw - feeOf(order))
    : Math.min(left_krw, paidFor(order, price_krw));
  return amount_krw > 0 ? { amount_krw } : { refused: "ILLEGAL_TRANSITION" };
}

const feeOf = ({ adjustments }: Order) =>
  sumKrw(adjustments.map(({ amount_krw }) => Math.max(0, amount_krw)));

/** What lines of that price cost, where a coupon took something off: whole won, counted without a fraction. */
export function paidFor({ lines, adjustments }: Order, price_krw: number): number {
  const all_krw = sumKrw(lines.map(({ line_krw }) => line_krw));
  const off_krw = sumKrw(adjustments.map(({ amount_krw }) => Math.min(0, amount_krw)));
  if (all_krw === 0) return 0;
  // The product of two large prices is no safe integer.
  return Number((BigInt(price_krw) * BigInt(all_krw + off_krw)) / BigInt(all_krw));
}
