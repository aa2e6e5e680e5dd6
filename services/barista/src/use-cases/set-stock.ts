import { Refusal } from "@siren/contracts/refusal";
import { count, noStock, receive, type Stock } from "../domain/stock.ts";
import type { Tapper, Transact } from "./ports.ts";

export type StockWord = { received: number } | { counted: number | null };
export type StockTap = { storeId: string; itemId: string; word: StockWord; key: string; by: Tapper };

/** So many came in, or so many stand there, or it is not counted any more. */
export function createSetStock(transact: Transact, now: () => number) {
  return ({ storeId, itemId, word, key, by }: StockTap): Promise<Stock> =>
    transact((work) => {
      if (!by.stores.includes(storeId)) throw new Refusal("WRONG_STORE");
      const once = { scope: `barista.stock:${by.sub}`, key, body: { storeId, itemId, word } };
      return work.once(once, async () => {
        const [known = noStock(storeId, itemId)] = await work.stockOf(storeId, [itemId]);
        const changed = "received" in word ? receive(known, word.received) : count(known, word.counted);
        return work.saveStock(changed, now());
      });
    });
}

export type SetStock = ReturnType<typeof createSetStock>;
