import { once } from "@siren/chassis/messaging/once";
import type { MenuDraft, PublishedMenu, StoreDraft, StoreProfile } from "@siren/contracts/menu";
import { Refusal } from "@siren/contracts/refusal";
import type { menuState } from "@siren/contracts/snapshots";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type * as z from "zod/mini";
import { faultsOfMenu } from "./rules.ts";
import type { MenuDoc, MenuModels, StoreDoc } from "./store.ts";

const profileOf = ({ _id, ...doc }: StoreDoc): StoreProfile => ({ storeId: _id, ...doc });
const menuOf = ({ _id, ...doc }: MenuDoc): PublishedMenu => ({ storeId: _id, ...doc });

/** Whose Idempotency-Key it is, and the key. */
type Key = { scope: string; key: string };

/** Stores and what they sell. Whatever is written is told in the same write. */
export function createCatalogue(store: Store, { stores, menus }: MenuModels, now: () => number) {
  /** A write that is sent again under its key gets its first answer, and not the conflict with itself. */
  function write<T>(key: Key | undefined, body: object, work: (tx: Tx) => Promise<T>): Promise<T> {
    return store.unitOfWork(async (tx) => {
      if (!key) return work(tx);
      const result = await once(store.once, tx, { ...key, body }, () => work(tx));
      if (result.kind === "reused") throw new Refusal("KEY_REUSED");
      return result.answer;
    });
  }

  return {
    async stores(): Promise<StoreProfile[]> {
      const all: StoreDoc[] = await stores.find().sort({ _id: 1 }).lean();
      return all.map(profileOf);
    },

    async store(storeId: string): Promise<StoreProfile> {
      const found: StoreDoc | null = await stores.findById(storeId).lean();
      if (!found) throw new Refusal("NOT_FOUND", "No such store");
      return profileOf(found);
    },

    async menu(storeId: string): Promise<PublishedMenu> {
      const found: MenuDoc | null = await menus.findById(storeId).lean();
      if (!found) throw new Refusal("NOT_FOUND", "No such menu");
      return menuOf(found);
    },

    /** `expectedVersion` is what the editor had before it; 0 for a store that is new. */
    async putStore(storeId: string, whole: StoreDraft, given?: Key): Promise<StoreProfile> {
      return write(given, { storeId, whole }, async (tx) => {
        const { expectedVersion, ...draft } = whole;
        const doc: StoreDoc = { _id: storeId, ...draft, version: expectedVersion + 1 };
        await replaceAt(stores, { _id: storeId, version: expectedVersion }, doc, expectedVersion === 0, tx);
        const profile = profileOf(doc);
        tx.publish({
          type: "StorePublished",
          aggregateId: storeId,
          aggregateVersion: doc.version,
          at: now(),
          data: profile,
        });
        return profile;
      });
    },

    async publish(storeId: string, draft: MenuDraft, given?: Key): Promise<PublishedMenu> {
      const faults = faultsOfMenu(draft);
      if (faults.length > 0) throw new Refusal("OPTION_INVALID", faults.slice(0, 5).join("; "));
      const { expectedVersion, categories, items } = draft;
      return write(given, { storeId, draft }, async (tx) => {
        if (!(await stores.exists({ _id: storeId }).session(tx.session)))
          throw new Refusal("NOT_FOUND", "No such store");
        const doc: MenuDoc = {
          _id: storeId,
          menuVersion: expectedVersion + 1,
          publishedAt: now(),
          categories,
          items,
        };
        await replaceAt(
          menus,
          { _id: storeId, menuVersion: expectedVersion },
          doc,
          expectedVersion === 0,
          tx,
        );
        const menu = menuOf(doc);
        tx.publish({
          type: "MenuPublished",
          // The store's profile is an aggregate of its own, with versions of its own.
          aggregateId: `${storeId}/menu`,
          aggregateVersion: menu.menuVersion,
          at: menu.publishedAt,
          data: menu,
        });
        return menu;
      });
    },

    async everything(tx: Tx): Promise<z.infer<typeof menuState>> {
      const allStores: StoreDoc[] = await stores.find({}, null, { session: tx.session }).lean();
      const allMenus: MenuDoc[] = await menus.find({}, null, { session: tx.session }).lean();
      return { stores: allStores.map(profileOf), menus: allMenus.map(menuOf) };
    },
  };
}

export type Catalogue = ReturnType<typeof createCatalogue>;

type Replaceable<D> = {
  create(docs: D[], options: { session: Tx["session"] }): Promise<unknown>;
  replaceOne(
    filter: object,
    doc: D,
    options: { session: Tx["session"] },
  ): PromiseLike<{ matchedCount: number }>;
  exists(filter: object): { session(session: Tx["session"]): PromiseLike<unknown> };
};

/** Writes over the version the editor saw, or refuses: two managers must not undo each other unseen. */
async function replaceAt<D extends { _id: string }>(
  model: Replaceable<D>,
  seen: object,
  doc: D,
  isNew: boolean,
  tx: Tx,
): Promise<void> {
  const { session } = tx;
  if (isNew) {
    if (await model.exists({ _id: doc._id }).session(session)) throw new Refusal("VERSION_CONFLICT");
    await model.create([doc], { session });
    return;
  }
  const replaced = await model.replaceOne(seen, doc, { session });
  if (replaced.matchedCount === 0) throw new Refusal("VERSION_CONFLICT");
}
