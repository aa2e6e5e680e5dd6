import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decision, decide, decidePayment, type Moved } from "../src/domain/decide.ts";
import type { Order } from "../src/domain/order.ts";
import type { OrderCommand } from "../src/domain/order-command.ts";
import { buildOrder, cardOne, startedAt } from "../src/testing/build-order.ts";

const moved = (decision: Decision): Moved => {
  assert.ok("order" in decision, JSON.stringify(decision));
  return decision;
};
const walk = (order: Order, ...names: OrderCommand["name"][]): Moved =>
  names.reduce<Moved>((step, name) => moved(decide(step.order, { name } as OrderCommand, startedAt)), {
    order,
    events: [],
  });

test("before the first cup a hold is released, known or not", () => {
  for (const path of [
    ["cancel"],
    ["expire"],
    ["authorise", "void"],
    ["authorise", "accept", "void"],
  ] as const) {
    assert.deepEqual(walk(buildOrder(), ...path).events.at(-1), { kind: "release-wanted", cardId: cardOne });
  }
});

test("after the first cup the whole is refunded, though the capture was not yet answered", () => {
  const making = walk(buildOrder(), "authorise", "accept", "start");
  assert.deepEqual(making.events.at(-1), { kind: "capture-wanted", cardId: cardOne, deferred: false });
  const rejected = moved(decide(making.order, { name: "reject", reason: "EQUIPMENT" }, startedAt));
  assert.deepEqual(rejected.events.at(-1), {
    ...{ kind: "refund-wanted", cardId: cardOne, part: "all", amount_krw: 9_000 },
  });
  const captured = moved(decidePayment(rejected.order, { name: "capture", shortfall_krw: 0 }, startedAt));
  const refunded = moved(decidePayment(captured.order, { name: "refund", amount_krw: 9_000 }, startedAt));
  assert.equal(refunded.order.payment, "REFUNDED");
});

test("a deferred order that is never started is void and one that is started is captured as deferred", () => {
  const deferred = walk(buildOrder(), "defer");
  assert.equal(walk(deferred.order, "expire").order.payment, "VOID");
  const making = walk(deferred.order, "accept", "start");
  assert.deepEqual(making.events.at(-1), { kind: "capture-wanted", cardId: cardOne, deferred: true });
  const short = moved(decidePayment(making.order, { name: "capture", shortfall_krw: 500 }, startedAt));
  assert.equal(short.order.payment, "ARREARS");
});

test("a ticket that was started before the expiry revives the order and its money is taken now", () => {
  const revived = walk(buildOrder(), "authorise", "expire", "start");
  assert.equal(revived.order.state, "MAKING");
  assert.deepEqual(revived.events.at(-1), { kind: "capture-wanted", cardId: cardOne, deferred: true });
});

test("going to the counter gives up the hold and asks the card for nothing later", () => {
  const counter = walk(buildOrder(), "pay-at-counter");
  assert.deepEqual(counter.events.at(-1), { kind: "release-wanted", cardId: cardOne });
  const made = walk(counter.order, "accept", "start");
  assert.deepEqual(made.events, [{ kind: "making" }]);
});

test("versions grow by one, events are counted, and time does not run back", () => {
  const { order } = walk(buildOrder(), "authorise", "accept", "start", "finish", "hand-over");
  assert.equal(order.version, 6);
  assert.equal(order.published, 7);
  assert.deepEqual(
    order.history.map((entry) => entry.version),
    [1, 2, 3, 4, 5, 6],
  );
  const late = moved(decide(buildOrder(), { name: "authorise" }, startedAt - 5_000));
  assert.equal(late.order.changedAt, startedAt);
});
