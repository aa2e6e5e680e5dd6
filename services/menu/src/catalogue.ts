import {
  type MenuDraft,
  type PublishedMenu,
  publishedMenu,
  type StoreDraft,
  type StoreProfile,
  storeProfile,
} from "@siren/contracts/menu";
import type { MenuFault } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import type { menuState } from "@siren/contracts/snapshots";
import type { Tx } from "@siren/store/unit-of-work";
import type * as z from "zod/mini";
import type { Key, KeyedWrite } from "./keyed-write.ts";
import { replaceAt } from "./replace-at.ts";
import { faultOf, faultsOfMenu, faultsOfStore, faultsOfStoreWords } from "./rules.ts";
import type { MenuDoc, MenuModels, StoreDoc } from "./store.ts";

// Read through the schema: what was written before a field was thought of gets that field's default.
const profileOf = ({ _id, ...doc }: StoreDoc): StoreProfile => storeProfile.parse({ storeId: _id, ...doc });
const menuOf = ({ _id, ...doc }: MenuDoc): PublishedMenu => publishedMenu.parse({ storeId: _id, ...doc });

export type Selling = Pick<MenuDraft, "categories" | "items">;

/** Which seed something was sown from, and which version of it is there. */
export type Sown = { version: number; sown: string | undefined };

