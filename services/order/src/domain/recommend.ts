import type { PublishedMenu } from "@siren/contracts/menu";
import type { CartLine, PricedLine, Recommendations } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import { cartLineOf, priceLine } from "./pricing.ts";

const most = 3;
/** Had once is no habit. */
const habitTimes = 2;

export type Offer = {
  menu: PublishedMenu;
  soldOut: ReadonlySet<string>;
  soldOutOptions: ReadonlySet<string>;
};

/** What others had with it, the most often first; nothing that is in the cart or cannot be had. */
export function oftenTogether(
  { menu, soldOut }: Offer,
  inCart: readonly string[],
  counts: ReadonlyMap<string, number>,
): Recommendations["together"] {
  return menu.items
    .filter(({ itemId }) => !inCart.includes(itemId) && !soldOut.has(itemId))
    .map(({ itemId, name, price_krw }) => ({ itemId, name, price_krw, orders: counts.get(itemId) ?? 0 }))
    .filter(({ orders }) => orders > 0)
    .sort((a, b) => b.orders - a.orders || (a.itemId < b.itemId ? -1 : 1))
    .slice(0, most);
}

/** What somebody has again and again, as they have it, at today's price. */
export function usualOf(
  { menu, soldOut, soldOutOptions }: Offer,
  past: readonly PricedLine[],
): Recommendations["usual"] {
  const times = new Map<string, { line: CartLine; times: number }>();
  for (const priced of past) {
    const line = { ...cartLineOf(priced), quantity: 1 };
    const name = JSON.stringify([line.itemId, ...line.choiceIds]);
    times.set(name, { line, times: (times.get(name)?.times ?? 0) + 1 });
  }
  return [...times.values()]
    .filter(({ line, times }) => times >= habitTimes && !soldOut.has(line.itemId))
    .sort((a, b) => b.times - a.times)
    .flatMap((habit) => {
      const priced = pricedOrNone(menu, habit.line);
      const isOut = priced?.choices.some(({ choiceId }) => soldOutOptions.has(choiceId));
      return priced && !isOut ? [{ ...habit, name: priced.name, unit_krw: priced.unit_krw }] : [];
    })
    .slice(0, most);
}

function pricedOrNone(menu: PublishedMenu, line: CartLine): PricedLine | null {
  try {
    return priceLine(menu, line);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
