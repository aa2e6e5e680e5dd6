import type { MoneyFact, memberAudit } from "@siren/contracts/audit";
import type * as z from "zod/mini";
import type { AccountDoc, MemberModels } from "./store.ts";

type Audit = z.infer<typeof memberAudit>;

/** A page of facts per order, and what must hold over the whole ledger. */
export async function readAudit(
  models: MemberModels,
  since: number,
  limit: number,
  now: number,
): Promise<Audit> {
  const holds = await models.holds
    .find({ changedAt: { $gte: since } })
    .sort({ changedAt: 1, _id: 1 })
    .limit(limit)
    .lean();
  const facts: MoneyFact[] = holds.map((hold) => ({
    orderId: hold._id,
    captured_krw: hold.captured_krw,
    refunded_krw: hold.refunded_krw,
    held_krw: hold.held_krw,
    captures: hold.captures,
    changedAt: hold.changedAt,
  }));
  const last = facts.at(-1);
  return {
    at: now,
    facts,
    next: facts.length === limit && last ? String(last.changedAt) : null,
    ledger: await judgeLedger(models),
  };
}

async function judgeLedger(models: MemberModels): Promise<Audit["ledger"]> {
  const accounts: AccountDoc[] = await models.accounts.find().lean();
  const unbalanced = await models.journals.aggregate<{ count: number }>([
    { $unwind: "$postings" },
    { $group: { _id: "$_id", sum_krw: { $sum: "$postings.amount_krw" } } },
    { $match: { sum_krw: { $ne: 0 } } },
    { $count: "count" },
  ]);
  const open = await models.holds.aggregate<{ _id: string; held_krw: number }>([
    { $match: { state: "PLACED" } },
    { $group: { _id: "$cardId", held_krw: { $sum: "$held_krw" } } },
  ]);
  const openByCard = new Map(open.map((card) => [`card:${card._id}:held`, card.held_krw]));
  const isCard = (account: AccountDoc) => account._id.startsWith("card:");
  return {
    accounts_krw: accounts.reduce((sum, account) => sum + account.balance_krw, 0),
    unbalancedJournals: unbalanced[0]?.count ?? 0,
    negativeAccounts: accounts.filter((account) => isCard(account) && account.balance_krw < 0).length,
    heldMismatches: accounts.filter(
      (account) =>
        account._id.endsWith(":held") && account.balance_krw !== (openByCard.get(account._id) ?? 0),
    ).length,
  };
}
