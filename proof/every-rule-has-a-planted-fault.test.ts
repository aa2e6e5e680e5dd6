import assert from "node:assert/strict";
import { test } from "node:test";
import { auditRules } from "@siren/contracts/audit";
import { ruleTable } from "../auditor/src/rule-table.ts";
import { plantedInMoney } from "./planted/money.ts";
import { plantedInOrders } from "./planted/orders.ts";
import { plantedInTickets } from "./planted/tickets.ts";

const planted = [...plantedInMoney, ...plantedInTickets, ...plantedInOrders].map(({ rule }) => rule);

test("each rule that is told is judged, once", () =>
  assert.deepEqual(ruleTable.map(({ rule }) => rule).sort(), [...auditRules].sort()));

test("each rule has a planted fault that it is to find, and no fault is planted for a rule that is not there", () =>
  assert.deepEqual([...new Set(planted)].sort(), [...auditRules].sort()));
