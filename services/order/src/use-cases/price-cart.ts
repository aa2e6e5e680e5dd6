import type { CartLine } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import { refuseMissing } from "../domain/floor.ts";
import { openBusinessDay } from "../domain/opening.ts";
import { type Priced, price } from "../domain/pricing.ts";
import type { Views } from "./ports.ts";

export type Cart = { storeId: string; lines: CartLine[] };

/** Prices a cart for a store that would take it now, or refuses it. */
export async function priceCart(
  views: Views,
  { storeId, lines }: Cart,
  now: number,
): Promise<Priced & { businessDay: string }> {
  const [store, menu] = [await views.store(storeId), await views.menu(storeId)];
  if (!store || !menu) throw new Refusal("NOT_FOUND", `there is no store ${storeId}`);
  const priced = price(menu, lines, await views.soldOut(storeId));
  refuseMissing(priced.lines, await views.floor(storeId));
  const businessDay = openBusinessDay(store, await views.mood(storeId), now);
  return { ...priced, businessDay };
}
