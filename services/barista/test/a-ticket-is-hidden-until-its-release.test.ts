import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { TicketOrder } from "@siren/contracts/events";
import { type Barista, openBarista } from "../src/testing/open-barista.ts";

const windowMs = 10_000;
let door: Barista;
before(async () => {
  door = await openBarista();
});
after(() => door.close());

async function hidden(changes: Partial<TicketOrder> = {}): Promise<{ orderId: string; ticketId: string }> {
  const order = door.orderOf({ releaseAt: door.now() + windowMs, ...changes });
  door.order.publish("OrderAuthorised", order.orderId, order);
  await until("it is queued", async () => (await door.told(order.orderId)).includes("TicketQueued"));
  const queued = (await door.events()).find(
    ({ type, data }) => type === "TicketQueued" && data.orderId === order.orderId,
  );
  return { orderId: order.orderId, ticketId: String(queued?.data.ticketId) };
}

test("the staff neither sees nor touches it before its time, and is told when that has come", async () => {
  const { orderId, ticketId } = await hidden({ handOver: "car-side" });
  assert.equal(await door.ticketOf(orderId), undefined);
  assert.equal(codeOf(await door.tap(`/tickets/${ticketId}/accept`)), "NOT_FOUND");
  door.advance(windowMs);
  await until("it is on the board", async () => (await door.ticketOf(orderId)) !== undefined);
  await until("that is told", async () => (await door.told(orderId)).includes("EtaChanged"));
  assert.deepEqual(await door.told(orderId), ["TicketQueued", "EtaChanged"]);
  assert.equal((await door.ticketOf(orderId))?.handOver, "car-side");
  assert.equal((await door.tap(`/tickets/${ticketId}/accept`)).status, 200);
});

test("voided before its time it is never shown", async () => {
  const { orderId } = await hidden();
  assert.equal((await door.void(orderId)).status, 200);
  door.advance(windowMs);
  const { orderId: later } = await door.queued();
  assert.ok(later);
  assert.equal(await door.ticketOf(orderId), undefined);
  assert.deepEqual(await door.told(orderId), ["TicketQueued", "TicketVoided"]);
});

test("a restart in between loses no release", async () => {
  const { orderId } = await hidden();
  await door.stopAll();
  door.advance(windowMs);
  await door.start();
  await until("that is told", async () => (await door.told(orderId)).includes("EtaChanged"));
});

test("one for later lets those pass that are made before it, and is promised for its time", async () => {
  const pickUpAt = door.now() + 3_600_000;
  const { orderId } = await hidden({ pickUpAt, releaseAt: pickUpAt - 300_000 });
  const events = await door.events();
  const queued = events.find(({ type, data }) => type === "TicketQueued" && data.orderId === orderId);
  assert.equal(queued?.data.etaAt, pickUpAt);
  const open = (await door.board()).length;
  const { orderId: now } = await door.queued();
  const place = (await door.events()).find(
    ({ type, data }) => type === "TicketQueued" && data.orderId === now,
  )?.data.place;
  assert.equal(place, open + 1);
});
