import type { Outcome, Verdict } from "./run-checks.ts";

const WORDS: Record<Outcome, string> = {
  ok: "ok",
  failed: "FAILED",
  skipped: "skipped",
  intent: "differs by intent (section 0)",
};

export function lineOf({ check, outcome, why, tookMs }: Verdict): string {
  const head = `${String(check.number).padStart(3)}  ${WORDS[outcome].padEnd(8)} ${check.title}`;
  const time = tookMs > 2_000 ? ` (${(tookMs / 1000).toFixed(1)} s)` : "";
  return why === "" ? head + time : `${head}${time}\n     ${" ".repeat(8)}${why}`;
}

export function summaryOf(verdicts: readonly Verdict[]): string {
  const count = (outcome: Outcome) => verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const parts = (["ok", "failed", "skipped", "intent"] as const).map(
    (outcome) => `${count(outcome)} ${outcome === "intent" ? "differ by intent" : WORDS[outcome]}`,
  );
  return `${verdicts.length} checks: ${parts.join(", ")}`;
}
