import type { CartLine, HandOver } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import { refuseMissing } from "../domain/floor.ts";
import { feeOf } from "../domain/hand-over.ts";
import { openBusinessDay } from "../domain/opening.ts";
import { adjusted, type Priced, price } from "../domain/pricing.ts";
import type { Views } from "./ports.ts";

export type Cart = {
  storeId: string;
  lines: CartLine[];
  handOver?: HandOver | undefined;
  pickUpAt?: number | undefined;
};

export type PricedCart = Priced & {
  businessDay: string;
  handOver: HandOver;
  pickUpAt: number | null;
  maxWaitMinutes: number;
};

/**
 * Prices a cart for a store that would take it, now or for its pick-up, or refuses it. Its views are read at once,
 * so never those of a unit of work, which has one statement after the other.
 */
export async function priceCart(
  views: Views,
  { storeId, lines, handOver = "take-out", pickUpAt }: Cart,
  now: number,
): Promise<PricedCart> {
  const [store, menu, soldOut, floor, mood] = await Promise.all([
    views.store(storeId),
    views.menu(storeId),
    views.soldOut(storeId),
    views.floor(storeId),
    views.mood(storeId),
  ]);
  if (!store || !menu) throw new Refusal("NOT_FOUND", `there is no store ${storeId}`);
  const priced = price(menu, lines, soldOut);
  refuseMissing(priced.lines, floor);
  const businessDay = openBusinessDay(store, mood, pickUpAt ?? now);
  const { maxWaitMinutes } = store;
  const wish = { businessDay, handOver, pickUpAt: pickUpAt ?? null, maxWaitMinutes };
  return { ...adjusted(priced, feeOf(store, handOver)), ...wish };
}
