import type {
  AccountFact,
  CardFact,
  CouponFact,
  JournalFact,
  journalAudit,
  ledgerAudit,
  MoneyFact,
  memberAudit,
  StarFact,
} from "@siren/contracts/audit";
import { changedSince, nextSince } from "@siren/store/changed-since";
import type { Tx } from "@siren/store/unit-of-work";
import type { PipelineStage } from "mongoose";
import type * as z from "zod/mini";
import { accountOf } from "./ledger.ts";
import type { AccountDoc, CardDoc, HoldDoc, JournalDoc, MemberModels } from "./store.ts";
import type { CouponDoc, StarAccountDoc } from "./wallet-store.ts";

type Audit = z.infer<typeof memberAudit>;
type Asked = { since: string; limit: number };

/** A page of facts per order, and their cards, members and coupons as they stand in the same moment. */
export async function readAudit(
  models: MemberModels,
  { session }: Tx,
  { since, limit }: Asked,
  now: number,
): Promise<Audit> {
  const holds: HoldDoc[] = await models.holds
    .find(changedSince(since), null, { session })
    .sort({ changedAt: 1, _id: 1 })
    .limit(limit)
    .lean();
  const facts: MoneyFact[] = holds.map((hold) => ({
    orderId: hold._id,
    cardId: hold.cardId,
    state: hold.state,
    amount_krw: hold.amount_krw,
    owed_krw: hold.owed_krw,
    captured_krw: hold.captured_krw,
    refunded_krw: hold.refunded_krw,
    held_krw: hold.held_krw,
    captures: hold.captures,
    couponId: hold.state === "RELEASED" ? null : (hold.couponId ?? null),
    visit: visitOf(hold),
    changedAt: hold.changedAt,
  }));
  return {
    ...{ at: now, facts, next: nextSince(holds, limit) },
    cards: await cardsOf(models, session, unique(holds.map(({ cardId }) => cardId))),
    stars: await starsOfMembers(models, session, unique(holds.map(({ memberId }) => memberId))),
    coupons: await couponsOf(models, session, unique(holds.flatMap(({ couponId }) => couponId ?? []))),
  };
}

/** A page of the ledger, and the accounts and cards that it touches as they stand in the same moment. */
export async function readJournals(
  models: MemberModels,
  { session }: Tx,
  { since, limit }: Asked,
  now: number,
): Promise<z.infer<typeof journalAudit>> {
  const docs: JournalDoc[] = await models.journals
    .find(changedSince(since, "at"), null, { session })
    .sort({ at: 1, _id: 1 })
    .limit(limit)
    .lean();
  const facts = docs.map(
    ({ _id: journalId, at: changedAt, kind, orderId, postings }): JournalFact => ({
      ...{ journalId, changedAt, kind, orderId },
      postings: postings.map(({ account, amount_krw, n, after_krw }) => ({
        ...{ account, amount_krw, n: n ?? null, after_krw: after_krw ?? null },
      })),
    }),
  );
  const names = unique(docs.flatMap(({ postings }) => postings.map(({ account }) => account)));
  const touched: AccountDoc[] = await models.accounts.find({ _id: { $in: names } }, null, { session }).lean();
  const accounts = touched.map(
    ({ _id: account, balance_krw, postings = 0 }): AccountFact => ({ account, balance_krw, postings }),
  );
  const changes = docs.map(({ _id, at }) => ({ _id, changedAt: at }));
  const cards = await cardsOf(models, session, unique(docs.map(({ cardId }) => cardId)));
  return { at: now, facts, next: nextSince(changes, limit), accounts, cards };
}

const unique = (ids: string[]) => [...new Set(ids)];

function visitOf({ visit }: HoldDoc): MoneyFact["visit"] {
  if (!visit) return null;
  const { ownCups, isVisit, stars } = visit;
  return { ownCups, isVisit, stars };
}

type Session = Tx["session"];
type Sum = { _id: string; sum: number };

/** By what is counted on the card itself, and its accounts: nothing that grows with what ever happened on it. */
async function cardsOf(models: MemberModels, session: Session, ids: string[]): Promise<CardFact[]> {
  if (ids.length === 0) return [];
  const cards: CardDoc[] = await models.cards.find({ _id: { $in: ids } }, null, { session }).lean();
  const perCard: PipelineStage[] = [
    { $match: { cardId: { $in: ids }, state: "PLACED" } },
    { $group: { _id: "$cardId", sum: { $sum: "$held_krw" } } },
  ];
  const open = await models.holds.aggregate<Sum>(perCard).session(session);
  const accounts: AccountDoc[] = await models.accounts
    .find({ _id: { $in: ids.flatMap((id) => Object.values(accountsOf(id))) } }, null, { session })
    .lean();
  const balance = (account: string) => accounts.find(({ _id }) => _id === account)?.balance_krw ?? 0;
  return cards.map(({ _id: cardId, toppedUp_krw = 0, captured_krw = 0, refunded_krw = 0 }) => {
    const own = accountsOf(cardId);
    return {
      ...{ cardId, toppedUp_krw, captured_krw, refunded_krw },
      ...{ available_krw: balance(own.available), held_krw: balance(own.held) },
      arrears_krw: 0 - balance(own.receivable),
      openHolds_krw: open.find(({ _id }) => _id === cardId)?.sum ?? 0,
    };
  });
}

const accountsOf = (cardId: string) => ({
  available: accountOf.available(cardId),
  held: accountOf.held(cardId),
  receivable: accountOf.receivable(cardId),
});

async function starsOfMembers(models: MemberModels, session: Session, ids: string[]): Promise<StarFact[]> {
  if (ids.length === 0) return [];
  const accounts: StarAccountDoc[] = await models.starAccounts
    .find({ _id: { $in: ids } }, null, { session })
    .lean();
  const perMember: PipelineStage[] = [
    { $match: { memberId: { $in: ids } } },
    { $group: { _id: "$memberId", sum: { $sum: "$stars" } } },
  ];
  const entered = await models.starEntries.aggregate<Sum>(perMember).session(session);
  return ids.map((memberId) => ({
    memberId,
    stars: accounts.find(({ _id }) => _id === memberId)?.stars ?? 0,
    entered: entered.find(({ _id }) => _id === memberId)?.sum ?? 0,
  }));
}

async function couponsOf(models: MemberModels, session: Session, ids: string[]): Promise<CouponFact[]> {
  if (ids.length === 0) return [];
  const docs: CouponDoc[] = await models.coupons.find({ _id: { $in: ids } }, null, { session }).lean();
  return docs.map(({ _id: couponId, orderId }) => ({ couponId, orderId }));
}

/**
 * Over the whole ledger, for tests and for whoever has time. Read in one transaction: a hold that is placed between
 * two reads would look like a fault.
 */
export async function readWholeLedger(
  models: MemberModels,
  { session }: Tx,
): Promise<z.infer<typeof ledgerAudit>> {
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
