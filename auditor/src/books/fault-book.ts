import type { Finding } from "@siren/contracts/audit";

/** Of what was read the faults are kept until a later reading of the same subject has none. */
export function createFaultBook<T>(subjectOf: (fact: T) => string, faultOf: (fact: T) => string | undefined) {
  const faults = new Map<string, string>();
  let judged = 0;
  return {
    see(facts: readonly T[]): void {
      judged += facts.length;
      for (const fact of facts) {
        const why = faultOf(fact);
        if (why === undefined) faults.delete(subjectOf(fact));
        else faults.set(subjectOf(fact), why);
      }
    },
    judged: (): number => judged,
    findings: (): Finding[] => [...faults].map(([subject, why]) => ({ subject, why })),
  };
}
