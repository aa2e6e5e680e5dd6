import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeRings, judgeTold, type SeenCustomer, type SeenDevice } from "./device-verdicts.ts";

const at = 1_790_000_000_000;
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
