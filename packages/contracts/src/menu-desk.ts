import * as z from "zod/mini";
import { instant, slug } from "./ids.ts";
import { calendarDay, localText, menuCategory, menuItem, storeProfile } from "./menu.ts";
import { krw } from "./money.ts";

/** What managers do with their menu, and what is read beside it. */

const seenVersion = z.int().check(z.gte(0));

export const menuFaultCodes = [
  ...([
    "CATEGORY_TWICE",
    "CATEGORY_NAME",
    "CATEGORY_UNKNOWN",
    "ITEM_TWICE",
    "ITEM_NAME",
    "ITEM_TEXT",
  ] as const),
  ...(["ITEM_PRICE", "PICTURE_UNKNOWN", "GROUP_TWICE", "GROUP_NAME", "GROUP_ASKS_TOO_MUCH"] as const),
  ...(["GROUP_DEFAULTS_MANY", "GROUP_DEFAULTS_FEW", "CHOICE_TWICE", "CHOICE_NAME", "CHOICE_PRICE"] as const),
  ...(["PAIR_UNKNOWN", "PAIR_OF_ONE", "PAIR_OF_DEFAULTS"] as const),
] as const;

/** Where a menu could not be sold from, and why: a page says it beside the field. */
export const menuFault = z.object({
  code: z.enum(menuFaultCodes),
  /** Null where it is about the categories. */
  itemId: z.nullable(slug),
  /** The category, picture, group or choice that it is about, if it is about one. */
  part: z.nullable(z.string()),
  text: z.string(),
});
export type MenuFault = z.infer<typeof menuFault>;

/** A menu that is being worked on; what is sold stays as it is until the whole of it is published. */
export const menuDesk = z.object({
  storeId: slug,
  /** The published version that it was begun from. */
  menuVersion: seenVersion,
  draftVersion: seenVersion,
  isEdited: z.boolean(),
  categories: z.array(menuCategory),
  items: z.array(menuItem),
  /** Taken off the menu and kept, to be put back one day. */
  offMenu: z._default(z.array(menuItem), []),
  /** Why it could not be published as it stands. */
  faults: z.array(menuFault),
});
export type MenuDesk = z.infer<typeof menuDesk>;

const { itemId: _item, ...editableItem } = menuItem.shape;
export const itemDraft = z.strictObject({
  storeId: slug,
  expectedDraftVersion: seenVersion,
  item: z.strictObject(editableItem),
});
export type ItemDraft = z.infer<typeof itemDraft>;

/** Which categories there are, and in which order everything stands. */
export const layoutDraft = z.strictObject({
  expectedDraftVersion: seenVersion,
  categories: z.array(menuCategory).check(z.maxLength(30)),
  /** All items of the draft, each once. */
  itemIds: z.array(slug).check(z.maxLength(300)),
});
export type LayoutDraft = z.infer<typeof layoutDraft>;

export const publishRequest = z.strictObject({ storeId: slug, expectedDraftVersion: seenVersion });

const { week, holidays, lastOrderMinutes } = storeProfile.shape;
export const hoursDraft = z.strictObject({
  expectedVersion: seenVersion,
  week,
  lastOrderMinutes: z.optional(lastOrderMinutes.def.innerType),
});
export const holidaysDraft = z.strictObject({
  expectedVersion: seenVersion,
  holidays: holidays.def.innerType,
});

/** Of an item, of a choice wherever it is offered, or of a choice with one item. */
export const newPrice = z.strictObject({
  itemId: z.optional(slug),
  choiceId: z.optional(slug),
  price_krw: krw,
});
export type NewPrice = z.infer<typeof newPrice>;

/** Prices that go into the draft at once. */
export const pricesDraft = z.strictObject({
  expectedDraftVersion: seenVersion,
  prices: z.array(newPrice).check(z.minLength(1), z.maxLength(300)),
});

export const priceChangeDraft = z.strictObject({
  at: instant,
  prices: z.array(newPrice).check(z.minLength(1), z.maxLength(300)),
});
export type PriceChangeDraft = z.infer<typeof priceChangeDraft>;

export const priceChange = z.object({
  changeId: slug,
  storeId: slug,
  at: instant,
  prices: z.array(newPrice),
  state: z.enum(["WAITING", "DONE", "CALLED_OFF"]),
  /** The version that it published. */
  menuVersion: z.nullable(z.int()),
  /** Those of its prices for which nothing was on the menu any more. */
  missing: z.array(newPrice),
});
export type PriceChange = z.infer<typeof priceChange>;
export const priceChangeList = z.object({ changes: z.array(priceChange) });

const minuteOfDay = z.int().check(z.gte(0), z.lte(1440));
const promoted = {
  /** None is every store. */
  storeIds: z.array(slug).check(z.maxLength(200)),
  text: localText,
  fromAt: instant,
  untilAt: instant,
  /** Of each day in Seoul; `until` before `from` goes past midnight. */
  hours: z.nullable(z.object({ from: minuteOfDay, until: minuteOfDay })),
  /** One of them has to be in the name of something in the basket; none is any basket. */
  words: z.array(z.string().check(z.minLength(1), z.maxLength(40))).check(z.maxLength(30)),
};
export const promotionDraft = z.strictObject({ expectedVersion: seenVersion, ...promoted });
export type PromotionDraft = z.infer<typeof promotionDraft>;
export const promotion = z.object({ promotionId: slug, ...promoted, version: z.int() });
export type Promotion = z.infer<typeof promotion>;
export const promotionList = z.object({ promotions: z.array(promotion) });

/** One at a time, and marked as what it is. */
export const shownPromotion = z.object({
  promotion: z.nullable(z.object({ promotionId: slug, label: localText, text: localText })),
});
export type ShownPromotion = z.infer<typeof shownPromotion>;

export const searchHit = z.object({
  storeId: slug,
  itemId: slug,
  categoryId: slug,
  name: localText,
  price_krw: krw,
  pictureId: z.nullable(slug),
});
export type SearchHit = z.infer<typeof searchHit>;
export const searchResult = z.object({ hits: z.array(searchHit) });

/** Decimals are text: what is only shown must not tempt anybody to calculate with floats. */
export const rate = z.object({
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  krwPerUnit: z.string().check(z.regex(/^\d{1,9}(\.\d{1,6})?$/)),
});
export const rates = z.object({
  asOf: calendarDay,
  chargedIn: z.literal("KRW"),
  note: localText,
  rates: z.array(rate),
});
export type Rates = z.infer<typeof rates>;

export const pictureTypes = ["image/png", "image/jpeg", "image/webp"] as const;
export const pictureView = z.object({ pictureId: slug, type: z.enum(pictureTypes), size: z.int() });
export type PictureView = z.infer<typeof pictureView>;
