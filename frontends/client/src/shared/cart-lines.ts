import type { MenuItem, PublishedMenu } from "@siren/contracts/menu";
import type { CartLine } from "@siren/contracts/order";
import { type Cart, lineName } from "./cart.ts";
import { isOffered, unitPrice } from "./options.ts";
import { goneFor, type StoreStanding } from "./store-words.ts";

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

/** What is the matter with a line, and so what can be done about it. */
export type LineTrouble =
  /** Not on the menu at all: it can only be taken out. */
  | { kind: "unknown" }
  /** On the menu, but not with these options any more. */
  | { kind: "options" }
  | { kind: "sold-out" }
  | { kind: "choice-sold-out"; names: MenuItem["name"][] }
  /** It was then, or something of it, and nobody can say how it is now. */
  | { kind: "was-sold-out"; at: number }
  /** Dearer or cheaper than when it was put in; it can be ordered all the same. */
  | { kind: "price"; was_krw: number; is_krw: number };

export function troubleOf(
  { line, item, isGone }: ShownLine,
  now: StoreStanding | undefined,
  seen: Cart["seen"],
): LineTrouble | null {
  if (isGone) return { kind: item ? "options" : "unknown" };
  if (!item) return null;
  const gone = goneFor(now, line.itemId, line.choiceIds);
  if (gone === "item") return { kind: "sold-out" };
  if (gone === "choice") {
    const without = line.choiceIds.filter((each) => now?.soldOutOptions.includes(each));
    return { kind: "choice-sold-out", names: choiceNames(item, without) };
  }
  const before = now?.before;
  if (before && goneFor(before, line.itemId, line.choiceIds)) return { kind: "was-sold-out", at: before.at };
  const [was_krw, is_krw] = [seen?.[lineName(line)], unitPrice(item, line.choiceIds)];
  return was_krw !== undefined && was_krw !== is_krw ? { kind: "price", was_krw, is_krw } : null;
}

/** A new price, and what may be had again, is told and stops nobody. */
export const stops = (trouble: LineTrouble | null): boolean =>
  trouble !== null && trouble.kind !== "price" && trouble.kind !== "was-sold-out";
