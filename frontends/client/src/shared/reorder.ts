import type { ReorderView } from "@siren/contracts/order";
import { type Cart, type CartKeeper, countOf, withLine } from "./cart.ts";

/** Where putting them in would empty a cart of another store, that is asked first. */
export const emptiesAnother = (cart: Cart, storeId: string): boolean =>
  cart.storeId !== null && cart.storeId !== storeId && cart.lines.length > 0;

/** What the cart would cut off, in it or of what is there already. */
export function piecesTooMany(
  cart: Cart,
  { storeId, lines }: Pick<ReorderView, "storeId" | "lines">,
): number {
  const known = cart.storeId === storeId ? countOf(cart) : 0;
  const wanted = lines.reduce((sum, { quantity }) => sum + quantity, known);
  return wanted - countOf(lines.reduce((before, line) => withLine(before, storeId, line), cart));
}

/** At the prices that were shown with it. */
export function putIn(cart: Pick<CartKeeper, "add">, { storeId, lines, quote }: ReorderView): void {
  for (const [at, line] of lines.entries()) cart.add(storeId, line, quote?.lines[at]?.unit_krw);
}
