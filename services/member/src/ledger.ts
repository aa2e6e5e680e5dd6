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
  /** Writes one journal; the refusal of an overdraft undoes everything in the unit of work. */
  record(tx: Tx, head: JournalHead, transfers: Transfer[]): Promise<void>;
};

export function createLedger(models: MemberModels, newId: () => string, now: () => number): Ledger {
  async function post(tx: Tx, { account, amount_krw }: Posting): Promise<Posting> {
    const covered = amount_krw < 0 && mayNotOverdraw(account) ? { balance_krw: { $gte: -amount_krw } } : {};
    const after: AccountDoc | null = await models.accounts
      .findOneAndUpdate(
        { _id: account, ...covered },
        { $inc: { balance_krw: amount_krw, postings: 1 } },
        // An account begins with its first credit; a debit must find one that covers it.
        { session: tx.session, upsert: !("balance_krw" in covered), returnDocument: "after" },
      )
      .lean();
    if (!after) throw new Refusal("INSUFFICIENT_BALANCE");
    return { account, amount_krw, n: after.postings ?? 0, after_krw: after.balance_krw };
  }

  return {
    async balance(tx, account) {
      const found = await models.accounts.findById(account, null, { session: tx.session }).lean();
      return found?.balance_krw ?? 0;
    },
    async record(tx, head, transfers) {
      const postings: Posting[] = transfers
        .filter((transfer) => transfer.amount_krw > 0)
        .flatMap(({ from, to, amount_krw }) => [
          { account: from, amount_krw: -amount_krw },
          { account: to, amount_krw },
        ]);
      if (sumKrw(postings.map((posting) => posting.amount_krw)) !== 0)
        throw new Error("a journal does not add up to zero");
      const posted: Posting[] = [];
      for (const posting of postings) posted.push(await post(tx, posting));
      const journal = { _id: newId(), at: now(), ...head, postings: posted };
      await models.journals.create([journal], { session: tx.session });
    },
  };
}
