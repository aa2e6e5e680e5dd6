import { type AuditRule, auditRules, type Verdict } from "@siren/contracts/audit";
import type { Judgement } from "./judge.ts";

const mostFindings = 20;

export type Change = { rule: AuditRule; from: Verdict["state"]; to: Verdict["state"] };

/** A rule that could not be judged this time keeps its verdict; only a change of state has a new `since`. */
export function nextVerdicts(
  before: readonly Verdict[],
  judged: Partial<Record<AuditRule, Judgement>>,
  now: number,
): { verdicts: Verdict[]; changes: Change[] } {
  const changes: Change[] = [];
  const verdicts = auditRules.map((rule): Verdict => {
    const known = before.find((one) => one.rule === rule) ?? unknown(rule, now);
    const judgement = judged[rule];
    if (!judgement) return known;
    const state = judgement.findings.length === 0 ? "HOLDS" : "BROKEN";
    if (state !== known.state) changes.push({ rule, from: known.state, to: state });
    return {
      ...{ rule, state, since: state === known.state ? known.since : now },
      ...{ judged: judgement.judged, broken: judgement.findings.length },
      findings: judgement.findings.slice(0, mostFindings),
    };
  });
  return { verdicts, changes };
}

const unknown = (rule: AuditRule, now: number): Verdict => ({
  ...{ rule, state: "UNKNOWN", since: now, judged: 0, broken: 0, findings: [] },
});
