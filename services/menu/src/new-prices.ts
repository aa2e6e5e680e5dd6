import type { MenuItem } from "@siren/contracts/menu";
import type { NewPrice } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import type { Selling } from "./catalogue.ts";
import { mostOfChoice_krw, mostOfItem_krw } from "./rules.ts";

/** Prices that could never hold, and those for which there is nothing on this menu. */
export function refuseUnlessOnMenu(menu: Selling, prices: readonly NewPrice[]): void {
  const faults = prices.flatMap(faultsOfPrice);
  if (faults.length > 0) throw new Refusal("BAD_REQUEST", faults.slice(0, 5).join("; "));
  const { missing } = repriced(menu, prices);
  if (missing.length === 0) return;
  throw new Refusal("OPTION_INVALID", `not on the menu: ${missing.slice(0, 5).map(nameOf).join(", ")}`);
}

const nameOf = ({ itemId, choiceId }: NewPrice) => [itemId, choiceId].filter(Boolean).join("/");

function faultsOfPrice(one: NewPrice): string[] {
  if (!one.itemId && !one.choiceId) return ["prices: an item, a choice or both"];
  const most = one.choiceId ? mostOfChoice_krw : mostOfItem_krw;
  return one.price_krw > most ? [`prices: ${nameOf(one)} costs more than ${most} won`] : [];
}

/** The menu with its new prices, and those that found nothing there. */
export function repriced(
  menu: Selling,
  prices: readonly NewPrice[],
): { selling: Selling; missing: NewPrice[] } {
  const missing: NewPrice[] = [];
  let { items } = menu;
  for (const price of prices) {
    const next = items.map((item) => withPrice(item, price));
    if (next.every((item, i) => item === items[i])) missing.push(price);
    items = next;
  }
  return { selling: { categories: menu.categories, items }, missing };
}

/** The very same item when the price is not for it. */
function withPrice(item: MenuItem, { itemId, choiceId, price_krw }: NewPrice): MenuItem {
  if (itemId !== undefined && itemId !== item.itemId) return item;
  if (choiceId === undefined) return { ...item, price_krw };
  const isOffered = item.optionGroups.some(({ choices }) => choices.some((one) => one.choiceId === choiceId));
  if (!isOffered) return item;
  const optionGroups = item.optionGroups.map((group) => ({
    ...group,
    choices: group.choices.map((one) => (one.choiceId === choiceId ? { ...one, price_krw } : one)),
  }));
  return { ...item, optionGroups };
}
