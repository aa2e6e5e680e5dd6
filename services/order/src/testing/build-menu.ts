import type { PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import { startedAt } from "./build-order.ts";

const both = (name: string) => ({ ko: name, en: name });

export const testStore: StoreProfile = {
  storeId: "gangnam",
  name: both("Gangnam"),
  address: both("1 Teheran-ro"),
  lat: 37.5,
  lng: 127,
  // Seoul's 10:00 of a Friday is `startedAt`; Saturday is open past midnight, Sunday is closed.
  week: [
    null,
    ...Array.from({ length: 5 }, () => ({ opens: 8 * 60, closes: 22 * 60 })),
    { opens: 8 * 60, closes: 26 * 60 },
  ],
  holidays: [],
  handOvers: [
    { kind: "take-out", fee_krw: 0 },
    { kind: "car-side", fee_krw: 500 },
  ],
  ...{ lastOrderMinutes: 10, maxWaitMinutes: 45 },
  version: 1,
};

const plain = { allergens: [], kcal: null, pictureId: null, isCounted: false };

export const testMenu: PublishedMenu = {
  storeId: "gangnam",
  menuVersion: 3,
  publishedAt: startedAt,
  categories: [{ categoryId: "coffee", name: both("Coffee") }],
  items: [
    {
      itemId: "latte",
      categoryId: "coffee",
      name: both("Latte"),
      ...{ price_krw: 5_000, prepSeconds: 60, ...plain },
      excludedPairs: [["grande", "extra-shot"]],
      optionGroups: [
        {
          groupId: "size",
          name: both("Size"),
          min: 1,
          max: 1,
          choices: [
            { choiceId: "tall", name: both("Tall"), price_krw: 0, isDefault: true },
            { choiceId: "grande", name: both("Grande"), price_krw: 500 },
          ],
        },
        {
          groupId: "shots",
          name: both("Shots"),
          min: 0,
          max: 2,
          choices: [{ choiceId: "extra-shot", name: both("Extra shot"), price_krw: 600 }],
        },
      ],
    },
    {
      itemId: "cold-brew",
      categoryId: "coffee",
      name: both("Cold brew"),
      ...{ price_krw: 4_900, prepSeconds: 20, ...plain, excludedPairs: [] },
      optionGroups: [
        {
          groupId: "ice",
          name: both("Ice"),
          min: 1,
          max: 1,
          choices: [{ choiceId: "less-ice", name: both("Less ice"), price_krw: 0 }],
        },
      ],
    },
    {
      itemId: "muffin",
      categoryId: "coffee",
      name: both("Muffin"),
      ...{ price_krw: 3_500, prepSeconds: 15, ...plain, isCounted: true, excludedPairs: [] },
      optionGroups: [],
    },
  ],
};
