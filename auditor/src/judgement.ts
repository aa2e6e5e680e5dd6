import type { Finding } from "@siren/contracts/audit";

/** What a rule found out: how many it was about, those that break it, and what was counted on the way. */
export type Judgement = { judged: number; findings: Finding[]; evidence: string };

/** Thousands apart. */
export const grouped = (amount_krw: number) => amount_krw.toLocaleString("en-US");
const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);
export const sumBy = <T>(all: readonly T[], of: (one: T) => number) => sumOf(all.map(of));

/** Each of `all` is judged alone; the reason of one that breaks the rule is its finding. */
export function eachOf<T>(
  all: readonly T[],
  subjectOf: (one: T) => string,
  faultOf: (one: T) => string | undefined,
): Finding[] {
  return all.flatMap((one) => {
    const why = faultOf(one);
    return why === undefined ? [] : [{ subject: subjectOf(one), why }];
  });
}
