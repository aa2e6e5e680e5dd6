import type { PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import { gatherReads } from "@siren/store/gathered-read";
import { shareReads } from "@siren/store/shared-read";
import type { StoreMood } from "../domain/opening.ts";
import type { Views } from "../use-cases/ports.ts";
import type { Models } from "./models.ts";
import { namesShelf } from "./shelf-changes.ts";
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

/** What changes with a store's work. */
type Floor = { changes: number; free: ReadonlyMap<string, number>; load: Awaited<ReturnType<Views["load"]>> };
type Names = { changes: number; known: Map<string, string> };
type Counts = { changes: number; floor: number };

const mostNames = 20_000;

/** The views outside of units of work: what was read is kept for as long as the count of its changes stands. */
export function createKeptViews(models: Models): Views {
  const fresh = createViews(models);
  const shelves = new Map<string, Shelf>();
  const floors = new Map<string, Floor>();
  let names: Names = { changes: -1, known: new Map() };

  /** An order asks for its store's counts and for that of the names, and others ask with it: one look for all. */
  const look = gatherReads(async (ids): Promise<Map<string, Counts>> => {
    const found = await models.shelves.find({ _id: { $in: [...ids] } }).lean();
    return new Map(found.map(({ _id, changes = 0, floor = 0 }) => [_id, { changes, floor }]));
  });
  const countsAt = async (storeId: string) => (await look(storeId)) ?? { changes: 0, floor: 0 };
  /** By the count that was seen before, so that nobody is given what was read before their change. */
  const readFloor = shareReads(async (at) => {
    const storeId = at.slice(0, at.lastIndexOf("@"));
    const [free, load] = await Promise.all([fresh.free(storeId), fresh.load(storeId)]);
    return { free, load };
  });

  async function floorOf(storeId: string): Promise<Floor> {
    const { floor: changes } = await countsAt(storeId);
    const known = floors.get(storeId);
    if (known?.changes === changes) return known;
    const floor = { changes, ...(await readFloor(`${storeId}@${changes}`)).value };
    if (shelves.has(storeId)) floors.set(storeId, floor);
    return floor;
  }

  /** Who is not known is asked for each time: the next event of member's may name them. */
  async function nickname(memberId: string): Promise<string | null> {
    const { changes } = await countsAt(namesShelf);
    if (names.changes !== changes || names.known.size > mostNames) names = { changes, known: new Map() };
    const { known } = names;
    const found = known.get(memberId) ?? (await fresh.nickname(memberId));
    if (found !== null) known.set(memberId, found);
    return found;
  }

  async function shelfOf(storeId: string): Promise<Shelf> {
    const { changes } = await countsAt(storeId);
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
      const [{ soldOutOptions }, { free }] = await Promise.all([shelfOf(storeId), floorOf(storeId)]);
      return { soldOutOptions, free };
    },
    load: async (storeId) => (await floorOf(storeId)).load,
    nickname,
  };
}
