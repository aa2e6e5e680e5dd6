import assert from "node:assert/strict";
import { test } from "node:test";
import { auditRules } from "@siren/contracts/audit";
import type { Facts } from "../e2e/harness/audit.ts";
import type { Exchange, Shown } from "./history.ts";
import { judgeAgreement, judgeAuditors, judgeBooks } from "./judge-agreement.ts";
import { judgeHistory } from "./judge-history.ts";
import type { LastLook } from "./last-look.ts";
import { promises, type Seen } from "./promises.ts";
import type { Said, ToldEntry, ToldOrder } from "./said.ts";
import { isBroken, type Verdict } from "./verdicts.ts";

/**
 * One customer whose first order was handed over and whose second was called off, as it should be; then one thing
 * about it is changed, and the promise that it breaks has to be named.
 */
const at = 1_790_000_000_000;
const toldOrder = (over: Partial<ToldOrder> = {}): ToldOrder => ({
  ...{ orderId: "ord_1", number: 1, businessDay: "2026-10-01", storeId: "seongsu", state: "PICKED_UP" },
  ...{ payment: "CAPTURED", total_krw: 5_000, version: 5, lines: "1 latte 5000", notMade_krw: 0 },
  ...over,
});
const placedOrder = toldOrder({ state: "AUTHORISED", payment: "HELD", version: 2 });
const off = { orderId: "ord_2", number: 2, state: "CANCELLED", payment: "RELEASED" } as const;
const placing = "/api/v1/order/orders";

let asked = 0;
const exchange = (path: string, said: Said, over: Partial<Exchange> = {}): Exchange => {
  asked += 1;
  const times = { askedAtMs: at + asked * 100, endedAtMs: at + asked * 100 + 50 };
  return {
    ...{
      n: asked,
      who: "member-0",
      gateway: "http://localhost:1",
      method: "POST",
      path,
      key: `key-${asked}`,
    },
    ...{ sent: null, ...times, status: 200, code: null, said, ...over },
  };
};
const tap = (path: string, who: string, key: string) => exchange(`/api/v1/barista/${path}`, {}, { who, key });

const exchanges: Exchange[] = [
  exchange("/api/v1/member/cards/crd_1/topups", {
    topUp: { topUpId: "top_1", amount_krw: 20_000, state: "SETTLED" },
  }),
  exchange(placing, {}, { key: "key-a", status: null, code: "ECONNRESET" }),
  exchange(placing, { order: placedOrder }, { key: "key-a", status: 201 }),
  tap("tickets/tkt_1/accept", "jun", "tap-1"),
  tap("units/unt_1/claim", "jun", "tap-2"),
  tap("units/unt_1/done", "jun", "tap-3"),
  tap("tickets/tkt_1/hand-over", "hana", "tap-4"),
  exchange(
    placing,
    { order: { ...placedOrder, ...off, state: "AUTHORISED" } },
    { key: "key-b", status: 201 },
  ),
  exchange(`${placing}/ord_2/cancel`, { order: toldOrder({ ...off, version: 3 }) }),
  exchange(placing, { orders: [toldOrder(), toldOrder(off)] }, { method: "GET", key: null }),
];
const shown: Shown[] = [
  { who: "member-0", name: "order.ready", orderId: "ord_1", n: 4, atMs: at + 900 },
  { who: "member-0", name: "order.picked_up", orderId: "ord_1", n: 5, atMs: at + 950 },
];
const entry = (
  kind: ToldEntry["kind"],
  available_krw: number,
  held_krw: number,
  orderId?: string,
): ToldEntry => ({
  ...{ journalId: `${kind}-${orderId}`, at, kind, available_krw, held_krw, ...(orderId && { orderId }) },
});
const entries = [
  entry("top-up", 20_000, 0),
  entry("hold", -5_000, 5_000, "ord_1"),
  entry("capture", 0, -5_000, "ord_1"),
  entry("hold", -5_000, 5_000, "ord_2"),
  entry("release", 5_000, -5_000, "ord_2"),
];
const card = {
  who: "member-0",
  cardId: "crd_1",
  available_krw: 15_000,
  held_krw: 0,
  arrears_krw: 0,
  entries,
};
const lastLook = (orders: ToldOrder[], over: Partial<typeof card> = {}): LastLook => ({
  ...{ orders: [{ who: "member-0", orders }], cards: [{ ...card, ...over }], refunded_krw: new Map() },
});
const last = lastLook([toldOrder(), toldOrder(off)]);
const seen: Seen = { exchanges, shown, last };

