import type { ExamplesOf } from "./form.ts";
import { at, storeId } from "./golden-ids.ts";
import { menuExamples } from "./golden-menu.ts";
import type * as desk from "./menu-desk.ts";

const { menuItem, menuCategory, holiday, storeProfile } = menuExamples;
const { itemId, ...item } = menuItem;
const menuFault: desk.MenuFault = {
  ...{ code: "CATEGORY_UNKNOWN", itemId, part: "tea" },
  text: "latte is in a category that is not there",
};
const newPrice = { itemId, choiceId: "hot", price_krw: 100 };
const wanted = { at: at + 86_400_000, prices: [newPrice] };
const priceChange = {
  ...{ changeId: "spring", storeId, ...wanted },
  ...{ state: "DONE" as const, menuVersion: 2, missing: [newPrice] },
};
const promoted = {
  storeIds: [storeId],
  text: { ko: "라떼에는 크루아상", en: "A croissant goes with a latte" },
  ...{ fromAt: at, untilAt: at + 86_400_000 },
  hours: { from: 420, until: 660 },
  words: ["라떼"],
};
const promotion = { promotionId: "morning", ...promoted, version: 1 };
const hit = {
  ...{ storeId, itemId, categoryId: item.categoryId, name: item.name },
  ...{ price_krw: item.price_krw, pictureId: item.pictureId },
};
const dollar = { currency: "USD", krwPerUnit: "1200.00" };

export const menuDeskExamples: ExamplesOf<typeof desk> = {
  menuDesk: {
    ...{ storeId, menuVersion: 1, draftVersion: 3, isEdited: true },
    ...{ categories: [menuCategory], items: [menuItem], offMenu: [menuItem], faults: [menuFault] },
  },
  menuFault,
  layoutDraft: { expectedDraftVersion: 3, categories: [menuCategory], itemIds: [itemId] },
  pricesDraft: { expectedDraftVersion: 3, prices: [newPrice] },
  itemDraft: { storeId, expectedDraftVersion: 0, item },
  publishRequest: { storeId, expectedDraftVersion: 1 },
  hoursDraft: { expectedVersion: 1, week: storeProfile.week, lastOrderMinutes: 15 },
  holidaysDraft: { expectedVersion: 2, holidays: [holiday] },
  newPrice,
  priceChangeDraft: wanted,
  priceChange,
  priceChangeList: { changes: [priceChange] },
  promotionDraft: { expectedVersion: 0, ...promoted },
  promotion,
  promotionList: { promotions: [promotion] },
  shownPromotion: {
    promotion: { promotionId: "morning", label: { ko: "광고", en: "Promotion" }, text: promoted.text },
  },
  searchHit: hit,
  searchResult: { hits: [hit] },
  rate: dollar,
  rates: {
    asOf: "2026-11-20",
    chargedIn: "KRW",
    note: { ko: "결제는 언제나 원화입니다", en: "Always charged in won" },
    rates: [dollar],
  },
  pictureView: { pictureId: "latte", type: "image/png", size: 20_480 },
};
