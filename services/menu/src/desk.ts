import type { PublishedMenu } from "@siren/contracts/menu";
import type { ItemDraft, LayoutDraft, MenuDesk, NewPrice } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { Catalogue, Selling } from "./catalogue.ts";
import type { Key, KeyedWrite } from "./keyed-write.ts";
import { refuseUnlessOnMenu, repriced } from "./new-prices.ts";
import { replaceAt } from "./replace-at.ts";
import type { DraftDoc, MenuModels } from "./store.ts";

const mostShown = 100;
/** The oldest go first: what is kept beside a menu must not outgrow it. */
const mostOffMenu = 100;

type Drafted = Selling & { offMenu: NonNullable<DraftDoc["offMenu"]> };

/** What is on the menu again, by whatever way, is no longer beside it. */
const beside = ({ items, offMenu = [] }: Pick<DraftDoc, "items" | "offMenu">) => {
  const sold = new Set(items.map(({ itemId }) => itemId));
  return offMenu.filter(({ itemId }) => !sold.has(itemId)).slice(-mostOffMenu);
};

/** Where a menu is worked on, item by item, until the whole of it is published. */
export function createDesk({ drafts }: MenuModels, write: KeyedWrite, catalogue: Catalogue) {
  const shownIn = async ({ _id, ...doc }: DraftDoc, tx: Tx): Promise<MenuDesk> => ({
    ...{ storeId: _id, ...doc, offMenu: beside(doc) },
    faults: (await catalogue.faultsIn(doc, tx)).slice(0, mostShown),
  });

  /** What is being worked on, or else what is sold. */
  async function draftIn(storeId: string, tx: Tx): Promise<DraftDoc> {
    const found: DraftDoc | null = await drafts.findById(storeId, null, { session: tx.session }).lean();
    if (found?.isEdited) return found;
    const { menuVersion, categories, items } = await catalogue.menuIn(storeId, tx);
    const draftVersion = found?.draftVersion ?? 0;
    const offMenu = found?.offMenu ?? [];
    return { _id: storeId, menuVersion, draftVersion, isEdited: false, categories, items, offMenu };
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
    change: (draft: Drafted) => Partial<Drafted>,
  ) =>
    write(key, { storeId, expected, ...body }, async (tx) => {
      const draft = await seenIn(storeId, expected, tx);
      const next = { ...draft, ...change({ ...draft, offMenu: beside(draft) }), isEdited: true };
      return shownIn(await save(draft, { ...next, offMenu: beside(next) }, tx), tx);
    });

  return {
    read: (storeId: string): Promise<MenuDesk> =>
      write(undefined, {}, async (tx) => shownIn(await draftIn(storeId, tx), tx)),

    /** A new item comes last; one that was off the menu is back on it. */
    putItem(itemId: string, { storeId, expectedDraftVersion, item }: ItemDraft, key: Key) {
      return edit(storeId, expectedDraftVersion, { itemId, item }, key, ({ items }) => {
        const whole = { itemId, ...item };
        const at = items.findIndex((one) => one.itemId === itemId);
        return { items: at === -1 ? [...items, whole] : items.with(at, whole) };
      });
    },

    /** Off the menu, and kept beside it. */
    takeOff(itemId: string, storeId: string, expected: number, key: Key) {
      return edit(storeId, expected, { removed: itemId }, key, ({ items, offMenu }) => {
        const off = items.filter((one) => one.itemId === itemId);
        if (off.length === 0) throw new Refusal("NOT_FOUND", "No such item in the draft");
        return { items: items.filter((one) => one.itemId !== itemId), offMenu: [...offMenu, ...off] };
      });
    },

    forget(storeId: string, itemId: string, expected: number, key: Key) {
      return edit(storeId, expected, { forgotten: itemId }, key, ({ offMenu }) => {
        const kept = offMenu.filter((one) => one.itemId !== itemId);
        if (kept.length === offMenu.length) throw new Refusal("NOT_FOUND", "No such item beside the menu");
        return { offMenu: kept };
      });
    },

    layOut(storeId: string, { expectedDraftVersion, categories, itemIds }: LayoutDraft, key: Key) {
      return edit(storeId, expectedDraftVersion, { categories, itemIds }, key, ({ items }) => {
        const named = new Map(items.map((item) => [item.itemId, item]));
        const ordered = [...new Set(itemIds)].flatMap((itemId) => named.get(itemId) ?? []);
        if (ordered.length !== items.length || itemIds.length !== items.length)
          throw new Refusal("BAD_REQUEST", "itemIds: all items of the draft, each once");
        return { categories, items: ordered };
      });
    },

    reprice(storeId: string, expected: number, prices: readonly NewPrice[], key: Key) {
      return edit(storeId, expected, { prices }, key, (draft) => {
        refuseUnlessOnMenu(draft, prices);
        return repriced(draft, prices).selling;
      });
    },

    /** Back to what is sold. */
    discard: (storeId: string, expected: number, key: Key): Promise<MenuDesk> =>
      write(key, { storeId, expected }, async (tx) => {
        const draft = await seenIn(storeId, expected, tx);
        const { menuVersion, categories, items } = await catalogue.menuIn(storeId, tx);
        const { offMenu = [] } = draft;
        const sold = { _id: storeId, menuVersion, categories, items, offMenu, isEdited: false };
        return shownIn(await save(draft, sold, tx), tx);
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
