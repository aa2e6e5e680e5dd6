// long: a process is started and killed for each step
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { feedPage } from "@siren/contracts/envelope";
import { testId } from "../src/testing/build-order.ts";
import { byCard, customer, type Door, openDoor } from "../src/testing/open-door.ts";

let door: Door;
/** What is left is a store that knows menu and barista, and no process. */
before(async () => {
  door = await openDoor();
  await door.stopAll();
});
afterEach(() => door.stopAll());
after(() => door.close());

const requestFor = (step: string) => ({ as: customer, key: `key-${step}`, body: byCard });

async function eventsOf(orderId: string): Promise<string[]> {
  const { body } = await door.ask("GET", "/internal/feed?after=0&limit=500&consumer=barista", {
    as: "barista",
  });
  return feedPage
    .parse(body)
    .events.flatMap(({ aggregateId, type }) => (aggregateId === orderId ? [type] : []));
}

function walkOn(orderId: string, from: "TicketAccepted" | "TicketReady" | "TicketPickedUp") {
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
    const doomed = await door.startDoomed(step);
    await assert.rejects(door.ask("POST", "/orders", { ...requestFor(step), at: doomed }));
    assert.equal(await doomed.died, "SIGKILL");
    await door.start({ HOLD_RESUME_MS: "1200" });
    const list = () => door.ask("GET", "/orders", { as: customer });
    // The timer goes on; nobody has asked again.
    await until("the order is authorised", async () => {
      const orders = (await list()).body.orders as { state: string }[];
      return orders[0]?.state === "AUTHORISED";
    });
    const again = await door.ask("POST", "/orders", requestFor(step));
    assert.deepEqual([again.status, again.body.state], [200, "AUTHORISED"]);
    const orderId = String(again.body.orderId);
    walkOn(orderId, "TicketAccepted");
    await until("it is handed over", async () => (await eventsOf(orderId)).includes("OrderPickedUp"));
    assert.deepEqual(await eventsOf(orderId), wholeStory);
    const { body } = await list();
    const holds = new Set(door.member.requests.map(({ path }) => path));
    assert.deepEqual(holds.size, (body.orders as unknown[]).length);
  });
}

for (const [step, last, next] of [
  ["order.capture-wanted", "TicketStarted", "TicketReady"],
  ["order.ready", "TicketReady", "TicketPickedUp"],
] as const) {
  test(`killed at ${step}, the order goes on and the capture is wanted once`, async () => {
    const doomed = await door.startDoomed(step);
    const placed = await door.ask("POST", "/orders", { ...requestFor(step), at: doomed });
    const orderId = String(placed.body.orderId);
    const ticket = { ticketId: testId("tkt", 1), orderId, storeId: "gangnam" };
    door.barista.publish("TicketAccepted", ticket.ticketId, ticket);
    door.barista.publish("TicketStarted", ticket.ticketId, ticket);
    if (last === "TicketReady") door.barista.publish("TicketReady", ticket.ticketId, ticket);
    assert.equal(await doomed.died, "SIGKILL");
    await door.start();
    walkOn(orderId, next);
    await until("it is handed over", async () => (await eventsOf(orderId)).includes("OrderPickedUp"));
    assert.deepEqual(await eventsOf(orderId), wholeStory);
  });
}
