import type { MenuItem, PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import type { CartLine } from "@siren/contracts/order";
import { oneOf } from "../e2e/harness/seeded.ts";

/** The hour of a load is nobody's choice: it goes to the stores that never close. */
export function anyStore<S extends Pick<StoreProfile, "storeId" | "week">>(
  stores: readonly S[],
  random: () => number,
): S {
  const open = stores.filter(({ week }) => week.every((day) => day && day.closes - day.opens >= 1_440));
  return oneOf(open, random);
}

/** Of bottles and food there are so many and no more: a long load drinks what is made. */
export const anyDrink = (menu: PublishedMenu, random: () => number): MenuItem =>
  oneOf(
    menu.items.filter(({ isCounted }) => !isCounted),
    random,
  );

/** One of it with the choices that the menu suggests. */
export function asOffered({ itemId, optionGroups }: MenuItem): CartLine {
  const choiceIds = optionGroups.flatMap(({ min, choices }) => {
    const suggested = choices.filter((choice) => choice.isDefault);
    return (suggested.length >= min ? suggested : choices.slice(0, min)).map(({ choiceId }) => choiceId);
  });
  return { itemId, choiceIds, quantity: 1 };
}
