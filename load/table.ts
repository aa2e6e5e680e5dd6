import type { Book } from "../e2e/harness/measured.ts";
import { spreadOf } from "../e2e/harness/spread.ts";
import { counted, stepTable } from "../e2e/harness/step-table.ts";
import type { LoadResult } from "./load.ts";

function errorsByStep({ errorsAt }: Book): Map<string, number> {
  const found = Map.groupBy(errorsAt, ({ code, step }) => (step === "" ? code : `${code} at ${step}`));
  return new Map([...found].map(([what, all]) => [what, all.length]));
}

export function tableOf({ book, timeline, tookMs, machine, driver, checks }: LoadResult): string {
  const perSecond = (book.ordersFinished / (tookMs / 1_000)).toFixed(2);
  const { finished, turnedAway, failed } = timeline.outcomes;
  const late = spreadOf(timeline.lateMs);
  return [
    stepTable(book),
    "",
    `requests          ${book.requests} in ${(tookMs / 1_000).toFixed(1)} s`,
    `errors            ${counted(errorsByStep(book))}`,
    `orders finished   ${book.ordersFinished}, ${perSecond} per second; left open ${book.ordersLeftOpen}`,
    ...(timeline.arrivals.length > 0
      ? [
          `visits            ${timeline.arrivals.length}: ${finished} had their order, ${turnedAway} were turned away by a full store, ${failed} failed`,
          `begun late by     ${late.p50.toFixed(1)} ms (p50), ${late.p99.toFixed(1)} ms (p99)`,
        ]
      : []),
    `machine           ${machine}`,
    `this command      ${(driver.share * 100).toFixed(0)} % of a core; its own stalls ${driver.stallP99Ms.toFixed(0)} ms (p99)`,
    ...checks.map(
      ({ promise, holds, found }) => `${holds ? "holds " : "BROKEN"}            ${promise}: ${found}`,
    ),
  ].join("\n");
}
