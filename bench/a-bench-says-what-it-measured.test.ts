import assert from "node:assert/strict";
import { test } from "node:test";
import { Customer } from "../e2e/harness/cafe.ts";
import { readOptions } from "../e2e/harness/command-line.ts";
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
  const phase = { what: "paid", tookMs: 500, placed, spentMs: new Map([["order-0", 40]]) };
  const [head = "", row = "", , answers = ""] = phaseTable([phase]).split("\n");
  assert.match(head, /orders\/s +p50 ms +p95 ms +p99 ms/);
  assert.deepEqual(row.trim().split(/ {2,}/), ["paid", "2", "4.0", "10.0", "30.0", "30.0", "30.0"]);
  assert.equal(answers, "answers, paid: 201 AUTHORISED 2, OVERLOADED 1");
  assert.match(spentTable(phase), /order-0 +20\.0\nall of it +20\.0/);
});

test("what idleness costs is told by the second and without whoever measures it", () => {
  const spent = new Map([
    ["this driver", 900],
    ["order-0", 300],
    ["gateway-0", 60],
  ]);
  assert.match(idleTable(spent, 6), /order-0 +50\.0\ngateway-0 +10\.0\nall of it +60\.0$/);
});
