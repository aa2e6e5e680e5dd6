import { columns, inMs, spreadOf } from "../e2e/harness/spread.ts";
import type { Book } from "./measured.ts";

export function tableOf(book: Book, tookMs: number): string {
  const steps = [...book.tookMs].sort(([a], [b]) => a.localeCompare(b));
  const rows = steps.map(([step, values]) => {
    const { count, p50, p95, p99 } = spreadOf(values);
    return [step, String(count), inMs(p50), inMs(p95), inMs(p99)];
  });
  const errors = [...book.errors].map(([code, count]) => `${code} ${count}`).join(", ") || "none";
  const perSecond = (book.ordersFinished / (tookMs / 1_000)).toFixed(2);
  return [
    columns([["step", "times", "p50 ms", "p95 ms", "p99 ms"], ...rows]),
    "",
    `requests          ${book.requests} in ${(tookMs / 1_000).toFixed(1)} s`,
    `errors            ${errors}`,
    `orders finished   ${book.ordersFinished}, ${perSecond} per second; left open ${book.ordersLeftOpen}`,
  ].join("\n");
}