/** Stores and what they sell. Whatever is written is told in the same write. */
export function createCatalogue(models: MenuModels, write: KeyedWrite, now: () => number) {
  const { stores, menus, pictures } = models;
  /** The menus as they were last read. */
  const read = new Map<string, PublishedMenu>();

  async function saveStore(doc: StoreDoc, written: Partial<StoreProfile>, tx: Tx): Promise<StoreProfile> {
    const profile = profileOf(doc);
    const faults = [...faultsOfStore(profile), ...faultsOfStoreWords(written)];
    if (faults.length > 0) throw new Refusal("BAD_REQUEST", faults.slice(0, 5).join("; "));
    const seen = doc.version - 1;
    await replaceAt(stores, { _id: doc._id, version: seen }, doc, seen === 0, tx);
    tx.publish({
      type: "StorePublished",
      aggregateId: doc._id,
      aggregateVersion: doc.version,
      at: now(),
      data: profile,
    });
    return profile;
  }

  /** Those of its words and numbers, and those of the pictures that it names. */
  async function faultsIn(selling: Selling, tx: Tx): Promise<MenuFault[]> {
    const faults = faultsOfMenu(selling);
    const named = [...new Set(selling.items.flatMap(({ pictureId }) => pictureId ?? []))];
    if (named.length === 0) return faults;
    const kept = await pictures.find({ _id: { $in: named } }, { _id: 1 }, { session: tx.session }).lean();
    const known = new Set<string | null>([null, ...kept.map(({ _id }) => _id)]);
    const without = selling.items.filter(({ pictureId }) => !known.has(pictureId));
    const faultOfPicture = ({ itemId, pictureId }: Selling["items"][number]) =>
      faultOf("PICTURE_UNKNOWN", itemId, pictureId, `: there is no picture ${pictureId}`);
    return [...faults, ...without.map(faultOfPicture)];
  }

  async function mustBeSellable(selling: Selling, tx: Tx): Promise<void> {
    const faults = (await faultsIn(selling, tx)).slice(0, 5).map(({ text }) => text);
    if (faults.length > 0) throw new Refusal("OPTION_INVALID", faults.join("; "));
  }

  /** The one way to a new version: as a whole, over the version that was seen. */
  async function publishIn(
    tx: Tx,
    storeId: string,
    seenVersion: number,
    selling: Selling,
    sown?: string,
  ): Promise<PublishedMenu> {
    await mustBeSellable(selling, tx);
    if (!(await stores.exists({ _id: storeId }).session(tx.session)))
      throw new Refusal("NOT_FOUND", "No such store");
    const { categories, items } = selling;
    const doc: MenuDoc = {
      ...{ _id: storeId, menuVersion: seenVersion + 1, publishedAt: now(), categories, items },
      ...(sown && { sown }),
    };
    await replaceAt(menus, { _id: storeId, menuVersion: seenVersion }, doc, seenVersion === 0, tx);
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
  }

  async function menu(storeId: string): Promise<PublishedMenu> {
    const at = await menus.findById(storeId, { menuVersion: 1, publishedAt: 1 }).lean();
    if (!at) throw new Refusal("NOT_FOUND", "No such menu");
    const known = read.get(storeId);
    if (known?.menuVersion === at.menuVersion && known.publishedAt === at.publishedAt) return known;
    const found: MenuDoc | null = await menus.findById(storeId).lean();
    if (!found) throw new Refusal("NOT_FOUND", "No such menu");
    const fresh = menuOf(found);
    read.set(storeId, fresh);
    return fresh;
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

    /** What is there as long as only a seed has written it. */
    async sown(kind: "stores" | "menus", storeId: string): Promise<Sown | null> {
      if (kind === "stores") {
        const found = await stores.findById(storeId, { version: 1, sown: 1 }).lean();
        return found && { version: found.version, sown: found.sown };
      }
      const found = await menus.findById(storeId, { menuVersion: 1, sown: 1 }).lean();
      return found && { version: found.menuVersion, sown: found.sown };
    },

    menu,

    /** Of all stores that have one. */
    async menus(): Promise<PublishedMenu[]> {
      const ids = await menus.find({}, { _id: 1 }).sort({ _id: 1 }).lean();
      return Promise.all(ids.map(({ _id }) => menu(_id)));
    },

    async menuIn(storeId: string, tx: Tx): Promise<PublishedMenu> {
      const found: MenuDoc | null = await menus.findById(storeId, null, { session: tx.session }).lean();
      if (!found) throw new Refusal("NOT_FOUND", "No such menu");
      return menuOf(found);
    },

    /** `expectedVersion` is what the editor had before it; 0 for a store that is new. */
    putStore(storeId: string, whole: StoreDraft, given?: Key, sown?: string): Promise<StoreProfile> {
      return write(given, { storeId, whole }, (tx) => {
        const { expectedVersion, ...draft } = whole;
        const doc = { _id: storeId, ...draft, version: expectedVersion + 1, ...(sown && { sown }) };
        return saveStore(doc, draft, tx);
      });
    },

    /** Some fields of it, over the version that was seen. */
    editStore(
      storeId: string,
      expectedVersion: number,
      changes: Partial<Pick<StoreProfile, "week" | "lastOrderMinutes" | "holidays">>,
      given: Key,
    ): Promise<StoreProfile> {
      return write(given, { storeId, expectedVersion, changes }, async (tx) => {
        const found: StoreDoc | null = await stores.findById(storeId, null, { session: tx.session }).lean();
        if (!found) throw new Refusal("NOT_FOUND", "No such store");
        if (found.version !== expectedVersion) throw new Refusal("VERSION_CONFLICT");
        const { storeId: _id, ...profile } = profileOf(found);
        return saveStore({ _id, ...profile, ...changes, version: expectedVersion + 1 }, changes, tx);
      });
    },

    publish(storeId: string, draft: MenuDraft, given?: Key, sown?: string): Promise<PublishedMenu> {
      const { expectedVersion, ...selling } = draft;
      return write(given, { storeId, draft }, (tx) => publishIn(tx, storeId, expectedVersion, selling, sown));
    },

    publishIn,
    faultsIn,

    async everything(tx: Tx): Promise<z.infer<typeof menuState>> {
      const allStores: StoreDoc[] = await stores.find({}, null, { session: tx.session }).lean();
      const allMenus: MenuDoc[] = await menus.find({}, null, { session: tx.session }).lean();
      return { stores: allStores.map(profileOf), menus: allMenus.map(menuOf) };
    },
  };
}

export type Catalogue = ReturnType<typeof createCatalogue>;
