import assert from "node:assert/strict";
import { test } from "node:test";
import { faultInHistory } from "../src/rules/order-path.ts";
import { orderFactOf } from "./facts.ts";

test("the agreed ways through an order pass", () => {
  const ways = [
    ["PLACED", "AUTHORISED", "ACCEPTED", "MAKING", "READY", "PICKED_UP"],
    ["PLACED", "DEFERRED", "ACCEPTED", "MAKING", "READY", "MAKING", "READY", "UNCLAIMED"],
    ["PLACED", "COUNTER_DUE", "EXPIRED", "MAKING", "REJECTED"],
    ["PLACED", "PAYMENT_FAILED"],
  ] as const;
  for (const way of ways) assert.equal(faultInHistory(orderFactOf([...way])), undefined);
});

test("a step that nobody agreed on is named", () => {
  assert.equal(
    faultInHistory(orderFactOf(["PLACED", "AUTHORISED", "READY"])),
    "AUTHORISED was followed by READY",
  );
  assert.equal(
    faultInHistory(orderFactOf(["PLACED", "CANCELLED", "ACCEPTED"])),
    "CANCELLED was followed by ACCEPTED",
  );
  assert.match(faultInHistory(orderFactOf(["AUTHORISED"])) ?? "", /begin with PLACED/);
});

test("versions and times run forward, and the history ends where the order is", () => {
  const order = orderFactOf(["PLACED", "AUTHORISED", "ACCEPTED"]);
  const [placed, authorised, accepted] = order.history;
  assert.ok(placed && authorised && accepted);
  const repeated = { ...order, history: [placed, authorised, { ...accepted, version: 2 }] };
  assert.equal(faultInHistory(repeated), "version 2 follows 2");
  const backwards = { ...order, history: [placed, authorised, { ...accepted, at: placed.at }] };
  assert.equal(faultInHistory(backwards), "ACCEPTED is dated before AUTHORISED");
  assert.equal(
    faultInHistory({ ...order, state: "MAKING" }),
    "it is MAKING, and its history ends with ACCEPTED",
  );
  assert.equal(faultInHistory({ ...order, version: 2 }), "its history is ahead of its version 2");
  // A change of payment or place has a version, and no entry.
  assert.equal(faultInHistory({ ...order, version: 9 }), undefined);
});
