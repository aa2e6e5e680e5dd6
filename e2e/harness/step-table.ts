import type { Book } from "./measured.ts";
import { columns, inMs, spreadOf } from "./spread.ts";

/** How long each step took, by name. */
export function stepTable(book: Book): string {
  const steps = [...book.tookMs].sort(([a], [b]) => a.localeCompare(b));
  const rows = steps.map(([step, values]) => {
    const { count, p50, p95, p99 } = spreadOf(values);
    return [step, String(count), inMs(p50), inMs(p95), inMs(p99)];
  });
  return columns([["step", "times", "p50 ms", "p95 ms", "p99 ms"], ...rows]);
}

/** `STORE_AT_CAPACITY 3, NO_ANSWER 1`, or `none`. */
export const counted = (what: ReadonlyMap<string, number>): string =>
  [...what].map(([code, count]) => `${code} ${count}`).join(", ") || "none";
