import type { Finding } from "@siren/contracts/audit";
import type { LedgerBook } from "../books/ledger-book.ts";
import type { WalletBook } from "../books/wallet-book.ts";
import { type Judgement, won } from "../judgement.ts";

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
    evidence: `${ledger.judged()} journals of ${won(ledger.moved_krw())} followed posting by posting, ${wallets.holds.judged()} readings of cards`,
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
  const evidence = `${balances.judged()} readings of cards: topped up less what was kept is what they have`;
  return { judged: balances.judged(), findings: balances.findings(), evidence };
}
