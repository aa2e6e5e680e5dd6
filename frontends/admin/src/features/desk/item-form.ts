import type { Allergen, MenuItem, OptionGroup } from "@siren/contracts/menu";
import { type Fault, numberFault, textFault } from "./desk-texts.ts";
import { wholeNumber } from "./whole-number.ts";

/** As it is typed: numbers are text until they are saved, so that what is wrong stays to be mended. */
export type ChoiceForm = {
  choiceId: string;
  ko: string;
  en: string;
  price: string;
  isDefault: boolean;
  allergens: Allergen[];
};
export type GroupForm = {
  groupId: string;
  ko: string;
  en: string;
  min: string;
  max: string;
  choices: ChoiceForm[];
};
export type ItemForm = {
  categoryId: string;
  nameKo: string;
  nameEn: string;
  aboutKo: string;
  aboutEn: string;
  price: string;
  prepSeconds: string;
  kcal: string;
  allergens: Allergen[];
  isCounted: boolean;
  pictureId: string | null;
  groups: GroupForm[];
  pairs: [string, string][];
};

export const groupFormOf = ({ groupId, name, min, max, choices }: OptionGroup): GroupForm => ({
  ...{ groupId, ...name, min: `${min}`, max: `${max}` },
  choices: choices.map(({ choiceId, name, price_krw, isDefault, allergens = [] }) => ({
    ...{ choiceId, ...name, price: `${price_krw}`, isDefault: isDefault ?? false, allergens },
  })),
});

export const formOf = (item: MenuItem): ItemForm => ({
  categoryId: item.categoryId,
  ...{ nameKo: item.name.ko, nameEn: item.name.en },
  ...{ aboutKo: item.description?.ko ?? "", aboutEn: item.description?.en ?? "" },
  ...{
    price: `${item.price_krw}`,
    prepSeconds: `${item.prepSeconds}`,
    kcal: item.kcal === null ? "" : `${item.kcal}`,
  },
  ...{ allergens: item.allergens, isCounted: item.isCounted, pictureId: item.pictureId },
  ...{ groups: item.optionGroups.map(groupFormOf), pairs: item.excludedPairs },
});

export const blankForm = (categoryId: string): ItemForm => ({
  ...{ categoryId, nameKo: "", nameEn: "", aboutKo: "", aboutEn: "", price: "", prepSeconds: "40", kcal: "" },
  ...{ allergens: [], isCounted: false, pictureId: null, groups: [], pairs: [] },
});

const longestName = 80;
const longestText = 300;
const mostOfItem_krw = 1_000_000;
const mostOfChoice_krw = 100_000;

/** By field: `nameKo`, `group.size.min`, `choice.large.price`. */
export type ItemFaults = Record<string, Fault>;

export function faultsOfForm(form: ItemForm): ItemFaults {
  const faults: ItemFaults = {};
  const note = (field: string, fault: Fault | undefined) => {
    if (fault) faults[field] = fault;
  };
  const number = (field: string, text: string, from: number, to: number) =>
    note(field, wholeNumber(text, { from, to }) === null ? numberFault(from, to) : undefined);
  note("nameKo", textFault(form.nameKo, longestName));
  note("nameEn", textFault(form.nameEn, longestName));
  const isTold = form.aboutKo.trim() !== "" || form.aboutEn.trim() !== "";
  note("aboutKo", textFault(form.aboutKo, longestText, isTold));
  note("aboutEn", textFault(form.aboutEn, longestText, isTold));
  number("price", form.price, 0, mostOfItem_krw);
  number("prepSeconds", form.prepSeconds, 0, 900);
  if (form.kcal.trim() !== "") number("kcal", form.kcal, 0, 5_000);
  for (const group of form.groups) {
    const of = `group.${group.groupId}`;
    note(`${of}.ko`, textFault(group.ko, longestName));
    note(`${of}.en`, textFault(group.en, longestName));
    number(`${of}.min`, group.min, 0, 10);
    number(`${of}.max`, group.max, 1, 10);
    for (const choice of group.choices) {
      const named = `choice.${choice.choiceId}`;
      note(`${named}.ko`, textFault(choice.ko, longestName));
      note(`${named}.en`, textFault(choice.en, longestName));
      number(`${named}.price`, choice.price, 0, mostOfChoice_krw);
    }
  }
  return faults;
}

const numberIn = (text: string) => Number(text.replaceAll(",", "").trim());

/** Of a form without faults. */
export function itemFrom(form: ItemForm): Omit<MenuItem, "itemId"> {
  const description = { ko: form.aboutKo.trim(), en: form.aboutEn.trim() };
  return {
    categoryId: form.categoryId,
    name: { ko: form.nameKo.trim(), en: form.nameEn.trim() },
    ...(description.ko !== "" && { description }),
    ...{ price_krw: numberIn(form.price), prepSeconds: numberIn(form.prepSeconds) },
    kcal: form.kcal.trim() === "" ? null : numberIn(form.kcal),
    ...{ allergens: form.allergens, isCounted: form.isCounted, pictureId: form.pictureId },
    optionGroups: form.groups.map(({ groupId, ko, en, min, max, choices }) => ({
      ...{ groupId, name: { ko: ko.trim(), en: en.trim() }, min: numberIn(min), max: numberIn(max) },
      choices: choices.map(({ choiceId, isDefault, allergens, ...choice }) => ({
        ...{ choiceId, name: { ko: choice.ko.trim(), en: choice.en.trim() } },
        price_krw: numberIn(choice.price),
        ...(isDefault && { isDefault }),
        ...(allergens.length > 0 && { allergens }),
      })),
    })),
    excludedPairs: form.pairs,
  };
}

/** A name for its address, of its English one; another where that is taken. */
export function freshId(english: string, taken: ReadonlySet<string>, otherwise: string): string {
  const plain = english
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  const first = plain === "" ? otherwise : plain;
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? first : `${first}-${n}`;
    if (!taken.has(id)) return id;
  }
}
