import type { MenuDraft, MenuItem, StoreProfile } from "@siren/contracts/menu";

export const mostOfItem_krw = 1_000_000;
export const mostOfChoice_krw = 100_000;
const longestName = 80;

type Selling = Pick<MenuDraft, "categories" | "items">;

/** What is wrong with a draft, in words for whoever wrote it; empty when it can be sold from. */
export function faultsOfMenu({ categories, items }: Selling): string[] {
  const faults: string[] = [];
  const known = new Set(categories.map(({ categoryId }) => categoryId));
  if (known.size !== categories.length) faults.push("two categories have the same id");
  if (new Set(items.map(({ itemId }) => itemId)).size !== items.length)
    faults.push("two items have the same id");
  for (const item of items) {
    const { itemId, categoryId, name, price_krw } = item;
    if (!known.has(categoryId)) faults.push(`${itemId} is in a category that is not there`);
    if ([name.ko, name.en].some((one) => one.trim() === "" || one.length > longestName))
      faults.push(`${itemId} needs names of 1 to ${longestName} letters`);
    if (price_krw > mostOfItem_krw) faults.push(`${itemId} costs more than ${mostOfItem_krw} won`);
    faults.push(...faultsOfOptions(item), ...faultsOfPairs(item));
  }
  return faults;
}

function faultsOfOptions({ itemId, optionGroups }: MenuItem): string[] {
  const faults: string[] = [];
  const all = optionGroups.flatMap(({ choices }) => choices);
  if (new Set(all.map(({ choiceId }) => choiceId)).size !== all.length)
    faults.push(`${itemId} has two choices with the same id`);
  if (new Set(optionGroups.map(({ groupId }) => groupId)).size !== optionGroups.length)
    faults.push(`${itemId} has two groups with the same id`);
  for (const { choiceId, price_krw } of all)
    if (price_krw > mostOfChoice_krw)
      faults.push(`${itemId}: ${choiceId} costs more than ${mostOfChoice_krw} won`);
  for (const { groupId, min, max, choices } of optionGroups) {
    const defaults = choices.filter(({ isDefault }) => isDefault).length;
    if (min > max || max > choices.length) faults.push(`${itemId}: ${groupId} asks for more than it offers`);
    if (defaults > max) faults.push(`${itemId}: ${groupId} has more defaults than may be chosen`);
    if (defaults > 0 && defaults < min)
      faults.push(`${itemId}: ${groupId} has fewer defaults than are needed`);
  }
  return faults;
}

/** What an item is like when nobody chooses has to be something that can be made. */
function faultsOfPairs({ itemId, optionGroups, excludedPairs }: MenuItem): string[] {
  const groupOf = new Map(
    optionGroups.flatMap(({ groupId, choices }) => choices.map(({ choiceId }) => [choiceId, groupId])),
  );
  const defaults = new Set(
    optionGroups.flatMap(({ choices }) =>
      choices.filter(({ isDefault }) => isDefault).map(({ choiceId }) => choiceId),
    ),
  );
  return excludedPairs.flatMap(([one, other]) => {
    const pair = `${itemId}: ${one} without ${other}`;
    const unknown = [one, other].find((choiceId) => !groupOf.has(choiceId));
    if (unknown !== undefined) return [`${pair}: ${unknown} is not offered`];
    if (one === other) return [`${pair}: that is one choice`];
    return defaults.has(one) && defaults.has(other) ? [`${pair}: both are defaults`] : [];
  });
}

const dayMinutes = 1_440;

export function faultsOfStore({ lat, lng, week, holidays, handOvers }: StoreProfile): string[] {
  const faults: string[] = [];
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180) faults.push("that is nowhere on earth");
  for (const [weekday, hours] of week.entries()) {
    if (!hours) continue;
    const next = week[(weekday + 1) % week.length];
    if (hours.closes <= hours.opens) faults.push(`day ${weekday} closes before it opens`);
    if (next && hours.closes - dayMinutes > next.opens)
      faults.push(`day ${weekday} closes after the next day has opened`);
  }
  for (const { day, hours } of holidays) {
    const parsed = Date.parse(`${day}T00:00:00Z`);
    if (Number.isNaN(parsed) || new Date(parsed).toISOString().slice(0, 10) !== day)
      faults.push(`there is no ${day}`);
    if (hours && hours.closes <= hours.opens) faults.push(`${day} closes before it opens`);
  }
  if (new Set(holidays.map(({ day }) => day)).size !== holidays.length)
    faults.push("two holidays are on the same day");
  if (new Set(handOvers.map(({ kind }) => kind)).size !== handOvers.length)
    faults.push("a kind of hand-over is named twice");
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
