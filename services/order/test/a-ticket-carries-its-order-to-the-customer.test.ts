import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { orderAudit } from "@siren/contracts/audit";
import { feedPage } from "@siren/contracts/envelope";
import { type EventType, eventCatalogue } from "@siren/contracts/events";
import { orderPage, timeline } from "@siren/contracts/order";
import { testId } from "../src/testing/build-order.ts";
import {
  barista,
  byCard,
  customer,
  type Door,
  elsewhere,
  openDoor,
  stranger,
} from "../src/testing/open-door.ts";

let door: Door;
before(async () => {
  door = await openDoor();
});
after(() => door.close());

let tickets = 0;
async function placeOne() {
  const { body } = await door.ask("POST", "/orders", {
    as: customer,
    key: `key-ticket-${++tickets}`,
    body: byCard,
  });
  const orderId = String(body.orderId);
  const ticket = { ticketId: testId("tkt", tickets), orderId, storeId: "gangnam" };
  return {
    orderId,
    ticket,
    say: (type: "TicketAccepted" | "TicketStarted" | "TicketReady" | "TicketPickedUp" | "TicketVoided") =>
      door.barista.publish(type, ticket.ticketId, ticket),
  };
}
const read = (orderId: string) => door.ask("GET", `/orders/${orderId}`, { as: customer });
const becomes = (orderId: string, state: string) =>
  until(`the order is ${state}`, async () => (await read(orderId)).body.state === state);
const published = async (orderId: string) => {
  const answer = await door.ask("GET", "/internal/feed?after=0&limit=500&consumer=barista", {
    as: "barista",
  });
  const page = feedPage.parse(answer.body);
  for (const { type, data } of page.events) eventCatalogue[type as EventType].parse(data);
  return page.events.filter((event) => event.aggregateId === orderId);
};

test("from queued to picked up, with one capture and a gap-free stream", async () => {
  const { orderId, ticket, say } = await placeOne();
  door.barista.publish("TicketQueued", ticket.ticketId, { ...ticket, place: 3, etaAt: door.now() + 300_000 });
  await until("its place is told", async () => (await read(orderId)).body.place === 3);
  say("TicketAccepted");
  say("TicketStarted");
  await becomes(orderId, "MAKING");
  door.member.publish("HoldCaptured", orderId, { orderId, amount_krw: 5_000, shortfall_krw: 0 });
  say("TicketReady");
  await becomes(orderId, "READY");
  say("TicketPickedUp");
  await becomes(orderId, "PICKED_UP");
  await until("it is paid", async () => (await read(orderId)).body.payment === "CAPTURED");

  await until("it is handed over", async () =>
    (await published(orderId)).some(({ type }) => type === "OrderPickedUp"),
  );
  const events = await published(orderId);
  assert.equal(events.filter(({ type }) => type === "OrderCaptureWanted").length, 1);
  assert.deepEqual(
    events.map(({ aggregateVersion }) => aggregateVersion),
    events.map((_, i) => i + 1),
  );

  const live = await door.ask("GET", "/events?after=0", { as: customer });
  const records = live.body.events as {
    n: number;
    name: string;
    order: { orderId: string; state: string };
  }[];
  assert.deepEqual(
    records.map(({ n }) => n),
    records.map((_, i) => i + 1),
  );
  const ready = records.find(({ name, order }) => name === "order.ready" && order.orderId === orderId);
  assert.equal(ready?.order.state, "READY");
  const rest = await door.ask("GET", `/events?after=${ready?.n}`, { as: customer });
  assert.equal((rest.body.events as { n: number }[])[0]?.n, (ready?.n ?? 0) + 1);
  assert.equal((await door.ask("GET", "/events?after=-1", { as: customer })).body.code, "BAD_REQUEST");
  assert.equal((await door.ask("GET", "/events")).body.code, "UNAUTHENTICATED");

  const metrics = await door.metrics();
  for (const line of [/^checkout_count\S* 1$/m, /^purchased_product_count\S* 1$/m, /^sum_price\S* 5000$/m]) {
    assert.match(metrics, line);
  }
  assert.match(metrics, /^avg_price\S* 5000$/m);
  assert.match(metrics, /^orders_placed_total\{[^}]*outcome="authorised"[^}]*\} 1$/m);
});

