import assert from "node:assert/strict";
import { test } from "node:test";
import { auditRules } from "@siren/contracts/audit";
import type { Facts } from "../e2e/harness/audit.ts";
import { judgePages, type SeenPage } from "./page-verdicts.ts";
import { planOf } from "./plan.ts";
import { fromAuditor, judge, type Told } from "./verdicts.ts";

const at = 1_790_000_000_000;
const order = (over: Partial<Facts["orders"][number]> = {}): Facts["orders"][number] => ({
  orderId: "ord_1",
  storeId: "seongsu",
  businessDay: "2026-10-01",
  number: 1,
  state: "PICKED_UP",
  payment: "CAPTURED",
  total_krw: 5_000,
  ownerId: "mem_1",
  idempotencyKey: "key-1",
  cardId: "crd_1",
  couponId: null,
  ...{ ownerKind: "member", moveNo: 0, quoted_krw: 5_000, lines_krw: 5_000, notMade_krw: 0 },
  ...{ givenBack_krw: 0, madeOn: "HELD", promise: null, told: null },
  version: 5,
  changedAt: at,
  history: [],
  ...over,
});
const cup = { line: 0, n: 0, state: "DONE", doneTimes: 1, remakes: 0 } as const;
const ticket: Facts["tickets"][number] = {
  ticketId: "tkt_1",
  orderId: "ord_1",
  storeId: "seongsu",
  ...{ moveNo: 0, payment: "HELD", startedAt: at, state: "HANDED_OVER" },
  version: 5,
  changedAt: at,
  units: [cup],
};
const money: Facts["money"][number] = {
  ...{ orderId: "ord_1", cardId: "crd_1", state: "CAPTURED", amount_krw: 5_000, owed_krw: 0 },
  captured_krw: 5_000,
  refunded_krw: 0,
  held_krw: 0,
  captures: 1,
  couponId: null,
  visit: null,
  changedAt: at,
};
const good: Facts = {
  orders: [order()],
  tickets: [ticket],
  money: [money],
  ledger: { accounts_krw: 0, unbalancedJournals: 0, negativeAccounts: 0, heldMismatches: 0 },
};
const told: Told = {
  acknowledged: [{ key: "key-1", orderId: "ord_1" }],
  sent: new Set(["key-1"]),
  readyShown: new Map([["ord_1", 1]]),
};

const violated = (facts: Partial<Facts>, otherwise: Partial<Told> = {}) =>
  judge({ ...good, ...facts }, { ...told, ...otherwise })
    .filter(({ violations }) => violations.length > 0)
    .map(({ invariant }) => invariant);

test("nothing is found where nothing is wrong", () => assert.deepEqual(violated({}), []));

const paid = "what was made was paid exactly once, what was not costs nothing";
const made = "one ticket an order, each cup made once";
const broken: [what: string, facts: Partial<Facts>, otherwise: Partial<Told>, invariant: string][] = [
  ["a lost order", { orders: [] }, {}, "every acknowledged order is there, once"],
  ["a doubled order", { orders: [order(), order()] }, {}, "every acknowledged order is there, once"],
  ["an order out of nowhere", {}, { sent: new Set() }, "no order is there that nobody asked for"],
  ["an order that stands still", { orders: [order({ state: "MAKING" })] }, {}, "every order came to its end"],
  ["a second capture", { money: [{ ...money, captures: 2 }] }, {}, paid],
  ["a capture that never came", { money: [] }, {}, paid],
  ["a hold that was forgotten", { money: [{ ...money, held_krw: 5_000 }] }, {}, paid],
  ["a cancelled order that was charged", { orders: [order({ state: "CANCELLED" })] }, {}, paid],
  ["a second ticket", { tickets: [ticket, ticket] }, {}, made],
  ["a cup made twice", { tickets: [{ ...ticket, units: [{ ...cup, doneTimes: 2 }] }] }, {}, made],
  [
    "a ledger that does not add up",
    { ledger: { ...good.ledger, accounts_krw: 1 } },
    {},
    "the ledger adds up to zero",
  ],
  [
    "READY shown twice",
    {},
    { readyShown: new Map([["ord_1", 2]]) },
    "READY was shown once for every order handed over",
  ],
];

for (const [what, facts, otherwise, invariant] of broken) {
  test(what, () => assert.ok(violated(facts, otherwise).includes(invariant)));
}

test("what the auditor finds broken, does not know, or does not say at all is a violation", () => {
  const holds = auditRules.map((rule) => ({
    ...{ rule, state: "HOLDS" as const, since: at, judged: 1, broken: 0, findings: [] },
    ...{ evidence: "1 order", waitsFor: null },
  }));
  const wrong = (audited: Parameters<typeof fromAuditor>[0]) =>
    fromAuditor(audited).flatMap(({ violations }) => violations);
  assert.deepEqual(wrong(holds), []);
  assert.equal(wrong([]).length, auditRules.length);
  const [first, ...others] = holds;
  assert.ok(first);
  const findings = [{ subject: "ord_1", why: "captured 2 times" }];
  assert.deepEqual(wrong([{ ...first, state: "BROKEN", broken: 1, findings }, ...others]), [
    "ord_1: captured 2 times",
  ]);
  assert.deepEqual(wrong([{ ...first, waitsFor: "order is away" }, ...others]), ["not known: order is away"]);
});

test("the same seed plans the same strikes, another seed others", () => {
  assert.deepEqual(planOf(7, 50), planOf(7, 50));
  assert.notDeepEqual(planOf(7, 50), planOf(8, 50));
});

test("of a page it is told what was shown twice, not at all, out of order, or to somebody else", () => {
  const ready = (n: number, orderId: string) => ({ name: "order.ready", n, orderId });
  const seen = (shown: SeenPage["shown"], orders = ["ord_1", "ord_2"]): SeenPage => ({
    ...{ shown, orders, heardInAll: shown.length, connects: 1 },
  });
  const wrong = (page: SeenPage, ordered = 2) =>
    judgePages([page], ordered).flatMap(({ violations }, at) => (violations.length > 0 ? [at] : []));
  assert.deepEqual(wrong(seen([ready(4, "ord_1"), ready(5, "ord_2")])), []);
  assert.deepEqual(wrong(seen([ready(4, "ord_1")], ["ord_1"])), [0]);
  assert.deepEqual(wrong(seen([ready(4, "ord_1")])), [1]);
  assert.deepEqual(wrong(seen([ready(4, "ord_1"), ready(5, "ord_2"), ready(6, "ord_2")])), [1]);
  assert.deepEqual(wrong(seen([ready(4, "ord_1"), ready(6, "ord_2")])), [2]);
  assert.deepEqual(wrong(seen([ready(4, "ord_2"), ready(3, "ord_1")])), [2]);
  assert.deepEqual(wrong(seen([ready(4, "ord_1"), ready(5, "ord_2"), ready(6, "ord_3")])), [3]);
});
