import type { LocalText } from "@siren/contracts/menu";
import type { MenuDesk, NewPrice } from "@siren/contracts/menu-desk";
import { type Fault, numberFault } from "./desk-texts.ts";
import { wholeNumber } from "./whole-number.ts";

export type PriceGroup = { categoryId: string; name: LocalText; rows: PriceRow[] };
export type PriceStep = { row: PriceRow; to_krw: number };
export type PriceRow = { id: string; name: LocalText; price_krw: number; most_krw: number };

/** What has no name yet is called by its id. */
const named = ({ ko, en }: LocalText, id: string): LocalText => ({
  ko: ko.trim() || id,
  en: en.trim() || id,
});

/** A choice costs the same wherever it is offered, but for those of which an item has its own price. */
export function rowsOf({ categories, items }: Pick<MenuDesk, "categories" | "items">): {
  groups: PriceGroup[];
  choices: PriceRow[];
} {
  const groups = categories.map(({ categoryId, name }) => ({
    ...{ categoryId, name },
    rows: items
      .filter((item) => item.categoryId === categoryId)
      .map(({ itemId, name, price_krw }) => ({
        ...{ id: `item:${itemId}`, name: named(name, itemId), price_krw, most_krw: 1_000_000 },
      })),
  }));
  const choices = new Map<string, PriceRow & { isAlike: boolean }>();
  for (const { choiceId, name, price_krw } of items.flatMap(({ optionGroups }) =>
    optionGroups.flatMap((group) => group.choices),
  )) {
    const known = choices.get(choiceId);
    const isAlike = known ? known.isAlike && known.price_krw === price_krw : true;
    choices.set(choiceId, { id: `choice:${choiceId}`, name, price_krw, most_krw: 100_000, isAlike });
  }
  return {
    groups: groups.filter(({ rows }) => rows.length > 0),
    // One that costs here this and there that is changed with its item.
    choices: [...choices.values()].filter(({ isAlike }) => isAlike).map(({ isAlike: _alike, ...row }) => row),
  };
}

/** A digit too many or too few, more often than a new price. */
export const isLeap = (from_krw: number, to_krw: number): boolean =>
  from_krw > 0 && (to_krw < from_krw / 2 || to_krw > from_krw * 2);

/** What was typed, by row; a row that was not touched is not in it. */
export type Typed = Readonly<Record<string, string>>;

/** New prices, and what is wrong with what was typed. What is typed as it is already is no change. */
export function pricesTyped(
  rows: readonly PriceRow[],
  typed: Typed,
): { prices: NewPrice[]; faults: Record<string, Fault>; steps: PriceStep[] } {
  const faults: Record<string, Fault> = {};
  const steps: PriceStep[] = [];
  for (const row of rows) {
    const text = typed[row.id];
    if (text === undefined || text.trim() === "") continue;
    const to_krw = wholeNumber(text, { to: row.most_krw });
    if (to_krw === null) faults[row.id] = numberFault(0, row.most_krw);
    else if (to_krw !== row.price_krw) steps.push({ row, to_krw });
  }
  const prices = steps.map(({ row, to_krw }) => {
    const [kind, named] = row.id.split(":") as ["item" | "choice", string];
    return { ...(kind === "item" ? { itemId: named } : { choiceId: named }), price_krw: to_krw };
  });
  return { prices, faults, steps };
}
