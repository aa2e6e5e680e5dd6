import { type Krw, sumKrw } from "@siren/contracts/money";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { AccountDoc, JournalKind, MemberModels, Posting } from "./store.ts";

export const accountOf = {
  available: (cardId: string) => `card:${cardId}:available`,
  held: (cardId: string) => `card:${cardId}:held`,
  receivable: (cardId: string) => `receivable:${cardId}`,
  sales: (storeId: string) => `sales:${storeId}`,
  topUps: "clearing:topup",
} as const;

/** In this order: what it has, what is kept for orders, what it owes (below zero). */
export const accountsOfCard = (cardId: string) => [
  accountOf.available(cardId),
  accountOf.held(cardId),
  accountOf.receivable(cardId),
];

export type Transfer = {
  from: string;
  to: string;
  amount_krw: Krw;
};

export type JournalHead = {
  cardId: string;
  kind: JournalKind;
  orderId: string | null;
  /** Happens once: a repeat meets the unique index and undoes the whole unit of work. */
  reference: string;
};

/** The accounts that may never go below zero: what a customer has, and what is kept for an order. */
const mayNotOverdraw = (account: string) => account.endsWith(":available") || account.endsWith(":held");

export type Ledger = {
  balance(tx: Tx, account: string): Promise<Krw>;
  /** Of each of them, in their order; 0 for one that has not begun. Read once: ask for all that will be wanted. */
  balances(tx: Tx, accounts: readonly string[]): Promise<Krw[]>;
  /** Writes one journal; the refusal of an overdraft undoes everything in the unit of work. */
  record(tx: Tx, head: JournalHead, transfers: Transfer[]): Promise<void>;
};

/** An account as it stands, with what the open unit of work is about to write. */
type Standing = { balance_krw: Krw; postings: number };

export function createLedger(models: MemberModels, newId: () => string, now: () => number): Ledger {
  const standingIn = new WeakMap<Tx, Map<string, Standing>>();

  /** Read once in a unit of work: nobody else's write can come between its reading and its commit. */
  async function standings(tx: Tx, accounts: readonly string[]): Promise<Map<string, Standing>> {
    const known = standingIn.get(tx) ?? new Map<string, Standing>();
    standingIn.set(tx, known);
    const unread = [...new Set(accounts)].filter((account) => !known.has(account));
    if (unread.length === 0) return known;
    const { session } = tx;
    const found: AccountDoc[] = await models.accounts
      .find({ _id: { $in: unread } }, null, { session })
      .lean();
    for (const account of unread) {
      const { balance_krw = 0, postings = 0 } = found.find(({ _id }) => _id === account) ?? {};
      known.set(account, { balance_krw, postings });
    }
    return known;
  }

  /** With its number and with what it left: a chain, in which nothing can be missing. */
  function post(tx: Tx, before: Standing, { account, amount_krw }: Posting): Required<Posting> {
    const isCovered = amount_krw < 0 && mayNotOverdraw(account);
    const uncovered = () => new Refusal("INSUFFICIENT_BALANCE");
    if (isCovered && before.balance_krw < -amount_krw) throw uncovered();
    tx.later({
      update: models.accounts.collection.collectionName,
      filter: { _id: account, ...(isCovered && { balance_krw: { $gte: -amount_krw } }) },
      to: { $inc: { balance_krw: amount_krw, postings: 1 } },
      // An account begins with its first credit; a debit must find one that covers it.
      upsert: !isCovered,
      orElse: uncovered,
    });
    return { account, amount_krw, n: before.postings + 1, after_krw: before.balance_krw + amount_krw };
  }

  async function balances(tx: Tx, accounts: readonly string[]): Promise<Krw[]> {
    const known = await standings(tx, accounts);
    return accounts.map((account) => known.get(account)?.balance_krw ?? 0);
  }

  return {
    balances,
    balance: async (tx, account) => (await balances(tx, [account]))[0] ?? 0,
    async record(tx, head, transfers) {
      const wanted: Posting[] = transfers
        .filter((transfer) => transfer.amount_krw > 0)
        .flatMap(({ from, to, amount_krw }) => [
          { account: from, amount_krw: -amount_krw },
          { account: to, amount_krw },
        ]);
      if (sumKrw(wanted.map((posting) => posting.amount_krw)) !== 0)
        throw new Error("a journal does not add up to zero");
      const named = wanted.map(({ account }) => account);
      const known = await standings(tx, named);
      const postings = wanted.map((posting) => {
        const posted = post(tx, known.get(posting.account) ?? { balance_krw: 0, postings: 0 }, posting);
        known.set(posting.account, { balance_krw: posted.after_krw, postings: posted.n });
        return posted;
      });
      const document = { _id: newId(), at: now(), ...head, postings };
      tx.later({ insert: models.journals.collection.collectionName, document });
    },
  };
}
