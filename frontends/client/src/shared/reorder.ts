import type { ReorderView } from "@siren/contracts/order";
import type { Cart, CartKeeper } from "./cart.ts";

/** Where putting them in would empty a cart of another store, that is asked first. */
export const emptiesAnother = (cart: Cart, storeId: string): boolean =>
  cart.storeId !== null && cart.storeId !== storeId && cart.lines.length > 0;

/** At the prices that were shown with it. */
export function putIn(cart: Pick<CartKeeper, "add">, { storeId, lines, quote }: ReorderView): void {
  for (const [at, line] of lines.entries()) cart.add(storeId, line, quote?.lines[at]?.unit_krw);
}
