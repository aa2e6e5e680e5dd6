import type * as audit from "./audit.ts";
import type * as envelope from "./envelope.ts";
import type { ExamplesOf } from "./form.ts";
import { goldenEvents, goldenOrder } from "./golden.ts";
import { baristaExamples } from "./golden-barista.ts";
import {
  at,
  cardId,
  couponId,
  eventId,
  memberId,
  orderId,
  storeId,
  ticketId,
  traceparent,
} from "./golden-ids.ts";
import { menuExamples } from "./golden-menu.ts";
import type * as identity from "./identity.ts";
import type * as problems from "./problems.ts";
import type * as snapshots from "./snapshots.ts";

const feedEvent = {
  ...{ eventId, type: "HoldPlaced", seq: 30, at, aggregateId: orderId, aggregateVersion: 1, traceparent },
  data: goldenEvents.HoldPlaced,
};
const menuState = { stores: [menuExamples.storeProfile], menus: [menuExamples.publishedMenu] };

export const envelopeExamples: ExamplesOf<typeof envelope> = {
  feedEvent,
  feedPage: { epoch: "first", head: 30, events: [feedEvent], next: 30 },
  feedSnapshot: { epoch: "first", seq: 30, state: menuState },
};

export const snapshotExamples: ExamplesOf<typeof snapshots> = {
  menuState,
  memberState: {
    allowances: [goldenEvents.AllowanceSet],
    revoked: [goldenEvents.SessionRevoked],
    nicknames: [goldenEvents.MemberRegistered],
    deleted: [{ ...goldenEvents.MemberDeleted, memberId: "mem_01J9ZK3V5QW8XH2N7TB4RCEDFT" }],
  },
  orderSnapshot: { open: [{ state: "AUTHORISED", version: 2, order: goldenOrder }] },
  baristaState: {
    tickets: [{ ticket: baristaExamples.ticketView, changedAt: at + 60_000 }],
    soldOut: [{ storeId, itemId: "latte" }],
    stores: [goldenEvents.StoreStateChanged],
    soldOutOptions: [{ storeId, choiceId: "oat-milk" }],
    stock: [goldenEvents.StockChanged],
    delays: [goldenEvents.DelayPosted],
    loads: [goldenEvents.StoreLoadChanged],
  },
};

const seconds = Math.floor(at / 1_000);
const who = { roles: ["barista" as const], stores: [storeId], nickname: "지우", authAtMs: at };

export const identityExamples: ExamplesOf<typeof identity> = {
  tokenClaims: {
    ...{ iss: "siren-member", sub: memberId, sid: "ses_01J9ZK3V5QW8XH2N7TB4RCEDFR", use: "access" },
    ...{ ...who, iat: seconds, exp: seconds + 900 },
  },
  identityClaims: {
    ...{ iss: "gateway", aud: "order", sub: memberId, via: "token" },
    ...{ ...who, iat: seconds, exp: seconds + 30 },
  },
};

export const problemExamples: ExamplesOf<typeof problems> = {
  problem: {
    ...{ code: "UNAUTHENTICATED", status: 401, title: "Please sign in", retryable: false },
    ...{ detail: "This waits for a sign-in: the member service is away", because: "outage-pass" },
    ...{ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", degraded: ["member"] },
  },
};

const orderFact: audit.OrderFact = {
  ...{ orderId, storeId, businessDay: "2026-11-21", number: 17, state: "AUTHORISED", payment: "HELD" },
  ...{ total_krw: 10_000, ownerId: memberId, idempotencyKey: "key-00000001", version: 2, changedAt: at },
  ...{ cardId, couponId, ownerKind: "member", moveNo: 0, quoted_krw: 10_000, lines_krw: 10_000 },
  ...{ notMade_krw: 0, givenBack_krw: 0, madeOn: "HELD", told: 2 },
  promise: { amount_krw: 30_000, version: 4, expiresAt: at + 3_600_000, at },
  history: [{ version: 2, state: "AUTHORISED", at }],
};
const ticketFact: audit.TicketFact = {
  ...{ ticketId, orderId, storeId, moveNo: 0, state: "MAKING", payment: "HELD", startedAt: at, version: 4 },
  changedAt: at,
  units: [{ line: 0, n: 1, state: "DONE", doneTimes: 1, remakes: 0 }],
};
const stockFact = {
  ...{ storeId, itemId: "cookie", received: 100, free: 90, reserved: 6, sold: 4, kept: 6 },
};
const soldOutFact = { storeId, subject: "oat-milk", since: at };
const moneyFact: audit.MoneyFact = {
  ...{ orderId, cardId, state: "PLACED", amount_krw: 10_000, owed_krw: 0 },
  ...{ captured_krw: 0, refunded_krw: 0, held_krw: 10_000, captures: 0, changedAt: at },
  ...{ couponId, visit: { ownCups: 1, isVisit: true, stars: 3 } },
};
const cardFact = {
  ...{ cardId, toppedUp_krw: 50_000, captured_krw: 12_000, refunded_krw: 2_000 },
  ...{ available_krw: 30_000, held_krw: 10_000, arrears_krw: 0, openHolds_krw: 10_000 },
};
const starFact = { memberId, stars: 3, entered: 3 };
const couponFact = { couponId, orderId };
const next = `${at}.${orderId}`;
const held = `card:${cardId}:held`;
const journalFact: audit.JournalFact = {
  ...{ journalId: "jnl_01J9ZK3V5QW8XH2N7TB4RCEDFS", changedAt: at, kind: "capture", orderId },
  postings: [
    { account: held, amount_krw: -10_000, n: 2, after_krw: 0 },
    { account: `sales:${storeId}`, amount_krw: 10_000, n: 7, after_krw: 70_000 },
  ],
};
const accountFact = { account: held, balance_krw: 0, postings: 2 };
const inboxFact = { eventId, feed: "order", changedAt: at };
const hearing = { feed: "order", epoch: "first", seq: 30, from: 0, types: ["OrderCaptureWanted"] };
const finding = { subject: orderId, why: "two tickets" };
const verdict: audit.Verdict = {
  ...{ rule: "one-ticket-per-order", state: "BROKEN", since: at, judged: 40, broken: 1 },
  ...{ findings: [finding], evidence: "40 orders, 41 tickets", waitsFor: "barista has not answered" },
};

export const auditExamples: ExamplesOf<typeof audit> = {
  auditQuery: { since: next, limit: 200 },
  inboxQuery: { since: `${at}.${eventId}`, limit: 500 },
  orderFact,
  ticketFact,
  moneyFact,
  cardFact,
  starFact,
  couponFact,
  orderAudit: { at, facts: [orderFact], next },
  stockFact,
  soldOutFact,
  ticketAudit: { at, facts: [ticketFact], next, stock: [stockFact], soldOut: [soldOutFact] },
  memberAudit: { at, facts: [moneyFact], next, cards: [cardFact], stars: [starFact], coupons: [couponFact] },
  journalFact,
  accountFact,
  journalAudit: { at, facts: [journalFact], next, accounts: [accountFact], cards: [cardFact] },
  ledgerAudit: { accounts_krw: 0, unbalancedJournals: 0, negativeAccounts: 0, heldMismatches: 0 },
  inboxFact,
  hearing,
  inboxAudit: { at, facts: [inboxFact], next: `${at}.${eventId}`, hears: [hearing] },
  finding,
  verdict,
  verdicts: { at, readAt: { member: at, order: at, barista: at }, verdicts: [verdict] },
};
