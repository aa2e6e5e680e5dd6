import { sumKrw } from "@siren/contracts/money";
import type { ProblemCode } from "@siren/contracts/problems";
import { chargeable_krw, type Order, remaining_krw } from "./order.ts";

export type RefundWish = { lines: { line: number; quantity: number }[] | null };

/** What of it is not on its way back yet. */
export function refundableKrw(order: Order): number {
  const onItsWay_krw = sumKrw(order.refunds.map(({ amount_krw }) => amount_krw));
  return Math.min(remaining_krw(order) - onItsWay_krw, chargeable_krw(order) - order.refunded_krw);
}

/** How many of each line are neither unmade nor given back, line by line. */
function quantitiesLeft(order: Order): number[] {
  const left = order.lines.map(({ quantity }) => quantity);
  const notMade = order.reductions.map(({ line, units }) => ({ line, quantity: units }));
  for (const { line, quantity } of [...notMade, ...order.refunds.flatMap((refund) => refund.lines ?? [])])
    left[line] = (left[line] ?? 0) - quantity;
  return left;
}

/** What of each line could still go back; nothing of any once all that was left has gone. */
export function refundableLines(order: Order): { line: number; quantity: number }[] {
  if (refundableKrw(order) <= 0) return [];
  return quantitiesLeft(order).flatMap((quantity, line) => (quantity > 0 ? [{ line, quantity }] : []));
}

/** A line gives back what was paid for it, which is less than its price where a coupon took something off. */
export function refundAmount(
  order: Order,
  { lines }: RefundWish,
): { amount_krw: number } | { refused: ProblemCode } {
  const left_krw = refundableKrw(order);
  if (left_krw <= 0) return { refused: "ILLEGAL_TRANSITION" };
  if (lines === null) return { amount_krw: left_krw };
  const left = quantitiesLeft(order);
  for (const { line, quantity } of lines) {
    const before = left[line];
    if (before === undefined) return { refused: "BAD_REQUEST" };
    left[line] = before - quantity;
    if (before < quantity) return { refused: "ILLEGAL_TRANSITION" };
  }
  const price_krw = sumKrw(lines.map(({ line, quantity }) => (order.lines[line]?.unit_krw ?? 0) * quantity));
  const isAllBack = left.every((quantity) => quantity === 0);
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
