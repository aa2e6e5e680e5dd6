import type { Finding } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { LedgerBook } from "../books/ledger-book.ts";
import type { WalletBook } from "../books/wallet-book.ts";
import { grouped, type Judgement } from "../judgement.ts";

type Passes = { running: LedgerBook; finished: readonly LedgerBook[] };

/** `before`: what a posting waits for should have been read by then. */
export function judgeLedger(
  books: { ledger: LedgerBook; passes: Passes; wallets: Pick<WalletBook, "holds"> },
  before: number,
): Judgement {
  const { ledger, passes, wallets } = books;
  const { running, finished } = passes;
  const all = [
    ...[ledger, running, ...finished].flatMap((book) => book.faults()),
    ...ledger.gaps(before),
    ...gapsOfBoth(finished),
    ...wallets.holds.findings(),
  ];
  const once = new Map(all.map((finding) => [`${finding.subject} ${finding.why}`, finding]));
  return {
    judged: ledger.judged(),
    findings: [...once.values()],
    evidence: says("journals", {
      journals: ledger.judged(),
      won: grouped(ledger.moved_krw()),
      cards: wallets.holds.judged(),
    }),
  };
}

/** What was written while a pass came to its end may be missing from that one. */
function gapsOfBoth([one, other]: readonly LedgerBook[]): Finding[] {
  if (!one || !other) return [];
  const before = Number.POSITIVE_INFINITY;
  const first = new Set(one.gaps(before).map(({ subject, why }) => `${subject} ${why}`));
  return other.gaps(before).filter(({ subject, why }) => first.has(`${subject} ${why}`));
}

export function judgeBalances({ balances }: Pick<WalletBook, "balances">): Judgement {
  const evidence = says("cards-add-up", { cards: balances.judged() });
  return { judged: balances.judged(), findings: balances.findings(), evidence };
}
