import { auditRules, type Verdict, verdicts } from "@siren/contracts/audit";
import { identityHeader } from "@siren/contracts/identity";
import { type Audited, identityOf, listeningOf } from "./audit.ts";
import { eventually } from "./eventually.ts";

/** For a stack whose auditor shall come to its verdicts within seconds; it looks all the time, so not too often. */
export const quickAuditor = { AUDIT_EVERY_MS: "1000", AUDIT_QUIET_MS: "500" };

/** What the stack's own auditor says, or that one of several whose address is given. */
export async function verdictsOf(
  stack: Audited,
  url = listeningOf(stack, "auditor").url,
): Promise<Verdict[]> {
  const response = await fetch(`${url}/internal/verdicts`, {
    headers: { [identityHeader]: identityOf(stack, "gateway", "auditor") },
    signal: AbortSignal.timeout(20_000),
  });
  return verdicts.parse(await response.json()).verdicts;
}

/** Rules that are judged for each order, whatever became of it. */
const aboutEach = new Set(["number-unique", "history-legal"]);

type Waiting = {
  withinMs?: number;
  signal?: AbortSignal;
  /** What is found although nothing is amiss, as who asks knows better. */
  isExcused?: (verdict: Verdict) => boolean;
};

/** The auditor has seen this many orders, and finds that every rule holds. */
export async function untilEveryRuleHolds(
  stack: Audited,
  orders: number,
  { withinMs, signal, isExcused = () => false }: Waiting = {},
): Promise<void> {
  let said: Verdict[] = [];
  const isAmiss = (verdict: Verdict) =>
    (verdict.state !== "HOLDS" && !isExcused(verdict)) ||
    (aboutEach.has(verdict.rule) && verdict.judged < orders);
  const holds = async () => {
    said = await verdictsOf(stack);
    return said.length === auditRules.length && !said.some(isAmiss);
  };
  await eventually("every rule holds", holds, withinMs, signal).catch((error) => {
    const about = `${said.length} of ${auditRules.length} rules told`;
    const amiss = said.filter(isAmiss).map(({ rule, state, judged, evidence, findings, waitsFor }) => {
      const seen = aboutEach.has(rule) ? `${judged} of ${orders} orders` : `${judged} judged`;
      const first = findings.length > 0 ? ` ${JSON.stringify(findings[0])}` : "";
      return `${rule} ${state}, ${seen}: ${evidence}${first}${waitsFor === null ? "" : `, waits for ${waitsFor}`}`;
    });
    throw new Error(`${error.message}: ${about}; ${amiss.join("; ")}`, { cause: error });
  });
}
