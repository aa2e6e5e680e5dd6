import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Listening } from "@siren/chassis/back-end";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { ticketAudit } from "@siren/contracts/audit";
import { type Barista, line, openBarista } from "../src/testing/open-barista.ts";

let door: Barista;
let second: Listening;
before(async () => {
  door = await openBarista();
  second = await door.start();
});
after(() => door.close());

test("a void and the first claim at the same moment on two replicas: exactly one wins", async () => {
  for (let round = 0; round < 4; round += 1) {
    const { ticketId, orderId, units } = await door.queued();
    await door.tap(`/tickets/${ticketId}/accept`);
    const claim = `/units/${units[0]?.unitId}/claim`;
    const race = [door.void(orderId, { at: second }), door.tap(claim)];
    if (round % 2) race.reverse();
    const [voided, claimed] = await Promise.all([race[round % 2], race[1 - (round % 2)]]);
    assert.ok(voided && claimed);
    const { state } = await door.factOf(orderId);
    if (voided.status === 200) {
      assert.deepEqual([codeOf(claimed), state], ["ILLEGAL_TRANSITION", "VOIDED"]);
    } else {
      assert.deepEqual([codeOf(voided), claimed.status, state], ["ALREADY_STARTED", 200, "MAKING"]);
    }
    const wins = new Set(["TicketVoided", "TicketStarted"]);
    await until("it is told", async () => (await door.told(orderId)).some((type) => wins.has(type)));
    assert.equal((await door.told(orderId)).filter((type) => wins.has(type)).length, 1);
  }
});

test("a void that is asked for again is the same void", async () => {
  const { orderId } = await door.queued();
  const first = await door.void(orderId);
  assert.deepEqual([first.status, first.body], [200, { orderId, state: "VOIDED" }]);
  assert.deepEqual((await door.void(orderId)).body, first.body);
  await until("it is told", async () => (await door.told(orderId)).includes("TicketVoided"));
  assert.deepEqual(await door.told(orderId), ["TicketQueued", "TicketVoided"]);
});

test("a void that comes first leaves a tombstone: the ticket that comes late is not made", async () => {
  const order = door.orderOf();
  assert.equal((await door.void(order.orderId)).status, 200);
  assert.equal((await door.void(order.orderId)).status, 200);
  door.order.publish("OrderAuthorised", order.orderId, order);
  await door.queued();
  assert.equal(await door.ticketOf(order.orderId), undefined);
  assert.deepEqual(await door.told(order.orderId), []);
});

test("a void and the ticket at the same moment leave one of them standing, and never a drink to be made", async () => {
  for (let round = 0; round < 3; round += 1) {
    const order = door.orderOf();
    door.order.publish("OrderAuthorised", order.orderId, order);
    assert.equal((await door.void(order.orderId, { at: second })).status, 200);
    await door.queued();
    assert.equal(await door.ticketOf(order.orderId), undefined);
  }
});

test("an order that is over is voided by event, unless its drink was begun", async () => {
  const types = ["OrderCancelRequested", "OrderCancelled", "OrderExpired"] as const;
  for (const type of types) {
    const waiting = await door.queued();
    const begun = await door.queued();
    await door.tap(`/tickets/${begun.ticketId}/accept`);
    await door.tap(`/units/${begun.units[0]?.unitId}/claim`);
    for (const { orderId } of [begun, waiting]) door.order.publish(type, orderId, { orderId });
    await until("it is voided", async () => (await door.ticketOf(waiting.orderId)) === undefined);
    assert.equal((await door.ticketOf(begun.orderId))?.state, "MAKING", type);
  }
});

test("the same order told twice, and in another way, is one ticket", async () => {
  const order = door.orderOf({ lines: [line(2), line(1)] });
  door.order.publish("OrderAuthorised", order.orderId, order);
  door.order.repeatLast();
  door.order.publish("OrderDeferred", order.orderId, { ...order, payment: "DEFERRED" });
  await door.queued();
  const own = (await door.board()).filter(({ orderId }) => orderId === order.orderId);
  assert.equal(own.length, 1);
  assert.deepEqual(
    own[0]?.units.map(({ line, n }) => [line, n]),
    [
      [0, 0],
      [0, 1],
      [1, 0],
    ],
  );
  assert.deepEqual(await door.told(order.orderId), ["TicketQueued"]);
});

async function ticketsOfAllPages(): Promise<string[]> {
  const seen: string[] = [];
  for (let since: string | null = "0"; since !== null; ) {
    const asked = await door.ask("GET", `/internal/audit?since=${since}&limit=2`, { as: "auditor" });
    const { facts, next }: { facts: { orderId: string }[]; next: string | null } = ticketAudit.parse(
      asked.body,
    );
    seen.push(...facts.map(({ orderId }) => orderId));
    assert.ok(seen.length < 200, "it goes round in circles");
    since = next;
  }
  assert.ok(seen.length > 10);
  return seen;
}

test("the auditor's pages give each ticket once, and no tombstone", async () => {
  // One that changes while the pages are read is on a later page too, as it has to be.
  await until("a reading during which nothing changed", async () => {
    const seen = await ticketsOfAllPages();
    return new Set(seen).size === seen.length;
  });
});
