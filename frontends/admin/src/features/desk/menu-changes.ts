import type { LocalText, MenuItem, PublishedMenu } from "@siren/contracts/menu";
import type { MenuDesk } from "@siren/contracts/menu-desk";
import { formOf } from "./item-form.ts";

type Selling = Pick<PublishedMenu, "categories" | "items">;

/** A price of an item, or of one of its choices. */
export type PriceStep = { choice: LocalText | null; from_krw: number; to_krw: number };

/** What an item's change is about, besides its prices. */
export type Aspect =
  | "name"
  | "description"
  | "category"
  | "picture"
  | "facts"
  | "allergens"
  | "options"
  | "pairs";

export type MenuChange = {
  itemId: string;
  name: LocalText;
  kind: "added" | "removed" | "changed";
  /** Of one that is new, what it will cost. */
  price_krw: number;
  prices: PriceStep[];
  aspects: Aspect[];
};

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

const choicesOf = ({ optionGroups }: MenuItem) =>
  new Map(optionGroups.flatMap(({ choices }) => choices.map((choice) => [choice.choiceId, choice])));

/** By their form, in which what is left out is what it means. */
const withoutPrices = (item: MenuItem) =>
  formOf(item).groups.map((group) => ({
    ...group,
    choices: group.choices.map(({ price: _price, ...rest }) => rest),
  }));

function pricesBetween(before: MenuItem, after: MenuItem): PriceStep[] {
  const steps: PriceStep[] = [];
  if (before.price_krw !== after.price_krw)
    steps.push({ choice: null, from_krw: before.price_krw, to_krw: after.price_krw });
  const known = choicesOf(before);
  for (const { choiceId, name, price_krw } of choicesOf(after).values()) {
    const old = known.get(choiceId);
    if (old && old.price_krw !== price_krw)
      steps.push({ choice: name, from_krw: old.price_krw, to_krw: price_krw });
  }
  return steps;
}

const aspects: Record<Aspect, (item: MenuItem) => unknown> = {
  name: ({ name }) => name,
  description: ({ description }) => description ?? null,
  category: ({ categoryId }) => categoryId,
  picture: ({ pictureId }) => pictureId,
  facts: ({ prepSeconds, kcal, isCounted }) => [prepSeconds, kcal, isCounted],
  allergens: ({ allergens }) => [...allergens].sort(),
  options: withoutPrices,
  pairs: ({ excludedPairs }) => excludedPairs,
};

/** What publishing the draft would change of what is sold, item by item: added, then changed, then removed. */
export function changesOf(sold: Selling, draft: Pick<MenuDesk, "items">): MenuChange[] {
  const before = new Map(sold.items.map((item) => [item.itemId, item]));
  const after = new Set(draft.items.map(({ itemId }) => itemId));
  const plain = ({ itemId, name, price_krw }: MenuItem) => ({
    itemId,
    name,
    price_krw,
    prices: [],
    aspects: [],
  });
  const added = draft.items.filter(({ itemId }) => !before.has(itemId));
  const removed = sold.items.filter(({ itemId }) => !after.has(itemId));
  const changed = draft.items.flatMap((item): MenuChange[] => {
    const old = before.get(item.itemId);
    if (!old) return [];
    const prices = pricesBetween(old, item);
    const others = (Object.keys(aspects) as Aspect[]).filter(
      (each) => !same(aspects[each](old), aspects[each](item)),
    );
    return prices.length + others.length === 0
      ? []
      : [{ ...plain(item), kind: "changed", prices, aspects: others }];
  });
  return [
    ...added.map((item): MenuChange => ({ ...plain(item), kind: "added" })),
    ...changed,
    ...removed.map((item): MenuChange => ({ ...plain(item), kind: "removed" })),
  ];
}

/** Categories, or the order of what stays on the menu: what no item by itself shows. */
export function isRearranged(sold: Selling, draft: Selling): boolean {
  if (!same(sold.categories, draft.categories)) return true;
  const before = new Set(sold.items.map(({ itemId }) => itemId));
  const after = new Set(draft.items.map(({ itemId }) => itemId));
  const orderIn = (items: readonly MenuItem[], other: ReadonlySet<string>) =>
    items.map(({ itemId }) => itemId).filter((itemId) => other.has(itemId));
  return !same(orderIn(sold.items, after), orderIn(draft.items, before));
}
