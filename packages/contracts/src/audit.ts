import * as z from "zod/mini";
import { ticketState, unitState } from "./barista.ts";
import { cardId, couponId, instant, memberId, orderId, slug, ticketId } from "./ids.ts";
import { krw, signedKrw } from "./money.ts";
import { orderState, paymentState } from "./order.ts";

/**
 * `GET /internal/audit?since=&limit=`: facts that were changed since then, oldest first, from which the
 * auditor judges the invariants without looking into anybody's store.
 */
export const auditQuery = z.strictObject({
  /** An instant, or the `next` of the page before. */
  since: z._default(z.string().check(z.regex(/^\d{1,15}(\.[a-z]{3}_[0-9A-Z]{26})?$/)), "0"),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(1000)), 200),
});

const instantOrEvent = z.string().check(z.regex(/^\d{1,15}(\.[\w-]{1,60})?$/));
/** `GET /internal/audit/inbox`: which events a service has taken, oldest first. */
export const inboxQuery = z.strictObject({
  since: z._default(instantOrEvent, "0"),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(1000)), 500),
});

const page = <T extends z.ZodMiniType>(fact: T) =>
  z.object({ at: instant, facts: z.array(fact), next: z.nullable(z.string()) });

export const orderFact = z.object({
  orderId,
  storeId: slug,
  businessDay: z.string(),
  number: z.int(),
  state: orderState,
  payment: paymentState,
  total_krw: krw,
  ownerId: z.string(),
  idempotencyKey: z.string(),
  ownerKind: z._default(z.enum(["member", "guest"]), "member"),
  /** Null at the counter, and for an order that is older than stars. */
  cardId: z._default(z.nullable(cardId), null),
  couponId: z._default(z.nullable(couponId), null),
  /** How many stores it has left behind. */
  moveNo: z._default(z.int(), 0),
  /** What its customer was told before placing; null where that was not noted yet. */
  quoted_krw: z._default(z.nullable(krw), null),
  /** What its lines and adjustments come to. */
  lines_krw: z._default(z.nullable(krw), null),
  /** Of the total, what the store did not make, and what is on its way back or there. */
  notMade_krw: z._default(krw, 0),
  givenBack_krw: z._default(krw, 0),
  /** How its payment stood when its first cup was begun. */
  madeOn: z._default(z.nullable(paymentState), null),
  /** What order was promised of the card when it went on without member. */
  promise: z._default(
    z.nullable(z.object({ amount_krw: krw, version: z.int(), expiresAt: instant, at: instant })),
    null,
  ),
  /** How many events were told of it. */
  told: z._default(z.nullable(z.int()), null),
  version: z.int(),
  changedAt: instant,
  history: z.array(z.object({ version: z.int(), state: orderState, at: instant })),
});
export type OrderFact = z.infer<typeof orderFact>;

export const ticketFact = z.object({
  ticketId,
  orderId,
  storeId: slug,
  moveNo: z._default(z.int(), 0),
  state: ticketState,
  payment: z._default(z.nullable(paymentState), null),
  /** Of its first cup. */
  startedAt: z._default(z.nullable(instant), null),
  /** Counts the events that were told of it. */
  version: z.int(),
  changedAt: instant,
  units: z.array(
    z.object({
      ...{ line: z.int(), n: z.int(), state: unitState, doneTimes: z.int() },
      remakes: z._default(z.int(), 0),
    }),
  ),
});
export type TicketFact = z.infer<typeof ticketFact>;

/** Sums per order: what was taken from a card for it, and what is still held. */
export const moneyFact = z.object({
  orderId,
  cardId: z._default(z.nullable(cardId), null),
  state: z._default(z.nullable(z.enum(["PLACED", "CAPTURED", "RELEASED"])), null),
  /** What was asked for, and later what was taken. */
  amount_krw: z._default(z.nullable(krw), null),
  /** Of what was taken, what the card still lacks. */
  owed_krw: z._default(krw, 0),
  captured_krw: krw,
  refunded_krw: krw,
  held_krw: krw,
  captures: z.int(),
  /** The one that the order has now; null once it was given back. */
  couponId: z._default(z.nullable(couponId), null),
  /** Once it was picked up: what its stars are counted from. */
  visit: z._default(z.nullable(z.object({ ownCups: z.int(), isVisit: z.boolean(), stars: z.int() })), null),
  changedAt: instant,
});
export type MoneyFact = z.infer<typeof moneyFact>;

/** Everything that ever happened on a card, and what it has. */
export const cardFact = z.object({
  cardId,
  toppedUp_krw: krw,
  captured_krw: krw,
  refunded_krw: krw,
  available_krw: signedKrw,
  held_krw: signedKrw,
  arrears_krw: signedKrw,
  /** What its open holds come to. */
  openHolds_krw: z._default(z.nullable(signedKrw), null),
});
export type CardFact = z.infer<typeof cardFact>;

export const starFact = z.object({ memberId, stars: z.int(), entered: z.int() });
export type StarFact = z.infer<typeof starFact>;

/** Which order the coupon itself says that it belongs to. */
export const couponFact = z.object({ couponId, orderId: z.nullable(orderId) });
export type CouponFact = z.infer<typeof couponFact>;

