import type { BackEnd } from "@siren/chassis/back-end";
import type { Verdicts } from "@siren/contracts/audit";

const numbers = { HOLDS: 0, UNKNOWN: 1, BROKEN: 2 } as const;

/** What the ops page shows of the books, for whoever is to be woken by it. */
export function observeVerdicts(meter: BackEnd["meter"], read: () => Verdicts): void {
  const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
  const state = gauge("audit.verdict", "0 holds, 1 not known, 2 broken, by rule");
  const broken = gauge("audit.broken", "cases in which a rule is broken");
  const readAt = gauge("audit.read_time_seconds", "until when a service's facts were read, since 1970");
  meter.addBatchObservableCallback(
    (result) => {
      const { verdicts, readAt: times } = read();
      for (const { rule, state: found, broken: cases } of verdicts) {
        result.observe(state, numbers[found], { rule });
        result.observe(broken, cases, { rule });
      }
      for (const [service, at] of Object.entries(times))
        if (at !== null) result.observe(readAt, at / 1_000, { service });
    },
    [state, broken, readAt],
  );
}
