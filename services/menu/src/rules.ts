import type { MenuDraft, MenuItem, StoreProfile } from "@siren/contracts/menu";

/** What is wrong with a draft, in words for whoever wrote it; empty when it can be sold from. */
export function faultsOfMenu({ categories, items }: MenuDraft): string[] {
  const faults: string[] = [];
  const known = new Set(categories.map(({ categoryId }) => categoryId));
  if (known.size !== categories.length) faults.push("two categories have the same id");
  if (new Set(items.map(({ itemId }) => itemId)).size !== items.length)
    faults.push("two items have the same id");
  for (const item of items) {
    if (!known.has(item.categoryId)) faults.push(`${item.itemId} is in a category that is not there`);
    faults.push(...faultsOfOptions(item));
  }
  return faults;
}

function faultsOfOptions({ itemId, optionGroups }: MenuItem): string[] {
  const faults: string[] = [];
  const choiceIds = optionGroups.flatMap(({ choices }) => choices.map(({ choiceId }) => choiceId));
  if (new Set(choiceIds).size !== choiceIds.length) faults.push(`${itemId} has two choices with the same id`);
  for (const { groupId, min, max, choices } of optionGroups) {
    const defaults = choices.filter(({ isDefault }) => isDefault).length;
    if (min > max || max > choices.length) faults.push(`${itemId}: ${groupId} asks for more than it offers`);
    if (defaults > max) faults.push(`${itemId}: ${groupId} has more defaults than may be chosen`);
  }
  return faults;
}

export type Place = { lat: number; lng: number };

const earthRadiusM = 6_371_000;

/** Great-circle distance, good to a few metres over a city. */
export function distanceM(a: Place, b: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const dLat = radians(b.lat - a.lat);
  const dLng = radians(b.lng - a.lng);
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLng / 2) ** 2;
  return Math.round(2 * earthRadiusM * Math.asin(Math.sqrt(h)));
}

export function nearestFirst(stores: StoreProfile[], near: Place | undefined): StoreProfile[] {
  if (!near) return stores;
  return stores
    .map((store) => ({ ...store, distanceM: distanceM(near, store) }))
    .sort((a, b) => a.distanceM - b.distanceM);
}
