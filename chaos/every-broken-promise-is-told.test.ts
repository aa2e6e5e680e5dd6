import assert from "node:assert/strict";
import { test } from "node:test";
import { auditRules } from "@siren/contracts/audit";
import type { Facts } from "../e2e/harness/audit.ts";
import { judgeRings, judgeTold, type SeenCustomer, type SeenDevice } from "./device-verdicts.ts";
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

const way = { greetedAtMs: at - 60_000, wasCut: false };
const heard = (n: number, orderId: string, over = {}) => ({
  ...{ name: "order.ready", orderId, n, atMs: at + 50, saidAtMs: at, ...way, ...over },
});
const rang = (n: number, afterMs: number, over = {}) => ({ n, atMs: at + afterMs, ...way, ...over });
const both = [heard(4, "ord_1"), heard(5, "ord_2")];
const device = (over: Partial<SeenDevice> = {}): SeenDevice => ({
  ...{ told: both, rung: [], acknowledged: [], connects: 1, ...over },
});
const orders = ["ord_1", "ord_2"].map((orderId) => ({ orderId, handedOverAtMs: at + 10_000 }));
const judgedBy = (
  devices: SeenDevice[],
  of: Partial<SeenCustomer> = {},
  ordered = 2,
  killed: number[] = [],
) => {
  const customers = [{ devices, orders, ...of }];
  return [...judgeTold(customers, ordered), ...judgeRings(customers, killed)].flatMap(
    ({ invariant, violations }) => (violations.length > 0 ? [invariant] : []),
  );
};
const ringing = device({ rung: [rang(4, 60), rang(5, 60)], acknowledged: [{ n: 5, atMs: at + 1_000 }] });

const once = "every READY was told exactly once on each device of its customer";
const inOrder = "everything was told in order, without a gap";
const rings = "somebody's device rang for every READY that they could hear of";
const oneAtATime = "no two devices rang for the same within a turn";
const notBehind = "no device rang for what another had shown";
const onDevices: [what: string, found: string[], invariants: string[]][] = [
  ["nothing, where nothing is wrong", judgedBy([ringing, device()]), []],
  [
    "an order that was not taken",
    judgedBy([ringing], {}, 3),
    ["every order was taken and came to its customer"],
  ],
  [
    "READY that one of two devices did not tell",
    judgedBy([ringing, device({ told: both.slice(0, 1) })]),
    [once],
  ],
  ["READY told twice", judgedBy([ringing, device({ told: [...both, heard(6, "ord_2")] })]), [once]],
  ["a gap", judgedBy([ringing, device({ told: [heard(4, "ord_1"), heard(6, "ord_2")] })]), [inOrder]],
  [
    "an order of somebody else",
    judgedBy([device({ ...ringing, told: [...both, heard(6, "ord_3")] })]),
    ["nobody was told of an order of somebody else"],
  ],
  ["READY for which none rang", judgedBy([device({ ...ringing, rung: [rang(5, 60)] }), device()]), [rings]],
  [
    "two that rang together",
    judgedBy([device({ ...ringing, acknowledged: [] }), device({ rung: [rang(4, 1_200)] })]),
    [oneAtATime],
  ],
  [
    "one that rang behind another's showing",
    judgedBy([ringing, device({ rung: [rang(4, 3_100)] })]),
    [notBehind],
  ],
  [
    "the next, after a turn",
    judgedBy([device({ ...ringing, acknowledged: [] }), device({ rung: [rang(4, 3_050)] })]),
    [],
  ],
  [
    "what lay about in a network that was cut",
    judgedBy([ringing, device({ rung: [rang(4, 3_100, { wasCut: true })] })]),
    [],
  ],
  [
    "a ring behind a showing that a killed process took with it",
    judgedBy([ringing, device({ rung: [rang(4, 3_100)] })], {}, 2, [at + 1_200]),
    [],
  ],
  [
    "no ring for what was on a screen at once",
    judgedBy([device({ acknowledged: [{ n: 5, atMs: at + 90 }] }), device()]),
    [rings],
  ],
  [
    "no ring for what was over when they heard of it",
    judgedBy([device(), device()], { orders: orders.map((one) => ({ ...one, handedOverAtMs: at })) }),
    [],
  ],
];
for (const [what, found, invariants] of onDevices)
  test(`of somebody's devices it is told: ${what}`, () => assert.deepEqual(found, invariants));
