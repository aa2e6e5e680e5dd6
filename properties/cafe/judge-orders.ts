import assert from "node:assert/strict";
import type { FeedEvent } from "@siren/contracts/envelope";
import { finalStates } from "@siren/contracts/order";
import type { Order } from "../../services/order/src/domain/order.ts";
import { orderCell, orderCommands } from "../../services/order/src/domain/transitions.ts";
import type { Books } from "./books.ts";
import type { Day } from "./day.ts";

export function judgeOrders(day: Day, { orders, told }: Books): void {
  for (const { orderId, total_krw } of day.answered.values()) {
    const order = orders.find((one) => one.orderId === orderId);
    assert.ok(order, `${orderId} was acknowledged and is lost`);
    assert.equal(order.total_krw, total_krw, "the total is not what was acknowledged");
  }
  assert.equal(
    new Set(orders.map(({ owner, idempotencyKey }) => `${owner.id}/${idempotencyKey}`)).size,
    orders.length,
    "one key made two orders",
  );
  assert.equal(
    new Set(orders.map(({ storeId, businessDay, number }) => `${storeId}/${businessDay}/${number}`)).size,
    orders.length,
    "two orders have one number",
  );
  for (const order of orders) judgeHistory(order);
  for (const events of [told.order, told.barista, told.member]) judgeVersions(events);
  assert.ok(
    orders.every(({ orderId }) => told.order.some(({ aggregateId }) => aggregateId === orderId)),
    "an order was never told of",
  );
}

function judgeHistory({ orderId, state, history, changedAt }: Order): void {
  assert.ok(finalStates.has(state), `${orderId} has no end, it is ${state}`);
  assert.equal(history.at(-1)?.state, state, "the history ends elsewhere");
  for (const [i, { state: to, at, version }] of history.entries()) {
    const before = history[i - 1];
    if (!before) continue;
    const isLawful = orderCommands.some((name) => {
      const cell = orderCell(before.state, name);
      return "to" in cell && cell.to === to;
    });
    assert.ok(isLawful, `${orderId}: ${before.state} was followed by ${to}`);
    assert.ok(at >= before.at && at <= changedAt, "time ran back");
    assert.ok(version > before.version, "a version came twice");
    const wasOver = finalStates.has(before.state) && before.state !== "EXPIRED";
    assert.ok(!wasOver, `${orderId}: ${before.state} was not the end`);
  }
}

/** Of each thing that is told of, what is told is counted without a gap, in the order of the feed. */
function judgeVersions(events: readonly FeedEvent[]): void {
  const reached = new Map<string, number>();
  for (const { type, aggregateId, aggregateVersion } of events) {
    const before = reached.get(aggregateId) ?? 0;
    // A tombstone, a change of coupons and the like are versions that tell nobody anything.
    const mayLeaveOut = !/^(ord|tkt)_/.test(aggregateId) || !/^(Order|Ticket|Unit|Eta)/.test(type);
    assert.ok(
      aggregateVersion === before + 1 || (mayLeaveOut && aggregateVersion > before),
      `${type} of ${aggregateId} is ${aggregateVersion} after ${before}`,
    );
    reached.set(aggregateId, aggregateVersion);
  }
}
