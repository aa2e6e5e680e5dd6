import { Refusal } from "@siren/contracts/refusal";
import { count, noStock, receive, type Stock } from "../domain/stock.ts";
import { onlyIfUnchanged } from "./only-if-unchanged.ts";
import type { Tapper, Transact } from "./ports.ts";

export type StockWord = { received: number } | { counted: number | null; saidAt?: number | undefined };
export type StockTap = { storeId: string; itemId: string; word: StockWord; key: string; by: Tapper };

/** So many came in, or so many stand there, or it is not counted any more. */
export function createSetStock(transact: Transact, now: () => number) {
  return ({ storeId, itemId, word, key, by }: StockTap): Promise<Stock> =>
    transact((work) => {
      if (!by.stores.includes(storeId)) throw new Refusal("WRONG_STORE");
      // When it was said is no part of what was said: the same count may come again, late.
      const said = "received" in word ? word : { counted: word.counted };
      const once = { scope: `barista.stock:${by.sub}`, key, body: { storeId, itemId, word: said } };
      return work.once(once, async () => {
        const [known = noStock(storeId, itemId)] = await work.stockOf(storeId, [itemId]);
        if ("received" in word) return work.saveStock(receive(known, word.received), now());
        onlyIfUnchanged(known, word.saidAt);
        const changed = count(known, word.counted);
        return work.saveStock(changed, now());
      });
    });
}

export type SetStock = ReturnType<typeof createSetStock>;