const fact = (over: Partial<Facts["orders"][number]> = {}): Facts["orders"][number] => ({
  ...{ orderId: "ord_1", storeId: "seongsu", businessDay: "2026-10-01", number: 1, state: "PICKED_UP" },
  ...{ payment: "CAPTURED", total_krw: 5_000, ownerId: "mem_1", idempotencyKey: "key-a", cardId: "crd_1" },
  ...{ couponId: null, ownerKind: "member", moveNo: 0, quoted_krw: 5_000, lines_krw: 5_000, notMade_krw: 0 },
  ...{ givenBack_krw: 0, madeOn: "HELD", promise: null, told: null, version: 5, changedAt: at, history: [] },
  ...over,
});
const cancelled = fact({
  orderId: "ord_2",
  idempotencyKey: "key-b",
  state: "CANCELLED",
  payment: "RELEASED",
});
const cup = { line: 0, n: 0, state: "DONE", doneTimes: 1, remakes: 0 } as const;
const ticket: Facts["tickets"][number] = {
  ...{ ticketId: "tkt_1", orderId: "ord_1", storeId: "seongsu", moveNo: 0, payment: "HELD", startedAt: at },
  ...{ state: "HANDED_OVER", version: 5, changedAt: at, units: [cup] },
};
const money: Facts["money"][number] = {
  ...{ orderId: "ord_1", cardId: "crd_1", state: "CAPTURED", amount_krw: 5_000, owed_krw: 0, captures: 1 },
  ...{ captured_krw: 5_000, refunded_krw: 0, held_krw: 0, couponId: null, visit: null, changedAt: at },
};
const facts: Facts = {
  ...{ orders: [fact(), cancelled], tickets: [ticket], money: [money] },
  ledger: { accounts_krw: 0, unbalancedJournals: 0, negativeAccounts: 0, heldMismatches: 0 },
};
const holds = auditRules.map((rule) => ({
  ...{ rule, state: "HOLDS" as const, since: at, judged: 2, broken: 0, findings: [] },
  ...{ evidence: "2 orders", waitsFor: null },
}));

const named = (verdicts: readonly Verdict[]) => verdicts.filter(isBroken).map(({ invariant }) => invariant);
const ofHistory = (over: Partial<Seen>) => named(judgeHistory({ ...seen, ...over }));
const ofBooks = (over: Partial<Facts>, told: Partial<Seen> = {}) =>
  named(judgeBooks({ ...seen, ...told }, { ...facts, ...over }));
const more = (...added: Exchange[]): Partial<Seen> => ({ exchanges: [...exchanges, ...added] });
const looked = (...of: Parameters<typeof lastLook>): Partial<Seen> => ({ last: lastLook(...of) });
const withEntries = (...added: ToldEntry[]) =>
  looked([toldOrder(), toldOrder(off)], { entries: [...entries, ...added] });

test("nothing is found where nothing is wrong", () => {
  assert.deepEqual(ofHistory({}), []);
  assert.deepEqual(ofBooks({}), []);
  assert.deepEqual(named(judgeAuditors([holds, holds])), []);
  assert.deepEqual(named([judgeAgreement(judgeHistory(seen), [holds], 2)]), []);
});

