import { slug } from "@siren/contracts/ids";
import type { LocalText } from "@siren/contracts/menu";
import type { CartLine } from "@siren/contracts/order";
import { type FavouriteView, favouriteView } from "@siren/contracts/wallet";
import { type Observable, observable } from "@siren/web/observable";
import { type KeptStorage, readJson } from "@siren/web/storage";
import * as z from "zod/mini";
import { lineName } from "./cart.ts";

const keptAs = "siren.favourites";
/** As many as an account may have. */
const mostFavourites = 30;
const longestName = 30;

/** The phone's own copy: what a guest has, and what a member sees while member is away. */
const kept = z.object({
  /** Null is whoever uses this phone without signing in. */
  owner: z.nullable(z.string()),
  favourites: z.array(favouriteView),
  /** What member has not been told yet. */
  untold: z.array(z.object({ favouriteId: slug, is: z.enum(["saved", "removed"]) })),
});
export type Favourites = z.infer<typeof kept>;
const none: Favourites = { owner: null, favourites: [], untold: [] };

/** A name of its own for each drink as it is had: the same heart on any device is the same favourite. */
export function favouriteIdOf(line: Pick<CartLine, "itemId" | "choiceIds">): string {
  let hash = 0x811c9dc5;
  for (const letter of lineName(line)) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return `${line.itemId.slice(0, 36).replace(/-+$/, "")}-${hash.toString(36)}`;
}

export type Liked = { line: CartLine; storeId: string; name: LocalText; at: number };

export const isFull = ({ favourites }: Favourites): boolean => favourites.length >= mostFavourites;

const told = ({ untold }: Favourites, favouriteId: string) =>
  untold.filter((each) => each.favouriteId !== favouriteId);

export function withFavourite(before: Favourites, { line, storeId, name, at }: Liked): Favourites {
  const favouriteId = favouriteIdOf(line);
  const favourite = {
    ...{ favouriteId, storeId, savedAt: at, lines: [{ ...line, quantity: 1 }] },
    name: name.ko.trim().slice(0, longestName) || line.itemId.slice(0, longestName),
  };
  const others = before.favourites.filter((each) => each.favouriteId !== favouriteId);
  const untold = [...told(before, favouriteId), { favouriteId, is: "saved" as const }];
  return { ...before, favourites: [favourite, ...others], untold };
}

export function withoutFavourite(before: Favourites, favouriteId: string): Favourites {
  return {
    ...before,
    favourites: before.favourites.filter((each) => each.favouriteId !== favouriteId),
    untold: [...told(before, favouriteId), { favouriteId, is: "removed" }],
  };
}

/** What member has, with what it was not told yet on top. */
export function merged(before: Favourites, theirs: readonly FavouriteView[]): Favourites {
  const isUntold = new Set(before.untold.map(({ favouriteId }) => favouriteId));
  const ours = before.favourites.filter(({ favouriteId }) => isUntold.has(favouriteId));
  const favourites = [...ours, ...theirs.filter(({ favouriteId }) => !isUntold.has(favouriteId))];
  return { ...before, favourites: favourites.sort((a, b) => b.savedAt - a.savedAt) };
}

/** Member took it, or said that it never will: then it is gone from here too. */
export const settled = (before: Favourites, favouriteId: string, wasTaken: boolean): Favourites => ({
  ...before,
  untold: told(before, favouriteId),
  favourites: wasTaken
    ? before.favourites
    : before.favourites.filter((each) => each.favouriteId !== favouriteId),
});

/**
 * Somebody signed in or out. What a guest liked goes along into the account; what a member liked is nobody else's
 * to see.
 */
export function ownedBy(before: Favourites, owner: string | null): Favourites {
  if (before.owner === owner) return before;
  if (before.owner !== null || owner === null) return { ...none, owner };
  const untold = before.favourites.map(({ favouriteId }) => ({ favouriteId, is: "saved" as const }));
  return { ...before, owner, untold };
}

export type FavouritesKeeper = Observable<Favourites> & {
  change: (how: (before: Favourites) => Favourites) => void;
  reread: () => void;
};

export function createFavourites(storage: KeptStorage): FavouritesKeeper {
  const read = (): Favourites => {
    const found = kept.safeParse(readJson(storage, keptAs));
    return found.success ? found.data : none;
  };
  const favourites = observable(read());
  return {
    ...favourites,
    change(how) {
      const next = how(favourites.get());
      if (next === favourites.get()) return;
      storage.setItem(keptAs, JSON.stringify(next));
      favourites.set(next);
    },
    reread: () => favourites.set(read()),
  };
}
