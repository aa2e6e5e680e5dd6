import assert from "node:assert/strict";
import { test } from "node:test";
import type { StockFact } from "@siren/contracts/audit";
import { judgeStock } from "../src/rules/floor.ts";

const cookies: StockFact = {
  ...{ storeId: "seongsu", itemId: "cookie", received: 100, free: 90, reserved: 6, sold: 4, kept: 6 },
};
const faultOf = (changes: Partial<StockFact>) => judgeStock([{ ...cookies, ...changes }]).findings[0]?.why;

test("what is reserved, free and sold is what was received, and reserved is what open tickets keep", () => {
  assert.deepEqual(judgeStock([cookies]).findings, []);
});

test("stock that was sold twice, that vanished, or that nobody gave back is found", () => {
  assert.match(faultOf({ free: -1, reserved: 97, kept: 97 }) ?? "", /below zero/);
  assert.match(faultOf({ free: 89 }) ?? "", /6 reserved, 89 free and 4 sold of 100/);
  assert.match(faultOf({ sold: 5 }) ?? "", /5 sold of 100/);
  assert.match(faultOf({ kept: 4 }) ?? "", /tickets keep 4/);
});
