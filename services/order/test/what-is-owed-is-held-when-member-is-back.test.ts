import assert from "node:assert/strict";
import { test } from "node:test";
import { buildSaga, memberOwner, type Saga, unknown } from "../src/testing/build-saga.ts";
import { cancelOrder } from "../src/use-cases/cancel-order.ts";
import { hearOfTicket } from "../src/use-cases/hear-of-order.ts";
import { holdWhatIsOwed, rearmOwedTimer } from "../src/use-cases/hold-what-is-owed.ts";

async function deferred(key = "key-0001", known?: Saga) {
  const saga = known ?? (await buildSaga());
  saga.state.hold = unknown;
  await saga.allow(30_000);
  const { order } = await saga.place({ key });
  assert.equal(order.state, "DEFERRED");
  return { saga, orderId: order.orderId };
}
const orderOf = async (saga: Saga, orderId: string) => {
  const order = await saga.parts.orders.byId(orderId);
  assert.ok(order);
  return order;
};
const hear = (saga: Saga, orderId: string, name: "accept" | "start") =>
  saga.store.unit((work) => hearOfTicket(saga.parts, work, { orderId }, { name }));
const rearm = (saga: Saga, orderId: string) =>
  saga.store.unit((work) => rearmOwedTimer(saga.parts, work, orderId));
const dueAt = (saga: Saga, orderId: string) => saga.store.peek().timers.get(`owed:${orderId}`)?.dueAt;

test("it is asked for, well within two minutes, until it is there; the card may then promise anew", async () => {
  const { saga, orderId } = await deferred();
  assert.equal(dueAt(saga, orderId), saga.state.now + 3_000);
  assert.equal(await rearm(saga, orderId), true);
  await holdWhatIsOwed(saga.parts, orderId);
  assert.equal((await orderOf(saga, orderId)).payment, "DEFERRED");
  assert.equal(dueAt(saga, orderId), saga.state.now + 15_000);
  saga.state.hold = { kind: "held" };
  saga.state.now += 120_000;
  await holdWhatIsOwed(saga.parts, orderId);
  const held = await orderOf(saga, orderId);
  assert.deepEqual([held.state, held.payment], ["DEFERRED", "HELD"]);
  assert.equal(dueAt(saga, orderId), undefined);
  assert.equal(await rearm(saga, orderId), false);
  await deferred("key-0002", saga);
});

test("it is taken as any hold, and given back as any hold", async () => {
  for (const isBegun of [true, false]) {
    const { saga, orderId } = await deferred();
    await hear(saga, orderId, "accept");
    saga.state.hold = { kind: "held" };
    await holdWhatIsOwed(saga.parts, orderId);
    if (isBegun) await hear(saga, orderId, "start");
    else await cancelOrder(saga.parts, memberOwner, orderId);
    const wanted = saga.store.eventKinds().filter((kind) => kind.endsWith("-wanted"));
    assert.deepEqual(wanted, [isBegun ? "capture-wanted" : "release-wanted"]);
    assert.equal((await orderOf(saga, orderId)).payment, "HELD");
  }
});

test("a refusal leaves it owed; once it was begun, nothing is held any more", async () => {
  const { saga, orderId } = await deferred();
  saga.state.hold = { kind: "refused", code: "INSUFFICIENT_BALANCE" };
  await holdWhatIsOwed(saga.parts, orderId);
  assert.equal((await orderOf(saga, orderId)).payment, "DEFERRED");
  await hear(saga, orderId, "accept");
  await hear(saga, orderId, "start");
  assert.equal(dueAt(saga, orderId), undefined);
  saga.state.hold = { kind: "held" };
  const asked = saga.state.holds;
  await holdWhatIsOwed(saga.parts, orderId);
  assert.deepEqual([saga.state.holds, (await orderOf(saga, orderId)).payment], [asked, "DEFERRED"]);
});
