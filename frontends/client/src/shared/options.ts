import type { Allergen, MenuItem, OptionGroup } from "@siren/contracts/menu";

/** What is usual; a usual choice that the store is out of gives way to the next one, where one is needed. */
export function defaultChoices(item: MenuItem, soldOut: readonly string[] = []): string[] {
  return item.optionGroups.flatMap((group) => {
    const there = group.choices.filter(({ choiceId }) => !soldOut.includes(choiceId));
    const from = there.length >= group.min ? there : group.choices;
    const marked = from.filter((each) => each.isDefault).slice(0, group.max);
    const chosen = marked.length >= group.min ? marked : from.slice(0, group.min);
    return chosen.map(({ choiceId }) => choiceId);
  });
}

/** What was chosen some time ago, as far as it is still offered; the usual in place of the rest. */
export function choicesAgain(item: MenuItem, before: readonly string[]): string[] {
  const usual = defaultChoices(item);
  const again = item.optionGroups.flatMap(({ choices, min, max }) => {
    const ids = choices.map(({ choiceId }) => choiceId);
    const kept = ids.filter((each) => before.includes(each)).slice(0, max);
    return kept.length >= min ? kept : ids.filter((each) => usual.includes(each)).slice(0, max);
  });
  return isOffered(item, again) ? again : usual;
}

/** What a tap on a choice does: one of a group replaces the other, many toggle within the group's bounds. */
export function tapped(group: OptionGroup, chosen: readonly string[], choiceId: string): string[] {
  const ofGroup = new Set(group.choices.map((each) => each.choiceId));
  const here = chosen.filter((each) => ofGroup.has(each));
  const elsewhere = chosen.filter((each) => !ofGroup.has(each));
  if (here.includes(choiceId)) {
    return here.length > group.min ? chosen.filter((each) => each !== choiceId) : [...chosen];
  }
  if (group.max === 1) return [...elsewhere, choiceId];
  return here.length < group.max ? [...chosen, choiceId] : [...chosen];
}

const clashWith = ({ excludedPairs }: MenuItem, choiceId: string): Set<string> =>
  new Set(
    excludedPairs.flatMap(([one, other]) => (one === choiceId ? [other] : other === choiceId ? [one] : [])),
  );

/** The tapped choice stays; what does not go with it gives way to the first of its group that does. */
export function withoutClashes(item: MenuItem, chosen: readonly string[], choiceId: string): string[] {
  const away = clashWith(item, choiceId);
  if (!chosen.includes(choiceId) || !chosen.some((each) => away.has(each))) return [...chosen];
  const kept = chosen.filter((each) => !away.has(each));
  const instead = item.optionGroups.flatMap(({ min, choices }) => {
    const missing = min - choices.filter((each) => kept.includes(each.choiceId)).length;
    const free = choices.filter((each) => !kept.includes(each.choiceId) && !away.has(each.choiceId));
    return free.slice(0, Math.max(0, missing)).map((each) => each.choiceId);
  });
  return [...kept, ...instead];
}

/** Those of the chosen that would have to go for this one. */
export function clashing(item: MenuItem, chosen: readonly string[], choiceId: string): string[] {
  if (chosen.includes(choiceId)) return [];
  const away = clashWith(item, choiceId);
  return chosen.filter((each) => away.has(each));
}

/** How many more a group wants before it can be ordered. */
export const lacking = ({ min, choices }: OptionGroup, chosen: readonly string[]): number =>
  Math.max(0, min - choices.filter((each) => chosen.includes(each.choiceId)).length);

export function unitPrice(item: MenuItem, chosen: readonly string[]): number {
  const extras = item.optionGroups.flatMap(({ choices }) => choices);
  return extras.reduce(
    (sum, { choiceId, price_krw }) => (chosen.includes(choiceId) ? sum + price_krw : sum),
    item.price_krw,
  );
}

/** Whether what was chosen some time ago is still offered as it was. */
export function isOffered(item: MenuItem, chosen: readonly string[]): boolean {
  const known = new Set(item.optionGroups.flatMap(({ choices }) => choices.map((each) => each.choiceId)));
  return (
    chosen.every((each) => known.has(each)) &&
    !item.excludedPairs.some((pair) => pair.every((each) => chosen.includes(each))) &&
    item.optionGroups.every(({ choices, min, max }) => {
      const n = choices.filter((each) => chosen.includes(each.choiceId)).length;
      return n >= min && n <= max;
    })
  );
}

/** The item's own and those of what was chosen with it; one that is replaced by a choice is named all the same. */
export function allergensOf(item: MenuItem, chosen: readonly string[]): Allergen[] {
  const picked = item.optionGroups
    .flatMap(({ choices }) => choices)
    .filter((each) => chosen.includes(each.choiceId));
  return [...new Set([...item.allergens, ...picked.flatMap(({ allergens }) => allergens ?? [])])];
}
