import type { MenuDesk } from "@siren/contracts/menu-desk";
import { type Fault, textFault } from "./desk-texts.ts";

export type CategoryForm = { categoryId: string; ko: string; en: string };
export type LayoutForm = { categories: CategoryForm[]; itemIds: string[] };

export const formOf = ({ categories, items }: Pick<MenuDesk, "categories" | "items">): LayoutForm => ({
  categories: categories.map(({ categoryId, name }) => ({ categoryId, ...name })),
  itemIds: items.map(({ itemId }) => itemId),
});

/** By field: `coffee.ko`. */
export function faultsOf({ categories }: LayoutForm): Record<string, Fault> {
  const faults: Record<string, Fault> = {};
  for (const { categoryId, ko, en } of categories) {
    const ofKo = textFault(ko, 80);
    const ofEn = textFault(en, 80);
    if (ofKo) faults[`${categoryId}.ko`] = ofKo;
    if (ofEn) faults[`${categoryId}.en`] = ofEn;
  }
  return faults;
}

/** `itemId` past its neighbour among `within`, those of its category, whatever stands between them in the list of all. */
export function movedWithin(
  itemIds: string[],
  within: readonly string[],
  itemId: string,
  by: -1 | 1,
): string[] {
  const neighbour = within[within.indexOf(itemId) + by];
  if (neighbour === undefined) return itemIds;
  return itemIds.map((id) => (id === itemId ? neighbour : id === neighbour ? itemId : id));
}

export const layoutFrom = ({ categories, itemIds }: LayoutForm) => ({
  itemIds,
  categories: categories.map(({ categoryId, ko, en }) => ({
    ...{ categoryId, name: { ko: ko.trim(), en: en.trim() } },
  })),
});
