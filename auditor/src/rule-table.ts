import type { AuditRule, StockFact } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { AllowanceBook } from "./books/allowance-book.ts";
import type { InboxBook } from "./books/inbox-book.ts";
import type { LedgerBook } from "./books/ledger-book.ts";
import type { NumberBook } from "./books/number-book.ts";
import type { SoldOutBook } from "./books/sold-out-book.ts";
import type { WalletBook } from "./books/wallet-book.ts";
import type { Case } from "./casebook.ts";
import type { Judgement } from "./judgement.ts";
import type { Stream } from "./reading.ts";
import { judgeAgreement } from "./rules/agreement.ts";
import { judgeSoldOut, judgeStock } from "./rules/floor.ts";
import { judgeHistories, judgeKeys, judgeNumbers, judgeTold } from "./rules/histories.ts";
import { judgeBalances, judgeLedger } from "./rules/ledger.ts";
import { judgeBacking, judgeCharges, judgeDeferred, judgePrices, judgeRefunds } from "./rules/money.ts";
import { judgeCoupons, judgeStars } from "./rules/rewards.ts";
import { judgeClaims, judgeCups, judgeReady, judgeTickets, judgeVoids } from "./rules/tickets.ts";

/** Everything that is known at the end of a reading. */
export type Known = {
  all: readonly Case[];
  /** Those whom nobody has touched for so long, and of whom everything was read since; known from their beginning. */
  quiet: readonly Case[];
  settled: readonly Case[];
  /** What was written before this is known here. */
  quietBefore: number;
  books: {
    wallets: WalletBook;
    ledger: LedgerBook;
    /** Over the whole ledger. */
    passes: { running: LedgerBook; finished: readonly LedgerBook[] };
    numbers: NumberBook;
    soldOut: SoldOutBook;
    allowances: AllowanceBook;
    inboxes: InboxBook;
  };
  stock: readonly StockFact[];
  wasAway: (from: number, to: number) => boolean;
};

export type Rule = {
  rule: AuditRule;
  /** Without a fresh reading of these nothing is said. */
  needs: readonly Stream[];
  /** Services need the time to agree before this may be asked. */
  isOfQuiet?: true;
  judge: (known: Known) => Judgement;
};

const inboxes = ["inbox of order", "inbox of barista", "inbox of member"] as const;
const feeds = ["feed of order", "feed of barista", "feed of member"] as const;

export const ruleTable: readonly Rule[] = [
  { rule: "one-order-per-key", needs: ["orders"], judge: ({ books }) => judgeKeys(books.numbers) },
  {
    rule: "charged-once",
    needs: ["money", "journals", "orders"],
    judge: ({ all, quiet }) => judgeCharges(all, quiet),
  },
  {
    rule: "nothing-kept-for-nothing",
    needs: ["money", "orders"],
    isOfQuiet: true,
    judge: ({ quiet }) => judgeRefunds(quiet),
  },
  {
    rule: "nothing-made-unpaid",
    needs: ["orders", "money"],
    judge: ({ all, quiet }) => judgeBacking(all, quiet),
  },
  {
    rule: "ledger-balances",
    needs: ["journals", "money"],
    judge: ({ books, quietBefore }) => judgeLedger(books, quietBefore),
  },
  { rule: "balance-equation", needs: ["money"], judge: ({ books }) => judgeBalances(books.wallets) },
  {
    rule: "deferred-within-allowance",
    needs: ["orders", "money"],
    judge: ({ all, settled, books }) => judgeDeferred(all, settled, books.allowances.amountOf),
  },
  {
    rule: "one-ticket-per-order",
    needs: ["orders", "tickets"],
    isOfQuiet: true,
    judge: ({ quiet }) => judgeTickets(quiet.filter(({ order, tickets }) => order || tickets.size > 0)),
  },
  {
    rule: "cup-made-once",
    needs: ["tickets", "feed of barista", "feed of order"],
    judge: ({ all }) => judgeCups(all),
  },
  { rule: "cup-claimed-by-one", needs: ["feed of barista"], judge: ({ all }) => judgeClaims(all) },
  {
    rule: "nothing-made-after-void",
    needs: ["orders", "tickets", "feed of barista"],
    judge: ({ all }) => judgeVoids(all),
  },
  { rule: "history-legal", needs: ["orders", "feed of barista"], judge: ({ all }) => judgeHistories(all) },
  {
    rule: "everything-told",
    needs: ["orders", "tickets", "money", ...feeds],
    isOfQuiet: true,
    judge: ({ quiet }) => judgeTold(quiet),
  },
  {
    rule: "everything-heard",
    needs: [...inboxes, ...feeds, "feed of menu"],
    isOfQuiet: true,
    judge: ({ books, quietBefore }) => ({
      judged: books.inboxes.matched(),
      findings: ["order", "barista", "member"].flatMap((name) => books.inboxes.findings(name, quietBefore)),
      evidence: says("events-taken", { n: books.inboxes.matched() }),
    }),
  },
  { rule: "ready-when-all-made", needs: ["tickets", "feed of barista"], judge: ({ all }) => judgeReady(all) },
  { rule: "number-unique", needs: ["orders"], judge: ({ books }) => judgeNumbers(books.numbers) },
  {
    rule: "price-as-quoted",
    needs: ["orders", "money", "feed of order"],
    judge: ({ all }) => judgePrices(all),
  },
  {
    rule: "sold-out-not-sold",
    needs: ["tickets", "feed of order", "feed of barista"],
    judge: ({ all, books, wasAway }) => judgeSoldOut(all, books.soldOut, wasAway),
  },
  {
    rule: "stars-earned",
    needs: ["money", "orders"],
    judge: ({ all, quiet, books }) => judgeStars(all, quiet, books.wallets),
  },
  { rule: "coupon-used-once", needs: ["money"], judge: ({ all, books }) => judgeCoupons(all, books.wallets) },
  {
    rule: "views-converge",
    needs: ["orders", "tickets", "money"],
    isOfQuiet: true,
    judge: ({ quiet }) => judgeAgreement(quiet),
  },
  { rule: "stock-adds-up", needs: ["tickets"], judge: ({ stock }) => judgeStock(stock) },
];
