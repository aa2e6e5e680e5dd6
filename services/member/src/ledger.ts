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
  /** Of each of them, in their order; 0 for one that has not begun. */
  balances(tx: Tx, accounts: readonly string[]): Promise<Krw[]>;
  /** Writes one journal; the refusal of an overdraft undoes everything in the unit of work. */
  record(tx: Tx, head: JournalHead, transfers: Transfer[]): Promise<void>;
};

export function createLedger(models: MemberModels, newId: () => string, now: () => number): Ledger {
  function changeOf({ account, amount_krw }: Posting) {
    const isCovered = amount_krw < 0 && mayNotOverdraw(account);
    return {
      updateOne: {
        filter: { _id: account, ...(isCovered && { balance_krw: { $gte: -amount_krw } }) },
        update: { $inc: { balance_krw: amount_krw, postings: 1 } },
        // An account begins with its first credit; a debit must find one that covers it.
        upsert: !isCovered,
      },
    };
  }

  /** All in one statement: one that found no cover undoes the unit of work, and with it the others. */
  async function post(tx: Tx, postings: Posting[]): Promise<Posting[]> {
    if (postings.length === 0) return [];
    const { session } = tx;
    const changed = await models.accounts.bulkWrite(postings.map(changeOf), { session });
    if (changed.matchedCount + changed.upsertedCount < postings.length)
      throw new Refusal("INSUFFICIENT_BALANCE");
    const named = postings.map(({ account }) => account);
    const after: AccountDoc[] = await models.accounts.find({ _id: { $in: named } }, null, { session }).lean();
    return chained(postings, after);
  }

  /** Each posting with its number and with what it left; counted back from where its account stands now. */
  function chained(postings: readonly Posting[], after: readonly AccountDoc[]): Posting[] {
    const standing = new Map(after.map(({ _id, ...account }) => [_id, account]));
    return postings.toReversed().map(({ account, amount_krw }) => {
      const { balance_krw = 0, postings: n = 0 } = standing.get(account) ?? {};
      standing.set(account, { balance_krw: balance_krw - amount_krw, postings: n - 1 });
      return { account, amount_krw, n, after_krw: balance_krw };
    });
  }

  async function balances(tx: Tx, accounts: readonly string[]): Promise<Krw[]> {
    const found = await models.accounts
      .find({ _id: { $in: [...accounts] } }, null, { session: tx.session })
      .lean();
    return accounts.map((account) => found.find(({ _id }) => _id === account)?.balance_krw ?? 0);
  }

  return {
    balances,
    balance: async (tx, account) => (await balances(tx, [account]))[0] ?? 0,
    async record(tx, head, transfers) {
      const postings: Posting[] = transfers
        .filter((transfer) => transfer.amount_krw > 0)
        .flatMap(({ from, to, amount_krw }) => [
          { account: from, amount_krw: -amount_krw },
          { account: to, amount_krw },
        ]);
      if (sumKrw(postings.map((posting) => posting.amount_krw)) !== 0)
        throw new Error("a journal does not add up to zero");
      const posted = (await post(tx, postings)).toReversed();
      const journal = { _id: newId(), at: now(), ...head, postings: posted };
      await models.journals.create([journal], { session: tx.session });
    },
  };
}
