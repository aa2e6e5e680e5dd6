import assert from "node:assert/strict";
import { test } from "node:test";
import { feedPage } from "@siren/contracts/envelope";
import { testId } from "../src/testing/build-order.ts";
import { byCard, customer, type Door, openDoor, poll } from "../src/testing/open-door.ts";

const key = "key-killed-1";
const request = { as: customer, key, body: byCard };

/** Leaves a store that knows menu and barista, and no process. */
async function preparedDoor(): Promise<Door> {
  const door = await openDoor();
  await door.stopReplicas();
  return door;
}

async function eventsOf(door: Door, orderId: string): Promise<string[]> {
  const { body } = await door.ask("GET", "/internal/feed?after=0&limit=500&consumer=barista", {
    as: "barista",
  });
  return feedPage
    .parse(body)
    .events.flatMap(({ aggregateId, type }) => (aggregateId === orderId ? [type] : []));
}

async function walkOn(
  door: Door,
  orderId: string,
  from: "TicketAccepted" | "TicketReady" | "TicketPickedUp",
) {
  const path = ["TicketAccepted", "TicketStarted", "TicketReady", "TicketPickedUp"] as const;
  const ticket = { ticketId: testId("tkt", 1), orderId, storeId: "gangnam" };
  for (const type of path.slice(path.indexOf(from))) door.barista.publish(type, ticket.ticketId, ticket);
}

const wholeStory = [
  ...["OrderPlaced", "OrderAuthorised", "OrderAccepted", "OrderMaking"],
  ...["OrderCaptureWanted", "OrderReady", "OrderPickedUp"],
];

for (const step of ["order.placed", "order.hold-answered", "order.authorised"]) {
  test(`killed at ${step}, the order is authorised by whoever comes after, with or without the customer`, async () => {
    const door = await preparedDoor();
    try {
      const doomed = await door.startDoomed(step);
      await assert.rejects(door.ask("POST", "/orders", request, doomed.url));
      assert.equal(await doomed.died, "SIGKILL");
      await door.startReplica({ HOLD_RESUME_MS: "500" });
      const list = () => door.ask("GET", "/orders", { as: customer });
      // The timer goes on; nobody has asked again.
      await poll(async () => {
        const orders = (await list()).body.orders as { state: string }[];
        return orders.length === 1 && orders[0]?.state === "AUTHORISED";
      });
      const again = await door.ask("POST", "/orders", request);
      assert.deepEqual([again.status, again.body.state], [200, "AUTHORISED"]);
      const orderId = String(again.body.orderId);
      await walkOn(door, orderId, "TicketAccepted");
      await poll(async () => (await eventsOf(door, orderId)).includes("OrderPickedUp"));
      assert.deepEqual(await eventsOf(door, orderId), wholeStory);
      const holds = door.member.requests.map(({ path }) => path);
      assert.deepEqual(new Set(holds), new Set([`/internal/holds/${orderId}`]));
    } finally {
      await door.close();
    }
  });
}

for (const [step, last, next] of [
  ["order.capture-wanted", "TicketStarted", "TicketReady"],
  ["order.ready", "TicketReady", "TicketPickedUp"],
] as const) {
  test(`killed at ${step}, the order goes on and the capture is wanted once`, async () => {
    const door = await preparedDoor();
    try {
      const doomed = await door.startDoomed(step);
      const placed = await door.ask("POST", "/orders", request, doomed.url);
      const orderId = String(placed.body.orderId);
      const ticket = { ticketId: testId("tkt", 1), orderId, storeId: "gangnam" };
      door.barista.publish("TicketAccepted", ticket.ticketId, ticket);
      door.barista.publish("TicketStarted", ticket.ticketId, ticket);
      if (last === "TicketReady") door.barista.publish("TicketReady", ticket.ticketId, ticket);
      assert.equal(await doomed.died, "SIGKILL");
      await door.startReplica();
      await walkOn(door, orderId, next);
      await poll(async () => (await eventsOf(door, orderId)).includes("OrderPickedUp"));
      assert.deepEqual(await eventsOf(door, orderId), wholeStory);
    } finally {
      await door.close();
    }
  });
}
