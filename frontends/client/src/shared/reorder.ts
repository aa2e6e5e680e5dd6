import type { CartLine, ReorderView } from "@siren/contracts/order";
import type { Cart, CartKeeper } from "./cart.ts";

/** Where putting them in would empty a cart of another store, that is asked first. */
export const emptiesAnother = (cart: Cart, storeId: string): boolean =>
  cart.storeId !== null && cart.storeId !== storeId && cart.lines.length > 0;

export function putIn(cart: Pick<CartKeeper, "add">, { storeId, lines }: ReorderView): void {
  for (const line of lines as readonly CartLine[]) cart.add(storeId, line);
}
