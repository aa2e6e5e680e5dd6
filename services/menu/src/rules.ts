import type { LocalText, MenuDraft, MenuItem, StoreProfile } from "@siren/contracts/menu";
import type { MenuFault } from "@siren/contracts/menu-desk";

export const mostOfItem_krw = 1_000_000;
export const mostOfChoice_krw = 100_000;
const longestName = 80;
const longestText = 300;
const longestAddress = 200;

type Selling = Pick<MenuDraft, "categories" | "items">;
type Code = MenuFault["code"];

export const faultOf = (code: Code, itemId: string | null, part: string | null, text: string): MenuFault => ({
  ...{
    code,
    itemId,
    part,
    text: itemId === null ? text : `${itemId}${text.startsWith(":") ? "" : " "}${text}`,
  },
});

const hasTwice = (ids: readonly string[]) => new Set(ids).size !== ids.length;
const isNoName = ({ ko, en }: LocalText) =>
  [ko, en].some((one) => one.trim() === "" || one.length > longestName);
const nameRule = `needs names of 1 to ${longestName} letters`;

/** What is wrong with a draft, for whoever wrote it; empty when it can be sold from. */
export function faultsOfMenu({ categories, items }: Selling): MenuFault[] {
  const faults: MenuFault[] = [];
  const known = new Set(categories.map(({ categoryId }) => categoryId));
  if (known.size !== categories.length)
    faults.push(faultOf("CATEGORY_TWICE", null, null, "two categories have the same id"));
  for (const { categoryId, name } of categories)
    if (isNoName(name))
      faults.push(faultOf("CATEGORY_NAME", null, categoryId, `category ${categoryId} ${nameRule}`));
  if (hasTwice(items.map(({ itemId }) => itemId)))
    faults.push(faultOf("ITEM_TWICE", null, null, "two items have the same id"));
  for (const item of items) {
    const { itemId, categoryId, name, description, price_krw } = item;
    const fault = (code: Code, part: string | null, text: string) =>
      faults.push(faultOf(code, itemId, part, text));
    if (!known.has(categoryId)) fault("CATEGORY_UNKNOWN", categoryId, "is in a category that is not there");
    if (isNoName(name)) fault("ITEM_NAME", null, nameRule);
    if (description && [description.ko, description.en].some((one) => one.length > longestText))
      fault("ITEM_TEXT", null, `has a description of more than ${longestText} letters`);
    if (price_krw > mostOfItem_krw) fault("ITEM_PRICE", null, `costs more than ${mostOfItem_krw} won`);
    faults.push(...faultsOfOptions(item), ...faultsOfPairs(item));
  }
  return faults;
}

function faultsOfOptions({ itemId, optionGroups }: MenuItem): MenuFault[] {
  const faults: MenuFault[] = [];
  const fault = (code: Code, part: string | null, text: string) =>
    faults.push(faultOf(code, itemId, part, text));
  const all = optionGroups.flatMap(({ choices }) => choices);
  if (hasTwice(all.map(({ choiceId }) => choiceId)))
    fault("CHOICE_TWICE", null, "has two choices with the same id");
  if (hasTwice(optionGroups.map(({ groupId }) => groupId)))
    fault("GROUP_TWICE", null, "has two groups with the same id");
  for (const { choiceId, name, price_krw } of all) {
    if (isNoName(name)) fault("CHOICE_NAME", choiceId, `: ${choiceId} ${nameRule}`);
    if (price_krw > mostOfChoice_krw)
      fault("CHOICE_PRICE", choiceId, `: ${choiceId} costs more than ${mostOfChoice_krw} won`);
  }
  for (const { groupId, name, min, max, choices } of optionGroups) {
    const defaults = choices.filter(({ isDefault }) => isDefault).length;
    if (isNoName(name)) fault("GROUP_NAME", groupId, `: ${groupId} ${nameRule}`);
    if (min > max || max > choices.length)
      fault("GROUP_ASKS_TOO_MUCH", groupId, `: ${groupId} asks for more than it offers`);
    if (defaults > max)
      fault("GROUP_DEFAULTS_MANY", groupId, `: ${groupId} has more defaults than may be chosen`);
    if (defaults > 0 && defaults < min)
      fault("GROUP_DEFAULTS_FEW", groupId, `: ${groupId} has fewer defaults than are needed`);
  }
  return faults;
}

/** What an item is like when nobody chooses has to be something that can be made. */
function faultsOfPairs({ itemId, optionGroups, excludedPairs }: MenuItem): MenuFault[] {
  const groupOf = new Map(
    optionGroups.flatMap(({ groupId, choices }) => choices.map(({ choiceId }) => [choiceId, groupId])),
  );
  const defaults = new Set(
    optionGroups.flatMap(({ choices }) =>
      choices.filter(({ isDefault }) => isDefault).map(({ choiceId }) => choiceId),
    ),
  );
  return excludedPairs.flatMap(([one, other]) => {
    const pair = `: ${one} without ${other}`;
    const unknown = [one, other].find((choiceId) => !groupOf.has(choiceId));
    if (unknown !== undefined)
      return [faultOf("PAIR_UNKNOWN", itemId, unknown, `${pair}: ${unknown} is not offered`)];
    if (one === other) return [faultOf("PAIR_OF_ONE", itemId, one, `${pair}: that is one choice`)];
    return defaults.has(one) && defaults.has(other)
      ? [faultOf("PAIR_OF_DEFAULTS", itemId, one, `${pair}: both are defaults`)]
      : [];
  });
}

const dayMinutes = 1_440;

/**
 * Of what is written just now: a store that was written before this was asked for can still have its hours changed.
 */
export function faultsOfStoreWords(written: Partial<StoreProfile>): string[] {
  const { name, address, handOvers = [], holidays = [] } = written;
  const faults: string[] = [];
  if (name && isNoName(name)) faults.push(`the store ${nameRule}`);
  if (address && [address.ko, address.en].some((one) => one.trim() === "" || one.length > longestAddress))
    faults.push(`the store needs addresses of 1 to ${longestAddress} letters`);
  for (const { kind, fee_krw } of handOvers)
    if (fee_krw > mostOfChoice_krw) faults.push(`${kind} costs more than ${mostOfChoice_krw} won`);
  for (const { day, name } of holidays) if (isNoName(name)) faults.push(`${day} ${nameRule}`);
  return faults;
}

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
