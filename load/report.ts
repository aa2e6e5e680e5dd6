import { chartOf } from "../e2e/harness/report-charts.ts";
import { html, tableOf } from "../e2e/harness/report-html.ts";
import { type Fact, reportPage } from "../e2e/harness/report-page.ts";
import { inMs, spreadOf } from "../e2e/harness/spread.ts";
import type { LoadResult } from "./load.ts";
import { bucketsOf, countedOver, mostInside, percentileOver, type Timed } from "./timeline.ts";

/** The run as one HTML file; `when` is shown as it is. */
export function loadReport(result: LoadResult, when: string): string {
  const { options, book, timeline, tookMs, driver, checks } = result;
  const bucketS = Math.max(1, Math.ceil(tookMs / 1_000 / 60));
  const atS = bucketsOf(timeline, bucketS);
  const span = { beganAtMs: timeline.beganAtMs, bucketS, count: atS.length };
  const latencies = (timed: readonly Timed[]) =>
    [0.5, 0.95, 0.99].map((share) => ({
      name: `p${share * 100}`,
      values: percentileOver(timed, share, span),
    }));
  const codes = [...book.errors.keys()].sort();
  const { finished, turnedAway, failed } = timeline.outcomes;
  const isOpenLoop = timeline.arrivals.length > 0;
  const facts: Fact[] = [
    { label: "orders finished", value: String(book.ordersFinished) },
    ...(isOpenLoop
      ? [
          { label: "visits with their order", value: share(finished, timeline.arrivals.length) },
          { label: "turned away by a full store", value: String(turnedAway) },
          { label: "visits failed", value: String(failed), tone: failed === 0 ? "good" : "bad" } as const,
        ]
      : []),
    { label: "requests a second", value: (book.requests / (tookMs / 1_000)).toFixed(1) },
    { label: "this command's processor", value: `${(driver.share * 100).toFixed(0)} % of a core` },
    ...checks.map(
      ({ promise, holds, found }): Fact => ({ label: promise, value: found, tone: holds ? "good" : "bad" }),
    ),
  ];
  const charts = isOpenLoop
    ? [
        chartOf({
          ...{ title: "Arrivals", note: `as planned, in ${bucketS} s each`, unit: "", kind: "bars", atS },
          series: [{ name: "arrivals", values: countedOver(timeline.arrivals, span) }],
        }),
        chartOf({
          ...{ title: "In flight", note: "the most at once", unit: "", atS },
          series: [{ name: "customers inside", values: mostInside(timeline.changes, span) }],
        }),
        chartOf({
          ...{ title: "Planned arrival to acknowledged order", unit: "ms", atS },
          note: "from when they were to come in, whoever was waited for",
          series: latencies(timeline.acknowledged),
        }),
        chartOf({
          title: "Tap on pay to READY on the page",
          unit: "ms",
          atS,
          series: latencies(timeline.ready),
        }),
      ]
    : [];
  const errors = chartOf({
    ...{
      title: "Errors by code",
      note: codes.length === 0 ? "none" : `in ${bucketS} s each`,
      unit: "",
      kind: "bars",
      atS,
    },
    series: codes.map((code) => ({
      name: code,
      values: countedOver(
        book.errorsAt.filter((one) => one.code === code).map(({ atMs }) => atMs),
        span,
      ),
    })),
  });
  const rows = [...book.tookMs]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([step, values]) => {
      const { count, p50, p95, p99, max } = spreadOf(values);
      return [step, count, inMs(p50), inMs(p95), inMs(p99), inMs(max)];
    });
  const told = [...book.errors].map(([code, count]) => [code, count]);
  return reportPage({
    title: `Load: ${options.mix}`,
    about: `${options.customers} customers for ${options.seconds} s at ${options.gateways.join(", ")}, seed ${options.seed}; ${result.machine}; ${when}`,
    facts,
    sections: [
      { title: "Over time", body: [...charts, errors] },
      { title: "Steps", body: tableOf(["step", "times", "p50 ms", "p95 ms", "p99 ms", "most ms"], rows) },
      {
        title: "Errors",
        body: told.length === 0 ? html`<p>None.</p>` : tableOf(["code", "times"], told),
      },
    ],
  });
}

const share = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${((part / whole) * 100).toFixed(1)} %`;