/** The card was never charged, and the till did not want to be paid either. */
const uncharged = lastLook([toldOrder(), toldOrder(off)], {
  available_krw: 20_000,
  entries: entries.filter(({ kind, orderId }) => kind === "top-up" || orderId === "ord_2"),
});
const tillRefused = exchange(
  `${placing}/ord_1/pay-at-counter`,
  {},
  { status: 409, code: "ILLEGAL_TRANSITION" },
);
const secondOrder = exchange(placing, { order: { ...placedOrder, orderId: "ord_9" } }, { key: "key-a" });
const inHistory: [what: string, told: Partial<Seen>, promise: keyof typeof promises][] = [
  ["a charge that was lost", { ...more(tillRefused), last: uncharged }, "chargedOnce"],
  ["a lost order", looked([toldOrder(off)]), "nothingLost"],
  [
    "an order at another price than was agreed",
    more(
      exchange(
        placing,
        { order: placedOrder },
        { key: "key-a", status: 201, sent: { expected_total_krw: 4_500 } },
      ),
    ),
    "nothingLost",
  ],
  ["an order with another total", looked([toldOrder({ total_krw: 5_500 }), toldOrder(off)]), "nothingLost"],
  [
    "an order with other lines",
    looked([toldOrder({ lines: "2 latte 5000" }), toldOrder(off)]),
    "nothingLost",
  ],
  ["a second order for a key", more(secondOrder), "oneOrder"],
  ["an order that stands still", looked([toldOrder({ state: "MAKING" }), toldOrder(off)]), "allOver"],
  ["a second capture", withEntries(entry("capture", -5_000, 0, "ord_1")), "chargedOnce"],
  [
    "a capture that never came",
    looked([toldOrder(), toldOrder(off)], { entries: entries.slice(0, 2) }),
    "chargedOnce",
  ],
  ["a capture of too much", withEntries(entry("settle", -500, 0, "ord_1")), "chargedOnce"],
  [
    "a charge for what was called off",
    withEntries(entry("capture", -5_000, 0, "ord_2")),
    "refusedCostsNothing",
  ],
  ["a hold that was forgotten", withEntries(entry("hold", -5_000, 5_000, "ord_2")), "refusedCostsNothing"],
  [
    "a top-up that went astray",
    looked([toldOrder(), toldOrder(off)], { available_krw: 14_000 }),
    "cardsAddUp",
  ],
  ["a top-up that came twice", withEntries(entry("top-up", 20_000, 0)), "cardsAddUp"],
  [
    "an order that was called off and made",
    looked([toldOrder(), toldOrder({ orderId: "ord_2" })]),
    "calledOff",
  ],
  [
    "READY for an order that was called off",
    { shown: [...shown, { ...shown[0], orderId: "ord_2" } as Shown] },
    "calledOff",
  ],
  ["a cup with two makers", more(tap("units/unt_1/claim", "hana", "tap-9")), "cupOnce"],
  ["a cup that was done twice", more(tap("units/unt_1/done", "jun", "tap-9")), "cupOnce"],
  ["an order handed over twice", more(tap("tickets/tkt_1/hand-over", "jun", "tap-9")), "cupOnce"],
  ["READY shown twice", { shown: [...shown, shown[0] as Shown] }, "readyOnce"],
  ["READY that was never shown", { shown: shown.slice(1) }, "readyOnce"],
  [
    "READY of an order that nobody has",
    { shown: [...shown, { ...shown[0], orderId: "ord_8" } as Shown] },
    "readyOnce",
  ],
  [
    "an answer that is older than the one before",
    more(exchange(`${placing}/ord_1`, { order: placedOrder }, { method: "GET" })),
    "neverBack",
  ],
];
for (const [what, told, promise] of inHistory)
  test(`the history tells: ${what}`, () =>
    assert.ok(ofHistory(told).includes(promises[promise]), promises[promise]));

test("who asked before the other answer came may be told what was then", () => {
  const early = exchange(`${placing}/ord_1`, { order: placedOrder }, { method: "GET", askedAtMs: at + 320 });
  assert.deepEqual(ofHistory(more({ ...early, endedAtMs: at + 60_000 })), []);
});

test("a key that is sent again is answered with the same order, and a tap with the same key counts once", () => {
  const again = exchange(placing, { order: toldOrder() }, { key: "key-a" });
  assert.deepEqual(ofHistory(more(again, tap("units/unt_1/done", "jun", "tap-3"))), []);
});

