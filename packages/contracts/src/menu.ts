import * as z from "zod/mini";
import { instant, slug } from "./ids.ts";
import { krw } from "./money.ts";

/** Names as the page shows them; Korean first, because that is what is called out at the counter. */
export const localText = z.object({ ko: z.string(), en: z.string() });
export type LocalText = z.infer<typeof localText>;

export const allergens = ["milk", "soy", "egg", "wheat", "nut", "peanut"] as const;
export type Allergen = (typeof allergens)[number];
const allergenList = z.array(z.enum(allergens)).check(z.maxLength(allergens.length));

export const optionChoice = z.object({
  choiceId: slug,
  name: localText,
  price_krw: krw,
  isDefault: z.optional(z.boolean()),
  /** What comes with it, besides the item's own. */
  allergens: z.optional(allergenList),
});

export const optionGroup = z.object({
  groupId: slug,
  name: localText,
  /** At least and at most so many choices; min 1 and max 1 is "pick one". */
  min: z.int().check(z.gte(0), z.lte(10)),
  max: z.int().check(z.gte(1), z.lte(10)),
  choices: z.array(optionChoice),
});
export type OptionGroup = z.infer<typeof optionGroup>;

export const menuItem = z.object({
  itemId: slug,
  categoryId: slug,
  name: localText,
  description: z.optional(localText),
  price_krw: krw,
  /** How long one cup keeps a barista busy: capacity is counted in drink-seconds, not in orders. */
  prepSeconds: z.int().check(z.gte(0), z.lte(900)),
  optionGroups: z.array(optionGroup),
  /** Pairs of choices that do not go together, such as a hot drink and less ice. */
  excludedPairs: z._default(z.array(z.tuple([slug, slug])).check(z.maxLength(40)), []),
  allergens: z._default(allergenList, []),
  kcal: z._default(z.nullable(z.int().check(z.gte(0), z.lte(5_000))), null),
  /** Shown from `/menu/pictures/{pictureId}`. */
  pictureId: z._default(z.nullable(slug), null),
  /** Whether a store counts it: bottles and food, not drinks. */
  isCounted: z._default(z.boolean(), false),
});
export type MenuItem = z.infer<typeof menuItem>;

export const menuCategory = z.object({ categoryId: slug, name: localText });
export type MenuCategory = z.infer<typeof menuCategory>;

export const publishedMenu = z.object({
  storeId: slug,
  menuVersion: z.int().check(z.gte(1)),
  publishedAt: instant,
  categories: z.array(menuCategory),
  items: z.array(menuItem),
});
export type PublishedMenu = z.infer<typeof publishedMenu>;

/** Minutes after midnight in Seoul; `closes` may pass 1440 for a store that is open past midnight. */
export const openingHours = z.object({
  opens: z.int().check(z.gte(0), z.lte(1440)),
  closes: z.int().check(z.gte(0), z.lte(2880)),
});

/** A date in Seoul. */
export const calendarDay = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));

/** A date whose hours are not those of its weekday; null is closed. */
export const holiday = z.object({ day: calendarDay, name: localText, hours: z.nullable(openingHours) });
export type Holiday = z.infer<typeof holiday>;

/** A way to get one's order, and what it costs there. */
export const offeredHandOver = z.object({
  kind: z.enum(["take-out", "for-here", "car-side"]),
  fee_krw: krw,
});

export const storeProfile = z.object({
  storeId: slug,
  name: localText,
  address: localText,
  lat: z.number(),
  lng: z.number(),
  /** Sunday first, as `Date.getDay()` counts; null is a closed day. */
  week: z.array(z.nullable(openingHours)).check(z.length(7)),
  holidays: z._default(z.array(holiday).check(z.maxLength(60)), []),
  handOvers: z._default(z.array(offeredHandOver).check(z.minLength(1), z.maxLength(3)), [
    { kind: "take-out", fee_krw: 0 },
  ]),
  /** Nothing is taken from so many minutes before closing on. */
  lastOrderMinutes: z._default(z.int().check(z.gte(0), z.lte(120)), 10),
  /** Beyond this wait the store has its hands full. */
  maxWaitMinutes: z._default(z.int().check(z.gte(5), z.lte(240)), 45),
  version: z.int().check(z.gte(1)),
});
export type StoreProfile = z.infer<typeof storeProfile>;

/** Distance is told when the asker said where they are. */
export const listedStore = z.extend(storeProfile, { distanceM: z.optional(z.int()) });
export const storeList = z.object({ stores: z.array(listedStore) });

/** What an editor sends: the version it has seen comes along, so that nobody is overwritten unseen. */
const expectedVersion = z.int().check(z.gte(0));
const { storeId: _store, version: _version, ...editableStore } = storeProfile.shape;
export const storeDraft = z.strictObject({ ...editableStore, expectedVersion });
export type StoreDraft = z.infer<typeof storeDraft>;

export const menuDraft = z.strictObject({
  expectedVersion,
  categories: z.array(menuCategory).check(z.maxLength(30)),
  items: z.array(menuItem).check(z.maxLength(300)),
});
export type MenuDraft = z.infer<typeof menuDraft>;