test("a cancel is decided by the ticket", async () => {
  const taken = await placeOne();
  const cancel = (orderId: string, as = customer) =>
    door.ask("POST", `/orders/${orderId}/cancel`, { as, key: "key-cancel-1" });
  const done = await cancel(taken.orderId);
  assert.deepEqual([done.status, done.body.state], [200, "CANCELLED"]);
  taken.say("TicketVoided");
  assert.equal((await cancel(taken.orderId)).status, 200);
  await until("the hold is given back", async () =>
    (await published(taken.orderId)).some(({ type }) => type === "OrderReleaseWanted"),
  );

  const { answer } = door.barista;
  const started = await placeOne();
  const code = "ALREADY_STARTED";
  door.barista.answer = () => ({ status: 409, body: { code, status: 409, title: "", retryable: false } });
  assert.equal((await cancel(started.orderId)).body.code, code);
  assert.equal((await cancel(started.orderId, stranger)).body.code, "NOT_FOUND");
  assert.equal((await cancel(started.orderId, barista)).body.code, "FORBIDDEN");

  const asked = await placeOne();
  door.barista.answer = () => "never";
  const requested = await cancel(asked.orderId);
  assert.deepEqual([requested.status, requested.body.cancelRequested], [202, true]);
  assert.match(requested.headers.get("x-degraded") ?? "", /^barista;as-of=/);
  door.barista.answer = answer;
  asked.say("TicketVoided");
  await becomes(asked.orderId, "CANCELLED");
});

test("a rejected order says why and asks for the money back", async () => {
  const { orderId, ticket } = await placeOne();
  door.barista.publish("TicketRejected", ticket.ticketId, { ...ticket, reason: "EQUIPMENT" });
  await becomes(orderId, "REJECTED");
  assert.equal((await read(orderId)).body.reason, "EQUIPMENT");
  door.member.publish("HoldReleased", orderId, { orderId });
  await until("the money is back", async () => (await read(orderId)).body.payment === "RELEASED");
});

test("an order is read by its owner and by its store, and by nobody else", async () => {
  const { orderId } = await placeOne();
  const codeFor = async (path: string, as?: typeof customer) => {
    const { status, body } = await door.ask("GET", path, as ? { as } : {});
    return body.code ?? status;
  };
  for (const path of [`/orders/${orderId}`, `/orders/${orderId}/timeline`]) {
    assert.deepEqual(
      [await codeFor(path, customer), await codeFor(path, barista), await codeFor(path, elsewhere)],
      [200, 200, "WRONG_STORE"],
    );
    assert.deepEqual([await codeFor(path, stranger), await codeFor(path)], ["NOT_FOUND", "UNAUTHENTICATED"]);
  }
  const { body } = await door.ask("GET", `/orders/${orderId}/timeline`, { as: customer });
  assert.deepEqual(
    timeline.parse(body).entries.map(({ state }) => state),
    ["PLACED", "AUTHORISED"],
  );
  assert.equal(await codeFor("/orders/ord_nonsense", customer), "BAD_REQUEST");
});

test("a member's orders come page by page, the newest first", async () => {
  for (let i = 0; i < 21; i += 1) await placeOne();
  const first = orderPage.parse((await door.ask("GET", "/orders", { as: customer })).body);
  assert.equal(first.orders.length, 20);
  const second = orderPage.parse(
    (await door.ask("GET", `/orders?cursor=${first.next}`, { as: customer })).body,
  );
  assert.equal(second.next, null);
  const numbers = [...first.orders, ...second.orders].map(({ number }) => number);
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => b - a),
  );
  assert.deepEqual((await door.ask("GET", "/orders", { as: stranger })).body, { orders: [], next: null });
  assert.equal((await door.ask("GET", "/orders")).body.code, "UNAUTHENTICATED");
  assert.equal((await door.ask("GET", "/orders?cursor=x", { as: customer })).body.code, "BAD_REQUEST");
});

test("the inner doors are open to those who are named, and to no person", async () => {
  const audit = await door.ask("GET", "/internal/audit?limit=2", { as: "auditor" });
  const page = orderAudit.parse(audit.body);
  assert.equal(page.facts.length, 2);
  const next = await door.ask("GET", `/internal/audit?since=${page.next}&limit=500`, { as: "auditor" });
  const rest = orderAudit.parse(next.body);
  assert.equal(rest.next, null);
  const ids = [...page.facts, ...rest.facts].map((fact) => fact.orderId);
  assert.equal(new Set(ids).size, ids.length);
  for (const path of ["/internal/audit", "/internal/feed?after=0", "/internal/snapshot"]) {
    assert.equal((await door.ask("GET", path, { as: customer })).body.code, "FORBIDDEN");
    assert.equal((await door.ask("GET", path, { as: "menu" })).body.code, "FORBIDDEN");
    assert.equal((await door.ask("GET", path)).body.code, "UNAUTHENTICATED");
  }
  assert.equal(
    (await door.ask("GET", "/internal/audit?since=x", { as: "auditor" })).body.code,
    "BAD_REQUEST",
  );
});
