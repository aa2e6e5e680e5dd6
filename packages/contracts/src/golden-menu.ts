import type { ExamplesOf } from "./form.ts";
import { at, storeId } from "./golden-ids.ts";
import type * as menu from "./menu.ts";

const latte = { ko: "카페 라떼", en: "Latte" };
const hot = {
  ...{ choiceId: "hot", name: { ko: "따뜻하게", en: "Hot" }, price_krw: 0, isDefault: true },
  allergens: ["milk" as const],
};
const temperature = {
  groupId: "temperature",
  name: { ko: "온도", en: "Temperature" },
  ...{ min: 1, max: 1 },
  choices: [hot],
};
const ice = {
  groupId: "ice",
  name: { ko: "얼음", en: "Ice" },
  ...{ min: 0, max: 1 },
  choices: [
    {
      ...{ choiceId: "less-ice", name: { ko: "얼음 적게", en: "Less ice" }, price_krw: 0, isDefault: false },
      allergens: ["soy" as const],
    },
  ],
};
const espresso = { categoryId: "espresso", name: { ko: "에스프레소", en: "Espresso" } };
const item = {
  itemId: "latte",
  categoryId: "espresso",
  name: latte,
  description: { ko: "우유를 넣은 에스프레소", en: "Espresso with milk" },
  price_krw: 5_000,
  prepSeconds: 70,
  optionGroups: [temperature, ice],
  excludedPairs: [["hot", "less-ice"] as [string, string]],
  allergens: ["milk" as const],
  kcal: 180,
  pictureId: "latte",
  isCounted: false,
};
const allDay = { opens: 0, closes: 1_440 };
const newYear = {
  day: "2027-01-01",
  name: { ko: "신정", en: "New Year" },
  hours: { opens: 600, closes: 1_080 },
};
const store = {
  name: { ko: "성수점", en: "Seongsu" },
  address: { ko: "서울 성동구 연무장길 12", en: "12 Yeonmujang-gil, Seoul" },
  lat: 37.5424,
  lng: 127.0563,
  week: [allDay, allDay, allDay, allDay, allDay, allDay, null],
  holidays: [newYear],
  handOvers: [{ kind: "for-here" as const, fee_krw: 0 }],
  lastOrderMinutes: 15,
  maxWaitMinutes: 45,
};
const profile = { storeId, ...store, version: 1 };
const listed = { ...profile, distanceM: 420 };

export const menuExamples: ExamplesOf<typeof menu> = {
  localText: latte,
  optionChoice: hot,
  optionGroup: temperature,
  menuItem: item,
  menuCategory: espresso,
  openingHours: allDay,
  holiday: newYear,
  offeredHandOver: store.handOvers[0] as { kind: "for-here"; fee_krw: number },
  storeProfile: profile,
  listedStore: listed,
  storeList: { stores: [listed] },
  storeDraft: { ...store, expectedVersion: 0 },
  publishedMenu: { storeId, menuVersion: 1, publishedAt: at, categories: [espresso], items: [item] },
  menuDraft: { expectedVersion: 0, categories: [espresso], items: [item] },
};
