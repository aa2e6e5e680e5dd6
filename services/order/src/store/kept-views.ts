import type { PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import type { StoreMood } from "../domain/opening.ts";
import type { Views } from "../use-cases/ports.ts";
import type { Models } from "./models.ts";
import { createViews } from "./views.ts";

/** What of a store changes a few times a day and is looked at with every quote and order. */
type Shelf = {
  changes: number;
  store: StoreProfile | null;
  menu: PublishedMenu | null;
  mood: StoreMood;
  soldOut: ReadonlySet<string>;
  soldOutOptions: ReadonlySet<string>;
};

/** The views outside of units of work: a shelf is kept for as long as its count of changes stands. */
export function createKeptViews(models: Models): Views {
  const fresh = createViews(models);
  const shelves = new Map<string, Shelf>();
  const underWay = new Map<string, Promise<number>>();

  /** Those who ask for several things of a store at once are answered by one look. */
  function changesAt(storeId: string): Promise<number> {
    const known = underWay.get(storeId);
    if (known) return known;
    const look = models.shelves
      .findById(storeId)
      .lean()
      .then((found) => found?.changes ?? 0)
      .finally(() => underWay.delete(storeId));
    underWay.set(storeId, look);
    return look;
  }

  async function shelfOf(storeId: string): Promise<Shelf> {
    const changes = await changesAt(storeId);
    const known = shelves.get(storeId);
    if (known?.changes === changes) return known;
    // Read after the count: a change in between is read now and, as the count has moved, once more.
    const [store, menu, mood, soldOut, { soldOutOptions }] = await Promise.all([
      fresh.store(storeId),
      fresh.menu(storeId),
      fresh.mood(storeId),
      fresh.soldOut(storeId),
      fresh.floor(storeId),
    ]);
    const shelf = { changes, store, menu, mood, soldOut, soldOutOptions };
    // Only stores there are: anybody may ask for any name.
    if (store) shelves.set(storeId, shelf);
    return shelf;
  }

  return {
    ...fresh,
    store: async (storeId) => (await shelfOf(storeId)).store,
    menu: async (storeId) => (await shelfOf(storeId)).menu,
    mood: async (storeId) => (await shelfOf(storeId)).mood,
    soldOut: async (storeId) => (await shelfOf(storeId)).soldOut,
    async floor(storeId) {
      const [{ soldOutOptions }, free] = await Promise.all([shelfOf(storeId), fresh.free(storeId)]);
      return { soldOutOptions, free };
    },
  };
}
