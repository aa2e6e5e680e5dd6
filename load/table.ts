import type { Book } from "../e2e/harness/measured.ts";
import { counted, stepTable } from "../e2e/harness/step-table.ts";

export function tableOf(book: Book, tookMs: number): string {
  const perSecond = (book.ordersFinished / (tookMs / 1_000)).toFixed(2);
  return [
    stepTable(book),
    "",
    `requests          ${book.requests} in ${(tookMs / 1_000).toFixed(1)} s`,
    `errors            ${counted(book.errors)}`,
    `orders finished   ${book.ordersFinished}, ${perSecond} per second; left open ${book.ordersLeftOpen}`,
  ].join("\n");
}
