import type { LocalText, StoreProfile } from "@siren/contracts/menu";
import type { CartLine, HandOver } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import { refuseMissing } from "../domain/floor.ts";
import { feeOf } from "../domain/hand-over.ts";
import { minutesLeftAt, openBusinessDay } from "../domain/opening.ts";
import { adjusted, type Priced, price } from "../domain/pricing.ts";
import type { StoreLimits } from "../domain/queue.ts";
import type { Views } from "./ports.ts";

export type Cart = {
  storeId: string;
  lines: CartLine[];
  handOver?: HandOver | undefined;
  pickUpAt?: number | undefined;
};

export type PricedCart = Priced & {
  storeName: LocalText;
  businessDay: string;
  handOver: HandOver;
  pickUpAt: number | null;
  limits: StoreLimits;
};

export const limitsOf = (store: StoreProfile, now: number): StoreLimits => ({
  maxWaitMinutes: store.maxWaitMinutes,
  minutesLeft: minutesLeftAt(store, now),
});

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
  const limits = limitsOf(store, now);
  const wish = { storeName: store.name, businessDay, handOver, pickUpAt: pickUpAt ?? null, limits };
  return { ...adjusted(priced, feeOf(store, handOver)), ...wish };
}
