import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Listening } from "@siren/chassis/back-end";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { type Barista, openBarista } from "../src/testing/open-barista.ts";

let door: Barista;
let second: Listening;
before(async () => {
  door = await openBarista();
  second = await door.start();
});
after(() => door.close());

const withdraw = (orderId: string, more: object = {}, moveNo = 0) =>
  door.ask("POST", `/internal/tickets/${orderId}/withdraw?moveNo=${moveNo}`, { as: "order", ...more });

test("an accept and a withdrawal at the same moment on two replicas: exactly one wins", async () => {
  for (let round = 0; round < 4; round += 1) {
    const { ticketId, orderId } = await door.queued();
    const race = [withdraw(orderId, { at: second }), door.tap(`/tickets/${ticketId}/accept`)];
    if (round % 2) race.reverse();
    const [withdrawn, accepted] = await Promise.all([race[round % 2], race[1 - (round % 2)]]);
    assert.ok(withdrawn && accepted);
    const { state } = await door.factOf(orderId);
    const lost = withdrawn.status === 200 ? accepted : withdrawn;
    assert.equal(codeOf(lost), "ILLEGAL_TRANSITION");
    assert.equal(state, withdrawn.status === 200 ? "VOIDED" : "ACCEPTED");
  }
});

test("the order's ticket at the next store is its own, and the old one's void does not touch it", async () => {
  const { orderId } = await door.queued();
  for (let i = 0; i < 2; i += 1) assert.equal((await withdraw(orderId)).status, 200);
  const moved = door.orderOf({ orderId, moveNo: 1 });
  door.order.publish("OrderMoved", orderId, moved);
  door.order.repeatLast();
  await until("it is on the board", async () => (await door.ticketOf(orderId)) !== undefined);
  assert.equal((await door.void(orderId)).status, 200);
  const ticket = await door.ticketOf(orderId);
  assert.deepEqual([ticket?.state, ticket?.moveNo, ticket?.number], ["QUEUED", 1, moved.number]);
  door.order.publish("OrderCancelled", orderId, { orderId });
  await until("the last one is voided", async () => (await door.ticketOf(orderId)) === undefined);
});

test("a withdrawal before its ticket leaves a tombstone for that ticket alone", async () => {
  const order = door.orderOf();
  assert.equal((await withdraw(order.orderId)).status, 200);
  door.order.publish("OrderAuthorised", order.orderId, order);
  door.order.publish("OrderMoved", order.orderId, { ...order, moveNo: 1 });
  await until("the second is there", async () => (await door.ticketOf(order.orderId)) !== undefined);
  assert.equal((await door.board()).filter(({ orderId }) => orderId === order.orderId).length, 1);
});

test("what is begun, or paid into this store's till, is not let go, and nobody but order asks", async () => {
  const paid = await door.queued({ payment: "COUNTER_DUE" }, "OrderCounterDue");
  await door.tap(`/tickets/${paid.ticketId}/paid`);
  assert.equal(codeOf(await withdraw(paid.orderId)), "ILLEGAL_TRANSITION");
  const begun = await door.queued();
  await door.tap(`/tickets/${begun.ticketId}/accept`);
  await door.tap(`/units/${begun.units[0]?.unitId}/claim`);
  assert.equal(codeOf(await withdraw(begun.orderId)), "ALREADY_STARTED");
  assert.equal(codeOf(await withdraw(begun.orderId, { as: "member" })), "FORBIDDEN");
});
