import type { StoreProfile } from "@siren/contracts/menu";
import type { Tx } from "@siren/store/unit-of-work";
import type { Stock } from "../domain/stock.ts";
import type { DelayDoc, HandDoc, LoadDoc, ProfileDoc, StockDoc } from "./floor-models.ts";
import { createKeptByCount, type KeptByCount } from "./kept-by-count.ts";
import type { BaristaModels } from "./models.ts";
import { type ReadOnce, readOnceIn } from "./read-once.ts";

/** What of a store's floor changes seldom, and each of its orders asks for. */
type Floor = {
  profile: StoreProfile | undefined;
  delay: DelayDoc | undefined;
  /** When each of those who may be at work tapped last. */
  hands: number[];
  /** By store and item, as far as it was asked for; undefined where nothing is known of it. */
  stock: Map<string, Stock | undefined>;
};

/** What a store's load is before anything was told of it. */
export const untold = { waiting: 0, drinkSeconds: 0, hands: 1, toldAt: 0, version: 0 };

export const stockOf = ({ _id, ...stock }: StockDoc): Stock => stock;

const keptBy = new WeakMap<BaristaModels, KeptByCount<Floor>>();
function keptOf(models: BaristaModels): KeptByCount<Floor> {
  const kept = keptBy.get(models) ?? createKeptByCount<Floor>();
  keptBy.set(models, kept);
  return kept;
}

/** As it was read: before this transaction has counted anything. */
export function noteLoad(read: ReadOnce, storeId: string, doc: LoadDoc | undefined): void {
  read.loads.set(storeId, doc);
  if (!read.moved.has(storeId)) read.moves.set(storeId, doc?.moves ?? 0);
  if (!read.floorMoved.has(storeId)) read.floors.set(storeId, doc?.floor ?? 0);
}

/** Told in the transaction that changes a store's floor, once: every replica reads it anew then. */
export function countFloorChange(tx: Tx, { loads }: BaristaModels, storeId: string): void {
  const read = readOnceIn(tx);
  if (read.floorMoved.has(storeId)) return;
  read.floorMoved.add(storeId);
  const to = { $inc: { floor: 1 }, $setOnInsert: { ...untold, dueAt: null } };
  tx.later({ update: loads.collection.collectionName, filter: { _id: storeId }, to, upsert: true });
}

/** What stands in the store is not what was kept. */
export const dropFloor = (models: BaristaModels, storeId: string): void => keptOf(models).drop(storeId);

/** What each of a page's orders is about to ask of its store, with one read of each kind that is not known. */
export async function readFloorAhead(
  tx: Tx,
  models: BaristaModels,
  { storeIds, stockIds }: { storeIds: readonly string[]; stockIds: readonly string[] },
): Promise<void> {
  const { session } = tx;
  const read = readOnceIn(tx);
  const found = { _id: { $in: storeIds } };
  const docs: LoadDoc[] = await models.loads.find(found, null, { session }).lean();
  for (const storeId of storeIds)
    noteLoad(
      read,
      storeId,
      docs.find(({ _id }) => _id === storeId),
    );
  await recallFloors(tx, models, storeIds);
  const unread = stockIds.filter((id) => !read.stock.has(id));
  if (unread.length === 0) return;
  const counted: StockDoc[] = await models.stock.find({ _id: { $in: unread } }, null, { session }).lean();
  const known = new Map(counted.map((doc) => [doc._id, stockOf(doc)]));
  for (const id of unread) {
    read.stock.set(id, known.get(id));
    const storeId = id.slice(0, id.indexOf("/"));
    const count = read.floors.get(storeId);
    if (count !== undefined) keptOf(models).at(storeId, count)?.value.stock.set(id, known.get(id));
  }
}

/** The same for one store, unless this transaction has changed it: then it is read as it stands there. */
export async function recallFloor(tx: Tx, models: BaristaModels, storeId: string): Promise<void> {
  const read = readOnceIn(tx);
  if (read.hands.has(storeId) || read.floorMoved.has(storeId)) return;
  if (!read.loads.has(storeId)) {
    const doc: LoadDoc | null = await models.loads.findById(storeId, null, { session: tx.session }).lean();
    noteLoad(read, storeId, doc ?? undefined);
  }
  await recallFloors(tx, models, [storeId]);
}

/** Their counts are known. */
async function recallFloors(tx: Tx, models: BaristaModels, storeIds: readonly string[]): Promise<void> {
  const read = readOnceIn(tx);
  const kept = keptOf(models);
  const unknown = storeIds.filter((storeId) => !kept.at(storeId, read.floors.get(storeId) ?? -1));
  const readAtMs = kept.nowMs();
  for (const [storeId, value] of await readFloors(tx, models, unknown)) {
    const count = read.floors.get(storeId);
    if (count !== undefined) kept.keep(storeId, { count, value, readAtMs });
    recall(read, storeId, value);
  }
  for (const storeId of storeIds) {
    const known = kept.at(storeId, read.floors.get(storeId) ?? -1);
    if (known) recall(read, storeId, known.value);
  }
}

function recall(read: ReadOnce, storeId: string, { profile, delay, hands, stock }: Floor): void {
  if (!read.profiles.has(storeId)) read.profiles.set(storeId, profile);
  if (!read.delays.has(storeId)) read.delays.set(storeId, delay);
  if (!read.hands.has(storeId)) read.hands.set(storeId, hands);
  for (const [id, one] of stock) if (!read.stock.has(id)) read.stock.set(id, one);
}

async function readFloors(
  { session }: Tx,
  { delays, profiles, hands }: BaristaModels,
  storeIds: readonly string[],
): Promise<Map<string, Floor>> {
  if (storeIds.length === 0) return new Map();
  const ofStores = { _id: { $in: storeIds } };
  const profileDocs: ProfileDoc[] = await profiles.find(ofStores, null, { session }).lean();
  const delayDocs: DelayDoc[] = await delays.find(ofStores, null, { session }).lean();
  const handDocs: HandDoc[] = await hands.find({ storeId: { $in: storeIds } }, null, { session }).lean();
  return new Map(
    storeIds.map((storeId) => [
      storeId,
      {
        profile: profileDocs.find(({ _id }) => _id === storeId)?.profile,
        delay: delayDocs.find(({ _id }) => _id === storeId),
        hands: handDocs.filter((hand) => hand.storeId === storeId).map(({ seenAt }) => seenAt),
        stock: new Map(),
      },
    ]),
  );
}
