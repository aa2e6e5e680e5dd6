import type { Finding, StockFact } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { SoldOutBook } from "../books/sold-out-book.ts";
import type { Case } from "../casebook.ts";
import { type Judgement, sumBy } from "../judgement.ts";

/** Each reading is of one moment, so it is judged alone. */
export function judgeStock(stock: readonly StockFact[]): Judgement {
  const findings = stock.flatMap(({ storeId, itemId, ...counts }): Finding[] => {
    const { received, free, reserved, sold, kept } = counts;
    const subject = `${storeId}/${itemId}`;
    if (Math.min(received, free, reserved, sold) < 0)
      return [{ subject, why: says("below-zero", { counts: JSON.stringify(counts) }) }];
    if (reserved + free + sold !== received)
      return [{ subject, why: says("stock-not-received", { reserved, free, sold, received }) }];
    return reserved === kept ? [] : [{ subject, why: says("stock-not-kept", { reserved, kept }) }];
  });
  const received = sumBy(stock, (one) => one.received);
  const sold = sumBy(stock, (one) => one.sold);
  return {
    judged: stock.length,
    findings,
    evidence: says("items-counted", { items: stock.length, sold, received }),
  };
}

/** What the news of it may take to order. */
const hearsWithinMs = 5_000;

/** `wasAway`: barista could not be heard some time between the two, and nobody could know. */
export function judgeSoldOut(
  all: readonly Case[],
  soldOut: SoldOutBook,
  wasAway: (from: number, to: number) => boolean,
): Judgement {
  const sales = all.flatMap(({ orderId, sales }) => sales.map((sale) => ({ orderId, ...sale })));
  const findings = sales.flatMap(({ orderId, storeId, at, subjects }): Finding[] => {
    for (const subject of subjects) {
      const span = soldOut.spanAt(storeId, subject, at);
      if (!span || at - span.from <= hearsWithinMs || wasAway(span.from, at)) continue;
      const why = says("sold-after", { item: subject, store: storeId, ms: at - span.from });
      return [{ subject: orderId, why }];
    }
    return [];
  });
  return { judged: sales.length, findings, evidence: says("sales", { n: sales.length }) };
}
