import type { PricedLine } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";

/** What barista said of a store's choices and of what it counts. */
export type StoreFloor = {
  soldOutOptions: ReadonlySet<string>;
  /** Only what is counted is here. */
  free: ReadonlyMap<string, number>;
};

/** Refuses what cannot be made, and says which choice or which item it hangs on. */
export function refuseMissing(lines: readonly PricedLine[], { soldOutOptions, free }: StoreFloor): void {
  const choiceIds = [
    ...new Set(lines.flatMap(({ choices }) => choices.map(({ choiceId }) => choiceId))),
  ].filter((choiceId) => soldOutOptions.has(choiceId));
  if (choiceIds.length > 0) throw new Refusal("SOLD_OUT", `sold out: ${choiceIds.join(", ")}`, { choiceIds });
  const wanted = new Map<string, number>();
  for (const { itemId, quantity } of lines) wanted.set(itemId, (wanted.get(itemId) ?? 0) + quantity);
  const short = [...wanted].filter(([itemId, quantity]) => (free.get(itemId) ?? quantity) < quantity);
  if (short.length === 0) return;
  const itemIds = short.map(([itemId]) => itemId);
  const left = Object.fromEntries(itemIds.map((itemId) => [itemId, free.get(itemId) ?? 0]));
  throw new Refusal("SOLD_OUT", `not enough left: ${itemIds.join(", ")}`, { itemIds, left });
}
