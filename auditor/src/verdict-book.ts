import { type AuditRule, auditRules, type Verdict } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { Judgement } from "./judgement.ts";

const mostFindings = 20;

export type Change = { rule: AuditRule; from: Verdict["state"]; to: Verdict["state"] };
/** What was judged this time, or what a rule waits for. */
export type Judged = Partial<Record<AuditRule, Judgement | { waitsFor: string }>>;

/** A rule that could not be judged this time keeps its verdict; only a change of state has a new `since`. */
export function nextVerdicts(
  before: readonly Verdict[],
  judged: Judged,
  now: number,
): { verdicts: Verdict[]; changes: Change[] } {
  const changes: Change[] = [];
  const verdicts = auditRules.map((rule): Verdict => {
    const known = before.find((one) => one.rule === rule) ?? unknown(rule, now);
    const judgement = judged[rule];
    if (!judgement) return known;
    if ("waitsFor" in judgement) return { ...known, waitsFor: judgement.waitsFor };
    const state = judgement.findings.length === 0 ? "HOLDS" : "BROKEN";
    if (state !== known.state) changes.push({ rule, from: known.state, to: state });
    return {
      ...{ rule, state, since: state === known.state ? known.since : now },
      ...{ judged: judgement.judged, broken: judgement.findings.length },
      findings: judgement.findings.slice(0, mostFindings),
      ...{ evidence: judgement.evidence, waitsFor: null },
    };
  });
  return { verdicts, changes };
}

const unknown = (rule: AuditRule, now: number): Verdict => ({
  ...{ rule, state: "UNKNOWN", since: now, judged: 0, broken: 0, findings: [] },
  ...{ evidence: "", waitsFor: says("nothing-read") },
});
