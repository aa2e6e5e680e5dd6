import type { StoreNow } from "@siren/contracts/barista";
import type { MenuItem, PublishedMenu } from "@siren/contracts/menu";
import type { CartLine, Recommendations } from "@siren/contracts/order";
import type { FavouriteView } from "@siren/contracts/wallet";
import { lineName } from "../../shared/cart.ts";
import { isOffered, unitPrice } from "../../shared/options.ts";
import { goneFor } from "../../shared/store-words.ts";

export type QuickPick = {
  name: string;
  line: CartLine;
  item: MenuItem;
  unit_krw: number;
  isSoldOut: boolean;
  /** How often it was had; null is a favourite. */
  times: number | null;
  /** What this person calls it; null as long as it has the drink's own name. */
  called: string | null;
};

type Sources = { usual: Recommendations["usual"]; favourites: readonly FavouriteView[] };

/** What this person has again and again, then what they marked; each once, and only what this store can make. */
export function quickPicks(
  menu: PublishedMenu,
  now: StoreNow | undefined,
  { usual, favourites }: Sources,
): QuickPick[] {
  const wishes = [
    ...usual.map(({ line, times }) => ({ line, times })),
    ...favourites.flatMap(({ lines }) => lines.map((line) => ({ line, times: null }))),
  ];
  // Of several drinks together a name says nothing about one of them.
  const names = new Map(
    favourites.flatMap(({ lines: [line, ...more], name }) =>
      line && more.length === 0 ? [[lineName(line), name] as const] : [],
    ),
  );
  const seen = new Set<string>();
  return wishes.flatMap(({ line, times }) => {
    const name = lineName(line);
    const item = menu.items.find(({ itemId }) => itemId === line.itemId);
    if (!item || seen.has(name) || !isOffered(item, line.choiceIds)) return [];
    seen.add(name);
    const called = names.get(name);
    return [
      {
        called: called === undefined || called === item.name.ko ? null : called,
        ...{ name, item, times, line: { ...line, quantity: 1 } },
        unit_krw: unitPrice(item, line.choiceIds),
        isSoldOut: goneFor(now, item.itemId, line.choiceIds) !== null,
      },
    ];
  });
}
