import type { Verdict } from "@siren/contracts/audit";

const shown: Record<Verdict["state"], string> = { HOLDS: "green", BROKEN: "RED", UNKNOWN: "not known" };

/** One line a rule, with what proves it; beneath a red one what refutes it. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map((verdict): [string, string, string, Verdict] => {
    const { rule, state, broken, evidence, waitsFor } = verdict;
    const verdictText = state === "BROKEN" ? `${shown[state]} (${broken})` : shown[state];
    const why = waitsFor === null ? evidence : `${evidence}${evidence && "; "}not read just now: ${waitsFor}`;
    return [rule, verdictText, why, verdict];
  });
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const [ruleWidth, stateWidth] = [width(0), width(1)];
  return rows
    .flatMap(([rule, state, why, { findings, broken }]) => [
      `${rule.padEnd(ruleWidth)}  ${state.padEnd(stateWidth)}  ${why}`.trimEnd(),
      ...findings.map((finding) => `    ${finding.subject}: ${finding.why}`),
      ...(broken > findings.length ? [`    and ${broken - findings.length} more`] : []),
    ])
    .join("\n");
}

/** 1 where anything is red: what is not known is no proof of anything, and said. */
export const exitCodeOf = (verdicts: readonly Verdict[]): 0 | 1 =>
  verdicts.some(({ state }) => state === "BROKEN") ? 1 : 0;
