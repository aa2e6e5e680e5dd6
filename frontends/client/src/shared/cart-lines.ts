import type { MenuItem, PublishedMenu } from "@siren/contracts/menu";
import type { CartLine } from "@siren/contracts/order";
import { isOffered, unitPrice } from "./options.ts";

export type ShownLine = {
  line: CartLine;
  item: MenuItem | undefined;
  /** Nothing is left of what was put in, or not with these options. */
  isGone: boolean;
  line_krw: number;
};

/** A cart holds ids only; names and prices are the menu's. */
export function shownLines(lines: readonly CartLine[], menu: PublishedMenu | undefined): ShownLine[] {
  return lines.map((line) => {
    const item = menu?.items.find((each) => each.itemId === line.itemId);
    const isGone = menu !== undefined && (!item || !isOffered(item, line.choiceIds));
    return {
      line,
      item,
      isGone,
      line_krw: item && !isGone ? unitPrice(item, line.choiceIds) * line.quantity : 0,
    };
  });
}

export const totalOf = (lines: readonly ShownLine[]): number =>
  lines.reduce((sum, { line_krw }) => sum + line_krw, 0);

export function choiceNames(item: MenuItem, choiceIds: readonly string[]) {
  return item.optionGroups
    .flatMap(({ choices }) => choices)
    .filter((each) => choiceIds.includes(each.choiceId))
    .map(({ name }) => name);
}
