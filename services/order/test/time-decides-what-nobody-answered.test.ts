import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { feedPage } from "@siren/contracts/envelope";
import { testId } from "../src/testing/build-order.ts";
import { byCard, customer, type Door, openDoor } from "../src/testing/open-door.ts";

/** From when the store sees it, which is ten seconds after it was placed. */
const storeAckMs = 10 * 60_000 + 10_000;
let door: Door;
before(async () => {
  door = await openDoor();
});
after(() => door.close());

const place = async (key: string) =>
  String((await door.ask("POST", "/orders", { as: customer, key, body: byCard })).body.orderId);
const stateOf = async (orderId: string) =>
  (await door.ask("GET", `/orders/${orderId}`, { as: customer })).body.state;
const released = async (orderId: string) => {
  const { body } = await door.ask("GET", "/internal/feed?after=0&limit=500&consumer=member", {
    as: "member",
  });
  return feedPage
    .parse(body)
    .events.some(({ aggregateId, type }) => aggregateId === orderId && type === "OrderReleaseWanted");
};

test("a store that accepts in time stops the clock, one that does not loses the order", async () => {
  const [kept, lost] = [await place("key-time-1"), await place("key-time-2")];
  const ticket = { ticketId: testId("tkt", 1), orderId: kept, storeId: "gangnam" };
  door.barista.publish("TicketAccepted", ticket.ticketId, ticket);
  await until("it is accepted", async () => (await stateOf(kept)) === "ACCEPTED");
  door.advance(storeAckMs);
  await until("it is given up", async () => (await stateOf(lost)) === "EXPIRED");
  await until("its hold is given back", () => released(lost));
  assert.equal(await stateOf(kept), "ACCEPTED");
  assert.ok(door.barista.requests.some(({ path }) => path === `/internal/tickets/${lost}/void`));
  assert.ok(door.barista.requests.every(({ path }) => path !== `/internal/tickets/${kept}/void`));
});

test("a ticket that was started is not voided by the clock, and revives an order that expired meanwhile", async () => {
  const { answer } = door.barista;
  const code = "ALREADY_STARTED";
  door.barista.answer = () => ({ status: 409, body: { code, status: 409, title: "", retryable: false } });
  const started = await place("key-time-3");
  const asked = () => door.barista.requests.filter(({ path }) => path.includes(started)).length;
  door.advance(storeAckMs);
  await until("the store is asked", () => asked() === 1);
  assert.equal(await stateOf(started), "AUTHORISED");
  door.barista.answer = () => "never";
  // Asked again, for nothing was heard of it.
  door.advance(5_000);
  await until("it is given up", async () => (await stateOf(started)) === "EXPIRED");
  door.barista.answer = answer;
  const ticket = { ticketId: testId("tkt", 2), orderId: started, storeId: "gangnam" };
  door.barista.publish("TicketStarted", ticket.ticketId, ticket);
  await until("it is made after all", async () => (await stateOf(started)) === "MAKING");
  door.member.publish("HoldCaptured", started, { orderId: started, amount_krw: 5_000, shortfall_krw: 0 });
});

test("money that does not come for what is made is told as an error and counted, until it is there", async () => {
  const orderId = await place("key-time-5");
  const ticket = { ticketId: testId("tkt", 3), orderId, storeId: "gangnam" };
  for (const type of ["TicketAccepted", "TicketStarted", "TicketReady", "TicketPickedUp"] as const)
    door.barista.publish(type, ticket.ticketId, ticket);
  await until("it is handed over", async () => (await stateOf(orderId)) === "PICKED_UP");
  const overdue = async () => Number(/^captures_overdue\S* (\S+)$/m.exec(await door.metrics())?.[1] ?? 0);
  const alarms = () => door.log.filter((line) => line.includes("capture.overdue") && line.includes(orderId));
  assert.equal(await overdue(), 0);
  door.advance(5 * 60_000);
  await until("somebody is called", () => alarms().length > 0);
  assert.match(alarms()[0] ?? "", /"level":"error"/);
  await until("it is counted", async () => (await overdue()) === 1);
  door.member.publish("HoldCaptured", orderId, { orderId, amount_krw: 5_000, shortfall_krw: 0 });
  await until("it is over", async () => (await overdue()) === 0);
});

test("an order whose card never answers is given up, and its hold released", async () => {
  door.member.answer = () => "never";
  const orderId = await place("key-time-4");
  assert.equal(await stateOf(orderId), "PLACED");
  door.advance(60_000);
  await until("it is given up", async () => (await stateOf(orderId)) === "EXPIRED");
  await until("its hold is given back", () => released(orderId));
});
