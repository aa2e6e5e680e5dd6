import type { PublishedMenu } from "@siren/contracts/menu";
import type { ItemDraft, MenuDesk } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { Catalogue, Selling } from "./catalogue.ts";
import type { Key, KeyedWrite } from "./keyed-write.ts";
import { replaceAt } from "./replace-at.ts";
import { faultsOfMenu } from "./rules.ts";
import type { DraftDoc, MenuModels } from "./store.ts";

const shown = ({ _id, ...doc }: DraftDoc): MenuDesk => ({
  ...{ storeId: _id, ...doc },
  faults: faultsOfMenu(doc).slice(0, 20),
});

/** Where a menu is worked on, item by item, until the whole of it is published. */
export function createDesk({ drafts }: MenuModels, write: KeyedWrite, catalogue: Catalogue) {
  /** What is being worked on, or else what is sold. */
  async function draftIn(storeId: string, tx: Tx): Promise<DraftDoc> {
    const found: DraftDoc | null = await drafts.findById(storeId, null, { session: tx.session }).lean();
    if (found?.isEdited) return found;
    const { menuVersion, categories, items } = await catalogue.menuIn(storeId, tx);
    const draftVersion = found?.draftVersion ?? 0;
    return { _id: storeId, menuVersion, draftVersion, isEdited: false, categories, items };
  }

  async function save(seen: DraftDoc, next: Omit<DraftDoc, "draftVersion">, tx: Tx): Promise<DraftDoc> {
    const doc = { ...next, draftVersion: seen.draftVersion + 1 };
    const { _id, draftVersion } = seen;
    await replaceAt(drafts, { _id, draftVersion }, doc, draftVersion === 0, tx);
    return doc;
  }

  async function seenIn(storeId: string, expected: number, tx: Tx): Promise<DraftDoc> {
    const draft = await draftIn(storeId, tx);
    if (draft.draftVersion !== expected) throw new Refusal("VERSION_CONFLICT");
    return draft;
  }

  const edit = (
    storeId: string,
    expected: number,
    body: object,
    key: Key,
    change: (items: Selling) => Selling,
  ) =>
    write(key, { storeId, expected, ...body }, async (tx) => {
      const draft = await seenIn(storeId, expected, tx);
      const { categories, items } = change(draft);
      return shown(await save(draft, { ...draft, categories, items, isEdited: true }, tx));
    });

  return {
    read: (storeId: string): Promise<MenuDesk> =>
      write(undefined, {}, async (tx) => shown(await draftIn(storeId, tx))),

    /** A new item comes last. */
    putItem(itemId: string, { storeId, expectedDraftVersion, item }: ItemDraft, key: Key) {
      return edit(storeId, expectedDraftVersion, { itemId, item }, key, ({ categories, items }) => {
        const whole = { itemId, ...item };
        const at = items.findIndex((one) => one.itemId === itemId);
        return { categories, items: at === -1 ? [...items, whole] : items.with(at, whole) };
      });
    },

    removeItem(itemId: string, storeId: string, expected: number, key: Key) {
      return edit(storeId, expected, { removed: itemId }, key, ({ categories, items }) => {
        const kept = items.filter((one) => one.itemId !== itemId);
        if (kept.length === items.length) throw new Refusal("NOT_FOUND", "No such item in the draft");
        return { categories, items: kept };
      });
    },

    /** Back to what is sold. */
    discard: (storeId: string, expected: number, key: Key): Promise<MenuDesk> =>
      write(key, { storeId, expected }, async (tx) => {
        const draft = await seenIn(storeId, expected, tx);
        const { menuVersion, categories, items } = await catalogue.menuIn(storeId, tx);
        const sold = { _id: storeId, menuVersion, categories, items, isEdited: false };
        return shown(await save(draft, sold, tx));
      }),

    publish: (storeId: string, expected: number, key: Key): Promise<PublishedMenu> =>
      write(key, { storeId, expected }, async (tx) => {
        const draft = await seenIn(storeId, expected, tx);
        const { categories, items } = draft;
        const menu = await catalogue.publishIn(tx, storeId, draft.menuVersion, { categories, items });
        await save(draft, { ...draft, menuVersion: menu.menuVersion, isEdited: false }, tx);
        return menu;
      }),

    /** What was published beside the draft goes into it too, so that publishing it does not undo that. */
    async follow(storeId: string, menu: PublishedMenu, change: (selling: Selling) => Selling, tx: Tx) {
      const draft = await draftIn(storeId, tx);
      if (!draft.isEdited || draft.menuVersion !== menu.menuVersion - 1) return;
      const { categories, items } = change(draft);
      await save(draft, { ...draft, menuVersion: menu.menuVersion, categories, items }, tx);
    },
  };
}

export type Desk = ReturnType<typeof createDesk>;
