import type { DueTimer } from "@siren/chassis/messaging/ports";
import type { MenuItem } from "@siren/contracts/menu";
import type { NewPrice, PriceChange, PriceChangeDraft } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { Catalogue, Selling } from "./catalogue.ts";
import type { Desk } from "./desk.ts";
import type { Key, KeyedWrite } from "./keyed-write.ts";
import { mostOfChoice_krw, mostOfItem_krw } from "./rules.ts";
import type { MenuModels, PriceChangeDoc } from "./store.ts";

export const priceTimer = "price-change";
const furthestMs = 366 * 24 * 60 * 60 * 1000;
const mostShown = 100;

const shown = ({ _id, ...doc }: PriceChangeDoc): PriceChange => doc;
const idOf = (storeId: string, changeId: string) => `${storeId}/${changeId}`;
const timerOf = (id: string) => `${priceTimer}:${id}`;

/** Prices that are to hold from a set time on: then they are published as a new version, once. */
export function createPriceChanges(
  { priceChanges }: MenuModels,
  write: KeyedWrite,
  catalogue: Catalogue,
  desk: Desk,
  now: () => number,
) {
  const find = async (_id: string, tx: Tx): Promise<PriceChangeDoc | null> =>
    priceChanges.findById(_id, null, { session: tx.session }).lean();
  const save = (doc: PriceChangeDoc, { session }: Tx) =>
    priceChanges.replaceOne({ _id: doc._id }, doc, { session, upsert: true });

  return {
    async list(storeId: string): Promise<PriceChange[]> {
      const all: PriceChangeDoc[] = await priceChanges
        .find({ storeId })
        .sort({ at: -1 })
        .limit(mostShown)
        .lean();
      return all.map(shown);
    },

    /** One that waits may be set anew. */
    put: (storeId: string, changeId: string, draft: PriceChangeDraft, key: Key): Promise<PriceChange> =>
      write(key, { storeId, changeId, draft }, async (tx) => {
        const { at, prices } = draft;
        if (at <= now() || at > now() + furthestMs)
          throw new Refusal("BAD_REQUEST", "at: within a year from now");
        const faults = prices.flatMap(faultsOfPrice);
        if (faults.length > 0) throw new Refusal("BAD_REQUEST", faults.slice(0, 5).join("; "));
        const { missing } = repriced(await catalogue.menuIn(storeId, tx), prices);
        if (missing.length > 0)
          throw new Refusal(
            "OPTION_INVALID",
            `not on the menu: ${missing.slice(0, 5).map(nameOf).join(", ")}`,
          );
        const id = idOf(storeId, changeId);
        const known = await find(id, tx);
        if (known && known.state !== "WAITING")
          throw new Refusal("ILLEGAL_TRANSITION", `it is ${known.state}`);
        const doc: PriceChangeDoc = {
          ...{ _id: id, changeId, storeId, at, prices },
          ...{ state: "WAITING", menuVersion: null, missing: [] },
        };
        await save(doc, tx);
        await tx.schedule({ id: timerOf(id), kind: priceTimer, dueAt: at, data: { id } });
        return shown(doc);
      }),

    callOff: (storeId: string, changeId: string, key: Key): Promise<PriceChange> =>
      write(key, { storeId, changeId }, async (tx) => {
        const known = await find(idOf(storeId, changeId), tx);
        if (!known) throw new Refusal("NOT_FOUND", "No such price change");
        if (known.state === "DONE") throw new Refusal("ILLEGAL_TRANSITION", "it has been published");
        const doc: PriceChangeDoc = { ...known, state: "CALLED_OFF" };
        await save(doc, tx);
        await tx.cancelTimer(timerOf(doc._id));
        return shown(doc);
      }),

    /** Runs in the transaction that takes the timer away: a second replica, or a restart, finds neither. */
    async due({ data }: Pick<DueTimer, "data">, tx: Tx): Promise<void> {
      const change = await find((data as { id: string }).id, tx);
      if (change?.state !== "WAITING") return;
      const { storeId, prices } = change;
      const { menuVersion, ...menu } = await catalogue.menuIn(storeId, tx);
      const { selling, missing } = repriced(menu, prices);
      if (missing.length === prices.length)
        return void (await save({ ...change, state: "DONE", missing }, tx));
      const published = await catalogue.publishIn(tx, storeId, menuVersion, selling);
      await desk.follow(storeId, published, (draft) => repriced(draft, prices).selling, tx);
      await save({ ...change, state: "DONE", menuVersion: published.menuVersion, missing }, tx);
    },
  };
}

export type PriceChanges = ReturnType<typeof createPriceChanges>;

const nameOf = ({ itemId, choiceId }: NewPrice) => [itemId, choiceId].filter(Boolean).join("/");

function faultsOfPrice(one: NewPrice): string[] {
  if (!one.itemId && !one.choiceId) return ["prices: an item, a choice or both"];
  const most = one.choiceId ? mostOfChoice_krw : mostOfItem_krw;
  return one.price_krw > most ? [`prices: ${nameOf(one)} costs more than ${most} won`] : [];
}

/** The menu with its new prices, and those that found nothing there. */
export function repriced(
  menu: Selling,
  prices: readonly NewPrice[],
): { selling: Selling; missing: NewPrice[] } {
  const missing: NewPrice[] = [];
  let { items } = menu;
  for (const price of prices) {
    const next = items.map((item) => withPrice(item, price));
    if (next.every((item, i) => item === items[i])) missing.push(price);
    items = next;
  }
  return { selling: { categories: menu.categories, items }, missing };
}

/** The very same item when the price is not for it. */
function withPrice(item: MenuItem, { itemId, choiceId, price_krw }: NewPrice): MenuItem {
  if (itemId !== undefined && itemId !== item.itemId) return item;
  if (choiceId === undefined) return { ...item, price_krw };
  const isOffered = item.optionGroups.some(({ choices }) => choices.some((one) => one.choiceId === choiceId));
  if (!isOffered) return item;
  const optionGroups = item.optionGroups.map((group) => ({
    ...group,
    choices: group.choices.map((one) => (one.choiceId === choiceId ? { ...one, price_krw } : one)),
  }));
  return { ...item, optionGroups };
}
