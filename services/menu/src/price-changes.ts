import type { DueTimer } from "@siren/chassis/messaging/ports";
import type { PriceChange, PriceChangeDraft } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { Catalogue } from "./catalogue.ts";
import type { Desk } from "./desk.ts";
import type { Key, KeyedWrite } from "./keyed-write.ts";
import { refuseUnlessOnMenu, repriced } from "./new-prices.ts";
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
        refuseUnlessOnMenu(await catalogue.menuIn(storeId, tx), prices);
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