test("what a manager gave back, what was not made and what the till took is not missing on a card", () => {
  const half = toldOrder({ payment: "PARTLY_REFUNDED", notMade_krw: 1_000 });
  const given = entry("refund", 1_500, 0, "ord_1");
  const looks = lastLook([half, toldOrder(off)], { entries: [...entries, given], available_krw: 16_500 });
  assert.deepEqual(ofHistory({ last: { ...looks, refunded_krw: new Map([["ord_1", 500]]) } }), []);
  const till = toldOrder({ orderId: "ord_3", payment: "PAID_AT_COUNTER" });
  const ready = { ...shown[0], orderId: "ord_3" } as Shown;
  assert.deepEqual(
    ofHistory({ ...looked([toldOrder(), toldOrder(off), till]), shown: [...shown, ready] }),
    [],
  );
});

const once = "the books have each acknowledged order once";
const wanted = "the books have no order that nobody asked for, and none twice";
const same = "customers are told what stands in the books";
const made = "one ticket an order, each cup made once";
const inBooks: [what: string, facts: Partial<Facts>, invariant: string][] = [
  ["a lost order", { orders: [cancelled] }, once],
  ["a doubled order", { orders: [fact(), fact({ orderId: "ord_7" }), cancelled] }, wanted],
  ["an order out of nowhere", { orders: [fact(), cancelled, fact({ idempotencyKey: "key-z" })] }, wanted],
  [
    "an order that stands still",
    { orders: [fact({ state: "MAKING" }), cancelled] },
    "in the books every order came to its end",
  ],
  ["a second ticket", { tickets: [ticket, ticket] }, made],
  ["no ticket", { tickets: [] }, made],
  ["a cup made twice", { tickets: [{ ...ticket, units: [{ ...cup, doneTimes: 2 }] }] }, made],
  [
    "a ledger that does not add up",
    { ledger: { ...facts.ledger, accounts_krw: 1 } },
    "the ledger adds up to zero",
  ],
  ["another state than the customer is told", { orders: [fact({ state: "UNCLAIMED" }), cancelled] }, same],
  ["another charge than the card's statement says", { money: [{ ...money, captured_krw: 4_500 }] }, same],
  [
    "an order of which its customer is not told",
    { orders: [fact(), cancelled, fact({ orderId: "ord_6" })] },
    same,
  ],
];
for (const [what, of, invariant] of inBooks)
  test(`the books tell: ${what}`, () => assert.ok(ofBooks(of).includes(invariant), invariant));

test("what an auditor finds broken, does not know, or does not say at all is a violation", () => {
  const wrong = (...auditors: Parameters<typeof judgeAuditors>[0]) =>
    judgeAuditors(auditors).flatMap(({ violations }) => violations);
  assert.equal(wrong().length, auditRules.length);
  assert.equal(wrong(holds, []).length, auditRules.length);
  const [first, ...others] = holds;
  assert.ok(first);
  const findings = [{ subject: "ord_1", why: "captured 2 times" }];
  assert.deepEqual(wrong([{ ...first, state: "BROKEN", broken: 1, findings }, ...others]), [
    "ord_1: captured 2 times",
  ]);
  assert.deepEqual(wrong([{ ...first, waitsFor: "order is away" }, ...others]), ["not known: order is away"]);
});

test("an auditor who says another thing than the history, or knows fewer orders, is told", () => {
  const findings = [{ subject: "ord_1", why: "captured 2 times" }];
  const broken = holds.map((one) =>
    one.rule === "charged-once" ? { ...one, state: "BROKEN" as const, broken: 1, findings } : one,
  );
  const agree = (told: Seen, auditors: Parameters<typeof judgeAgreement>[1], orders = 2) =>
    judgeAgreement(judgeHistory(told), auditors, orders).violations.length;
  assert.equal(agree(seen, [holds, broken]), 1);
  const twice = { ...seen, ...withEntries(entry("capture", -5_000, 0, "ord_1")) };
  assert.ok(agree(twice, [holds]) > 0);
  assert.equal(agree(seen, [holds], 3), 3);
});
