import * as z from "zod/mini";
import { ticketState, unitState } from "./barista.ts";
import { instant, orderId, slug, ticketId } from "./ids.ts";
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
  version: z.int(),
  changedAt: instant,
  history: z.array(z.object({ version: z.int(), state: orderState, at: instant })),
});
export type OrderFact = z.infer<typeof orderFact>;

export const ticketFact = z.object({
  ticketId,
  orderId,
  storeId: slug,
  state: ticketState,
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
  captured_krw: krw,
  refunded_krw: krw,
  held_krw: krw,
  captures: z.int(),
  changedAt: instant,
});
export type MoneyFact = z.infer<typeof moneyFact>;

export const orderAudit = page(orderFact);
/** What is counted at a store, and how much of it its open tickets keep: read in one moment. */
export const stockFact = z.object({
  storeId: slug,
  itemId: slug,
  ...{ received: z.int(), free: z.int(), reserved: z.int(), sold: z.int(), kept: z.int() },
});
export type StockFact = z.infer<typeof stockFact>;

export const ticketAudit = z.extend(page(ticketFact), { stock: z._default(z.array(stockFact), []) });
export const memberAudit = z.object({
  at: instant,
  facts: z.array(moneyFact),
  next: z.nullable(z.string()),
  /** Over the whole ledger: both sums must be zero, and the two counts too. */
  ledger: z.object({
    accounts_krw: signedKrw,
    unbalancedJournals: z.int(),
    negativeAccounts: z.int(),
    heldMismatches: z.int(),
  }),
});

/** What the auditor judges, in the order in which it is shown. */
export const auditRules = [
  "ledger-balances",
  "charged-once",
  "nothing-kept-for-nothing",
  "one-ticket-per-order",
  "cup-made-once",
  "number-unique",
  "history-legal",
  "stock-adds-up",
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
