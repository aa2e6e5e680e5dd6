import type { AccountFact, Finding, JournalFact } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import { createBoundedMap } from "../bounded-map.ts";
import { sumBy } from "../judgement.ts";

type Link = { n: number; after_krw: number; journalId: string };
type Waiting = { amount_krw: number; after_krw: number; journalId: string; seenAt: number };

const mostAccounts = 20_000;
const mostFindings = 500;
const mayNotOverdraw = (account: string) => account.startsWith("card:");

export type LedgerBook = ReturnType<typeof createLedgerBook>;

/**
 * Follows each account from posting to posting: a row that was changed, taken out or put in breaks its chain.
 * Of accounts that nobody has touched for long the thread is taken up again where it is met; in a pass over all of
 * it (`isFromStart`) each account begins with its first posting.
 */
export function createLedgerBook({ isFromStart = false } = {}) {
  const links = createBoundedMap<string, Link>(mostAccounts);
  const waiting = new Map<string, Map<number, Waiting>>();
  /** How many postings an account has counted, while they have not all been seen. */
  const counted = createBoundedMap<string, { postings: number; seenAt: number }>(mostAccounts);
  const faults = new Map<string, Finding>();
  const balances = new Map<string, Finding>();
  let journals = 0;
  let moved_krw = 0;
  let oldestFaultAt = Number.POSITIVE_INFINITY;

  function fault(key: string, subject: string, why: string, at: number): void {
    if (faults.size >= mostFindings || faults.has(key)) return;
    faults.set(key, { subject, why });
    oldestFaultAt = Math.min(oldestFaultAt, at);
  }

  function seePosting(journal: JournalFact, posting: JournalFact["postings"][number], now: number): void {
    const { journalId, changedAt } = journal;
    const { account, amount_krw, n, after_krw } = posting;
    if (n === null || after_krw === null) return;
    if (mayNotOverdraw(account) && after_krw < 0)
      fault(`${account} ${n}`, journalId, says("overdrawn", { won: after_krw, account }), changedAt);
    const known = links.get(account);
    if (!known) {
      links.set(account, { n, after_krw, journalId });
      if (isFromStart && n > 1 && links.size() < mostAccounts)
        fault(`${account} ${n}`, account, says("first-posting", { n }), changedAt);
    } else if (n === known.n && (after_krw !== known.after_krw || journalId !== known.journalId))
      fault(`${account} ${n}`, journalId, says("posting-changed", { n, account }), changedAt);
    else if (n === known.n + 1) join(account, { n, amount_krw, after_krw, journalId }, known, changedAt, now);
    else if (n > known.n) {
      const behind = waiting.get(account) ?? new Map<number, Waiting>();
      waiting.set(account, behind.set(n, { amount_krw, after_krw, journalId, seenAt: now }));
    }
  }

  function join(account: string, next: Link & { amount_krw: number }, known: Link, at: number, now: number) {
    const { n, amount_krw, after_krw, journalId } = next;
    if (known.after_krw + amount_krw !== after_krw) {
      const why = says("posting-breaks", {
        account,
        before: known.after_krw,
        n: known.n,
        amount: amount_krw,
        after: after_krw,
        next: n,
      });
      fault(`${account} ${n}`, journalId, why, at);
    }
    links.set(account, { n, after_krw, journalId });
    const behind = waiting.get(account);
    const after = behind?.get(n + 1);
    if (!behind || !after) return;
    behind.delete(n + 1);
    if (behind.size === 0) waiting.delete(account);
    join(account, { n: n + 1, ...after }, { n, after_krw, journalId }, at, now);
  }

  return {
    see(facts: readonly JournalFact[], now: number): void {
      for (const journal of facts) {
        const { journalId, kind, postings, changedAt } = journal;
        journals += 1;
        moved_krw += sumBy(postings, ({ amount_krw }) => Math.max(0, amount_krw));
        const sum_krw = sumBy(postings, ({ amount_krw }) => amount_krw);
        if (sum_krw !== 0)
          fault(journalId, journalId, says("journal-unbalanced", { kind, won: sum_krw }), changedAt);
        for (const posting of postings) seePosting(journal, posting, now);
      }
    },

    /** As they stood when the page was read: what is known here may be behind it, never before it. */
    seeAccounts(accounts: readonly AccountFact[], now: number): void {
      for (const { account, balance_krw, postings } of accounts) {
        const known = links.get(account);
        if (!known) continue;
        if (postings <= known.n) counted.delete(account);
        else if (!counted.get(account)) counted.set(account, { postings, seenAt: now });
        const why =
          postings < known.n
            ? says("postings-fewer", { counted: postings, n: known.n })
            : postings === known.n && balance_krw !== known.after_krw
              ? says("balance-otherwise", {
                  balance: balance_krw,
                  n: known.n,
                  journal: known.journalId,
                  after: known.after_krw,
                })
              : undefined;
        if (why === undefined) balances.delete(account);
        else balances.set(account, { subject: account, why });
      }
    },

    /** What is wrong whatever comes. */
    faults: (): Finding[] => [...faults.values(), ...balances.values()],

    /** What has been waited for since before `before`, and does not come. */
    gaps(before: number): Finding[] {
      const missing = [...waiting].flatMap(([account, behind]): Finding[] => {
        const [first] = [...behind].sort(([one], [other]) => one - other);
        if (!first || first[1].seenAt > before) return [];
        return [{ subject: account, why: says("posting-gap", { n: first[0], last: links.get(account)?.n }) }];
      });
      const lost = [...counted.entries()].flatMap(([subject, { postings, seenAt }]): Finding[] => {
        const n = links.get(subject)?.n ?? postings;
        if (n >= postings) counted.delete(subject);
        else if (seenAt <= before) return [{ subject, why: says("postings-lost", { counted: postings, n }) }];
        return [];
      });
      return [...missing, ...lost];
    },
    judged: (): number => journals,
    moved_krw: (): number => moved_krw,
    /** From when on journals have to be read again to know the faults that are known here. */
    beginning: (fallback: number): number => Math.min(fallback, oldestFaultAt),
  };
}
