import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { buildSaga, guestOwner, memberOwner, type Saga, unknown } from "../src/testing/build-saga.ts";
import { cancelOrder } from "../src/use-cases/cancel-order.ts";
import { hearOfTicket } from "../src/use-cases/hear-of-order.ts";
import { pursueCancel, rearmCancelTimer } from "../src/use-cases/pursue-cancel.ts";

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;
const hear = (saga: Saga, orderId: string, name: "accept" | "start" | "void") =>
  saga.store.unit((work) => hearOfTicket(saga.parts, work, { orderId }, { name }));

test("before the store knows of it an order is cancelled at once", async () => {
  const saga = await buildSaga();
  saga.state.hold = unknown;
  const { order } = await saga.place();
  saga.state.voided = "unreachable";
  const cancelled = await cancelOrder(saga.parts, memberOwner, order.orderId);
  assert.deepEqual([cancelled.order.state, cancelled.isFinal], ["CANCELLED", true]);
  assert.deepEqual(saga.store.eventKinds().slice(-2), ["cancelled", "release-wanted"]);
});

test("with a ticket its void decides, and the same cancel again is answered the same", async () => {
  const saga = await buildSaga();
  const { order } = await saga.place();
  for (let i = 0; i < 2; i += 1) {
    const cancelled = await cancelOrder(saga.parts, memberOwner, order.orderId);
    assert.deepEqual([cancelled.order.state, cancelled.isFinal], ["CANCELLED", true]);
  }
  assert.deepEqual(saga.store.eventKinds().slice(-2), ["cancelled", "release-wanted"]);
});

test("a ticket that was started wins", async () => {
  const saga = await buildSaga();
  const { order } = await saga.place();
  saga.state.voided = "already-started";
  await assert.rejects(cancelOrder(saga.parts, memberOwner, order.orderId), refusedWith("ALREADY_STARTED"));
  await hear(saga, order.orderId, "accept");
  await hear(saga, order.orderId, "start");
  await assert.rejects(cancelOrder(saga.parts, memberOwner, order.orderId), refusedWith("ALREADY_STARTED"));
});

test("a store out of reach is asked through the feed, and its answer clears the flag", async () => {
  for (const voided of ["unreachable", "no-ticket"] as const) {
    const saga = await buildSaga();
    const { order } = await saga.place();
    saga.state.voided = voided;
    for (let i = 0; i < 2; i += 1) {
      const requested = await cancelOrder(saga.parts, memberOwner, order.orderId);
      assert.deepEqual([requested.order.cancelRequested, requested.isFinal], [true, false]);
    }
    assert.deepEqual(saga.store.eventKinds(), ["placed", "authorised", "cancel-requested"]);
    await hear(saga, order.orderId, "void");
    const after = await saga.parts.orders.byId(order.orderId);
    assert.deepEqual([after?.state, after?.cancelRequested], ["CANCELLED", false]);
  }
});

test("a void whose answer was lost is asked for again until the ticket has answered", async () => {
  const saga = await buildSaga();
  const { order } = await saga.place();
  saga.state.voided = "unreachable";
  await cancelOrder(saga.parts, memberOwner, order.orderId);
  assert.equal(saga.store.peek().timers.get(`cancel:${order.orderId}`)?.dueAt, saga.state.now + 3_000);
  const rearm = () => saga.store.unit((work) => rearmCancelTimer(saga.parts, work, order.orderId));
  assert.equal(await rearm(), true);
  saga.state.voided = "already-started";
  await pursueCancel(saga.parts, order.orderId);
  assert.equal((await saga.parts.orders.byId(order.orderId))?.state, "AUTHORISED");
  saga.state.voided = "voided";
  await pursueCancel(saga.parts, order.orderId);
  assert.equal((await saga.parts.orders.byId(order.orderId))?.state, "CANCELLED");
  assert.equal(saga.store.peek().timers.size, 0);
  assert.equal(await rearm(), false);
});

test("nobody cancels what is not theirs", async () => {
  const saga = await buildSaga();
  const { order } = await saga.place();
  await assert.rejects(cancelOrder(saga.parts, guestOwner, order.orderId), refusedWith("NOT_FOUND"));
});
