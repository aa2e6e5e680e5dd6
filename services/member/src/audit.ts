import type { MoneyFact, memberAudit } from "@siren/contracts/audit";
import { changedSince, nextSince } from "@siren/store/changed-since";
import type { Tx } from "@siren/store/unit-of-work";
import type { PipelineStage } from "mongoose";
import type * as z from "zod/mini";
import type { AccountDoc, HoldDoc, MemberModels } from "./store.ts";

type Audit = z.infer<typeof memberAudit>;

/** A page of facts per order, and what must hold over the whole ledger. */
export async function readAudit(
  models: MemberModels,
  { session }: Tx,
  { since, limit }: { since: string; limit: number },
  now: number,
): Promise<Audit> {
  const holds: HoldDoc[] = await models.holds
    .find(changedSince(since), null, { session })
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
  return { at: now, facts, next: nextSince(holds, limit), ledger: await judgeLedger(models, session) };
}

/** Read in one transaction: a hold that is placed between two reads would look like a fault. */
async function judgeLedger(models: MemberModels, session: Tx["session"]): Promise<Audit["ledger"]> {
  const accounts: AccountDoc[] = await models.accounts.find({}, null, { session }).lean();
  const sums: PipelineStage[] = [
    { $unwind: "$postings" },
    { $group: { _id: "$_id", sum_krw: { $sum: "$postings.amount_krw" } } },
    { $match: { sum_krw: { $ne: 0 } } },
    { $count: "count" },
  ];
  const unbalanced = await models.journals.aggregate<{ count: number }>(sums).session(session);
  const perCard: PipelineStage[] = [
    { $match: { state: "PLACED" } },
    { $group: { _id: "$cardId", held_krw: { $sum: "$held_krw" } } },
  ];
  const open = await models.holds.aggregate<{ _id: string; held_krw: number }>(perCard).session(session);
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