export const orderAudit = page(orderFact);
/** What is counted at a store, and how much of it its open tickets keep: read in one moment. */
export const stockFact = z.object({
  storeId: slug,
  itemId: slug,
  ...{ received: z.int(), free: z.int(), reserved: z.int(), sold: z.int(), kept: z.int() },
});
export type StockFact = z.infer<typeof stockFact>;

/** An item or a choice that the store has none of, since then. */
export const soldOutFact = z.object({ storeId: slug, subject: slug, since: instant });
export type SoldOutFact = z.infer<typeof soldOutFact>;

export const ticketAudit = z.extend(page(ticketFact), {
  stock: z._default(z.array(stockFact), []),
  soldOut: z._default(z.array(soldOutFact), []),
});

/** Of the facts' cards, members and coupons: read in the same transaction. */
export const memberAudit = z.extend(page(moneyFact), {
  cards: z._default(z.array(cardFact), []),
  stars: z._default(z.array(starFact), []),
  coupons: z._default(z.array(couponFact), []),
});

/** One journal. `n` counts an account's postings, `after_krw` is what it had then; null in journals from before. */
export const journalFact = z.object({
  journalId: z.string(),
  changedAt: instant,
  kind: z.string(),
  orderId: z.nullable(orderId),
  postings: z.array(
    z.object({
      ...{ account: z.string(), amount_krw: signedKrw },
      ...{ n: z.nullable(z.int()), after_krw: z.nullable(signedKrw) },
    }),
  ),
});
export type JournalFact = z.infer<typeof journalFact>;
export const accountFact = z.object({ account: z.string(), balance_krw: signedKrw, postings: z.int() });
export type AccountFact = z.infer<typeof accountFact>;

/** `GET /internal/audit/journals`: the ledger, oldest first, and what its accounts and cards had when this was read. */
export const journalAudit = z.extend(page(journalFact), {
  accounts: z.array(accountFact),
  cards: z._default(z.array(cardFact), []),
});

/** `GET /internal/audit/ledger`: over all of it, for those whose ledger is small. Both sums and counts must be zero. */
export const ledgerAudit = z.object({
  accounts_krw: signedKrw,
  unbalancedJournals: z.int(),
  negativeAccounts: z.int(),
  heldMismatches: z.int(),
});

/** One event that was taken, with its effect. */
export const inboxFact = z.object({ eventId: z.string(), feed: z.string(), changedAt: instant });
export type InboxFact = z.infer<typeof inboxFact>;
/** What the service hears: each event of these types after `from` and up to `seq` has been taken. */
export const hearing = z.object({
  feed: z.string(),
  ...{ epoch: z.string(), seq: z.int(), from: z.nullable(z.int()) },
  types: z.array(z.string()),
});
export type HearingFact = z.infer<typeof hearing>;
export const inboxAudit = z.extend(page(inboxFact), { hears: z.array(hearing) });

/** What the auditor judges, in the order in which it is shown. Numbers are those of the agreed invariants. */
export const auditRules = [
  /** 2. */ "one-order-per-key",
  /** 3. */ "charged-once",
  /** 4. */ "nothing-kept-for-nothing",
  /** 5. */ "nothing-made-unpaid",
  /** 6. */ "ledger-balances",
  /** 7. */ "balance-equation",
  /** 8. */ "deferred-within-allowance",
  /** 9. */ "one-ticket-per-order",
  /** 10. */ "cup-made-once",
  /** 11. */ "cup-claimed-by-one",
  /** 12. */ "nothing-made-after-void",
  /** 13. */ "history-legal",
  /** 13, of what was told: no event was lost. */ "everything-told",
  /** 13, of what was heard: each event was taken once, with its mark. */ "everything-heard",
  /** 16. */ "ready-when-all-made",
  /** 17. */ "number-unique",
  /** 18. */ "price-as-quoted",
  /** 19. */ "sold-out-not-sold",
  /** 20. */ "stars-earned",
  "coupon-used-once",
  /** 21. */ "views-converge",
  /** 28. */ "stock-adds-up",
] as const;
export const auditRule = z.enum(auditRules);
export type AuditRule = z.infer<typeof auditRule>;

export const finding = z.object({ subject: z.string(), why: z.string() });
export type Finding = z.infer<typeof finding>;

export const verdict = z.object({
  rule: auditRule,
  /** UNKNOWN: those whom it has to be asked of have not been read for long enough yet. */
  state: z.enum(["HOLDS", "BROKEN", "UNKNOWN"]),
  since: instant,
  /** How many orders, tickets or readings the last judgement was about, and how many of them break it. */
  judged: z.int(),
  broken: z.int(),
  /** The first few of those. */
  findings: z.array(finding),
  /** In a line, what was counted. */
  evidence: z._default(z.string(), ""),
  /** Why nothing is known yet, or why this is the verdict of an earlier reading. */
  waitsFor: z._default(z.nullable(z.string()), null),
});
export type Verdict = z.infer<typeof verdict>;

/** `GET /internal/verdicts` of the auditor, and `GET /ops/audit` of the gateway. */
export const verdicts = z.object({
  at: instant,
  /** Up to when each service's facts are known. */
  readAt: z.object({
    member: z.nullable(instant),
    order: z.nullable(instant),
    barista: z.nullable(instant),
  }),
  verdicts: z.array(verdict),
});
export type Verdicts = z.infer<typeof verdicts>;
