import { columns, percentile } from "../e2e/harness/spread.ts";
import type { Figures, StrikeFigures } from "./measures.ts";
import { inCount, inMs, inPercent, inSeconds } from "./report/form.ts";
import { isBroken, type Verdict } from "./verdicts.ts";

export type OfSeed = { seed: number; verdicts: readonly Verdict[]; figures: Figures };

/** A line a seed. */
export function seedsTable(runs: readonly OfSeed[]): string {
  const head = [
    ...["seed", "violated", "acknowledged", "lost", "doubled", "strikes"],
    ...["served quiet", "served struck", "p99 quiet", "p99 struck", "order p99 quiet", "order p99 struck"],
  ];
  return columns([
    head,
    ...runs.map(({ seed, verdicts, figures }) => {
      const { acknowledged, lost, doubled, strikes, quiet, struck } = figures;
      return [
        ...[String(seed), String(verdicts.filter(isBroken).length)],
        ...[acknowledged, lost, doubled, strikes.length].map(inCount),
        ...[inPercent(quiet.success), inPercent(struck.success), inMs(quiet.p99Ms), inMs(struck.p99Ms)],
        ...[inMs(quiet.wishP99Ms), inMs(struck.wishP99Ms)],
      ];
    }),
  ]);
}

type Column = [what: string, of: (figures: StrikeFigures) => number | null];
const columnsOfStrikes: readonly Column[] = [
  ["left alone", ({ ejectedS }) => ejectedS],
  ["breaker open", ({ breakerOpenS }) => breakerOpenS],
  ["closed again", ({ breakerClosedS }) => breakerClosedS],
  ["somebody serves", ({ servedS }) => servedS],
  ["listens", ({ listensS }) => listensS],
  ["in rotation", ({ inRotationS }) => inRotationS],
];

/** By how they were struck: the middle and the longest of the seconds, and how often it came to that. */
export function strikesTable(strikes: readonly StrikeFigures[]): string {
  const kinds = ["SIGKILL", "SIGTERM", "SIGSTOP"].flatMap((how) => [
    { what: how, all: strikes.filter((one) => one.struck.how === how && !one.isWhole) },
    { what: `${how}, whole service`, all: strikes.filter((one) => one.struck.how === how && one.isWhole) },
  ]);
  return columns([
    ["seconds from the strike, p50 / max (how many)", "strikes", ...columnsOfStrikes.map(([what]) => what)],
    ...kinds.map(({ what, all }) => [
      what,
      String(all.length),
      ...columnsOfStrikes.map(([, of]) => {
        const known = all.flatMap((one) => of(one) ?? []).sort((a, b) => a - b);
        const middle = inSeconds(known.length > 0 ? percentile(known, 0.5) : null);
        return known.length === 0 ? "-" : `${middle} / ${inSeconds(known.at(-1) ?? null)} (${known.length})`;
      }),
    ]),
  ]);
}
