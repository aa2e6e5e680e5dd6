import type { Exchange, Shown } from "./history.ts";
import type { LastLook } from "./last-look.ts";
import type { RunTimes } from "./measures.ts";
import { acknowledgedOrders, isAcknowledgedPlacing, keysSent, wasMade } from "./placings.ts";
import { labelOf } from "./plan.ts";
import type { Judged } from "./settle.ts";
import type { Struck } from "./strikes.ts";
import { countsOf, type Verdict } from "./verdicts.ts";

export type Worked = {
  exchanges: readonly Exchange[];
  shown: readonly Shown[];
  last: Pick<LastLook, "orders">;
  struck: readonly Struck[];
  times: Pick<RunTimes, "quietUntilMs" | "loadUntilMs">;
};

/** Fewer prove nothing; a starved machine still takes more. */
const fewestOrders = 3;
/** Who is not back from the strike before is spared: with most of them spared it was another plan. */
const fewestStruck = 0.25;

/** Promises about nothing are always kept: there has to have been work, and strikes while it went on. */
export function judgeWork({ exchanges, shown, last, struck, times }: Worked): Verdict[] {
  const meanwhile = exchanges.filter(
    ({ askedAtMs }) => askedAtMs >= times.quietUntilMs && askedAtMs < times.loadUntilMs,
  );
  const wanted = keysSent(meanwhile);
  const acknowledged = acknowledgedOrders(exchanges).keys();
  // Who asks on may be answered later; somebody has to be served meanwhile.
  const taken = [...acknowledged].filter((key) => wanted.has(key)).length;
  const atOnce = acknowledgedOrders(meanwhile.filter(isAcknowledgedPlacing)).size;
  const made = last.orders.flatMap(({ orders }) => orders).filter(wasMade).length;
  const ready = new Set(shown.flatMap(({ name, orderId }) => (name === "order.ready" ? orderId : []))).size;
  const fell = struck.filter(({ isSpared }) => !isSpared).length;
  return [
    {
      invariant: "the cafe was at work while it was struck",
      evidence: `${taken} orders that were wanted while processes were struck were acknowledged, ${atOnce} of them meanwhile, ${made} made in all, ${ready} shown READY`,
      violations: [
        ...(taken >= fewestOrders ? [] : [`only ${taken} orders were acknowledged`]),
        ...(atOnce > 0 ? [] : ["no order was acknowledged while processes were struck"]),
        ...(made > 0 ? [] : ["no order was made"]),
        ...(ready > 0 ? [] : ["no page showed READY"]),
      ],
    },
    {
      invariant: "what was planned fell",
      evidence: `${fell} of ${struck.length} processes were struck, the others not back yet and spared`,
      violations:
        fell > 0 && fell >= struck.length * fewestStruck
          ? []
          : [`${struck.length - fell} of ${struck.length} were spared`],
    },
    {
      invariant: "who was asked to go went",
      evidence: `${struck.filter(({ how, isSpared }) => how === "SIGTERM" && !isSpared).length} were asked`,
      violations: struck
        .filter(({ didNotStop }) => didNotStop)
        .map(
          ({ target, how, atMs }) =>
            `${labelOf(target)} had to be killed after ${how} at ${new Date(atMs).toISOString()}`,
        ),
    },
  ];
}

/** Who is not there says so, or says nothing; whatever is answered can be read by its contract. */
export function judgeAnswers(exchanges: readonly Exchange[]): Verdict {
  const amiss = exchanges.filter(
    ({ status, code }) =>
      status !== null &&
      (code === "NOT_AS_AGREED" || /^HTTP_/.test(code ?? "") || (status >= 500 && !notNow.has(status))),
  );
  return {
    invariant: "every answer was as agreed, or said plainly not now",
    evidence: `${exchanges.length} requests: ${countsOf(exchanges.map(({ status, code }) => code ?? String(status)))}`,
    violations: amiss.map(
      ({ n, method, path, status, code }) => `exchange ${n}, ${method} ${path}: ${status} ${code}`,
    ),
  };
}

const notNow: ReadonlySet<number> = new Set([502, 503, 504]);

/** When nothing is struck any more, everything is back, and whoever asks is answered. */
export const judgeReturn = (away: readonly string[], unanswered: readonly string[]): Verdict => ({
  invariant: "everything came back, and everybody was answered",
  evidence: `${away.length} processes are away, ${unanswered.length} keys were never answered`,
  violations: [...away, ...unanswered],
});

const unasked = "customers, books and auditors can be asked at last";

/** What cannot be looked at is no proof: what was found by the look before is told, where there was one. */
export const unreadable = (
  { exchanges }: Pick<Worked, "exchanges">,
  fault: unknown,
  before: Omit<Judged, "acknowledged"> = { lost: Number.NaN, doubled: Number.NaN, verdicts: [] },
): Judged => ({
  ...before,
  acknowledged: acknowledgedOrders(exchanges).size,
  verdicts: [
    { invariant: unasked, evidence: "they cannot", violations: [wordsOf(fault)] },
    ...before.verdicts.filter(({ invariant }) => invariant !== unasked),
  ],
});

/** A run that did not come to its end is no proof either, whatever it had found. */
export const brokenOff = (fault: unknown): Verdict => ({
  ...{ invariant: "the run came to its end", evidence: "it was broken off", violations: [wordsOf(fault)] },
});

function wordsOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return fault.cause === undefined ? fault.message : `${fault.message}: ${wordsOf(fault.cause)}`;
}
