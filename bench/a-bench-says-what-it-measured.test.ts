import assert from "node:assert/strict";
import { test } from "node:test";
import { Customer } from "../e2e/harness/cafe.ts";
import { readOptions } from "../e2e/harness/command-line.ts";
import { askedTable } from "./asked.ts";
import { benches } from "./benches.ts";
import { idleTable } from "./idle-stack.ts";
import { phaseTable, spentTable } from "./placing-table.ts";

const read = (...args: string[]) => readOptions(args, benches.orders.options, {}).numbers;

test("the usual run needs no option, a rush needs two, and each has an end", () => {
  assert.deepEqual(
    { seconds: read().seconds, atOnce: read()["at-once"], customers: read().customers },
    { seconds: 10, atOnce: 16, customers: 0 },
  );
  const rush = read("--customers", "500", "--minutes", "5");
  assert.deepEqual([rush.customers, rush.minutes], [500, 5]);
  for (const args of [
    ["--minutes", "61"],
    ["--customers", "1e6"],
    ["--orders", "1"],
  ])
    assert.throws(() => read(...args), /UsageFault/);
});

test("what was acknowledged is timed, everything that was answered is counted", () => {
  const customer = new Customer(["http://localhost:1"]);
  const acknowledged = { customer, orderId: "ord_1", total_krw: 5_000 };
  const placed = [
    { outcome: "201 AUTHORISED", tookMs: 10, acknowledged },
    { outcome: "201 AUTHORISED", tookMs: 30, acknowledged },
    { outcome: "OVERLOADED", tookMs: 1 },
  ];
  const phase = {
    what: "paid",
    tookMs: 500,
    placed,
    spent: new Map([["order-0", { userMs: 30, systemMs: 10 }]]),
  };
  const [head = "", row = "", , answers = ""] = phaseTable([phase]).split("\n");
  assert.match(head, /orders\/s +p50 ms +p95 ms +p99 ms/);
  assert.deepEqual(row.trim().split(/ {2,}/), ["paid", "2", "4.0", "10.0", "30.0", "30.0", "30.0"]);
  assert.equal(answers, "answers, paid: 201 AUTHORISED 2, OVERLOADED 1");
  assert.match(spentTable(phase), /order-0 +15\.0 +5\.0 +20\.0\nall of it +15\.0 +5\.0 +20\.0/);
});

test("what idleness costs is told by the second and without whoever measures it", () => {
  const spent = new Map([
    ["this driver", { userMs: 800, systemMs: 100 }],
    ["order-0", { userMs: 200, systemMs: 100 }],
    ["gateway-0", { userMs: 60, systemMs: 0 }],
  ]);
  assert.match(idleTable(spent, 6), /order-0 +50\.0\ngateway-0 +10\.0\nall of it +60\.0$/);
});

test("what was done before is not counted, and all ways to stores are added up", () => {
  const before = new Map([["order", new Map([["asks its store: find orders", 10]])]]);
  const after = new Map([
    [
      "order",
      new Map([
        ...["find orders", "bulkWrite"].map((what, i): [string, number] => [
          `asks its store: ${what}`,
          14 - i * 12,
        ]),
      ]),
    ],
    ["member", new Map([["is asked: PUT /internal/holds/:orderId", 4]])],
  ]);
  const lines = askedTable(before, after, 4)
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, " | "));
  assert.deepEqual(lines.slice(1), [
    "order: ways to its store | 1.50",
    "order asks its store: find orders | 1.00",
    "order asks its store: bulkWrite | 0.50",
    "member is asked: PUT /internal/holds/:orderId | 1.00",
    "all ways to stores | 1.50",
  ]);
});
