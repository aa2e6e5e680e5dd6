import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertForm, assertSnapshotAsAgreed, assertToldAsAgreed } from "@siren/chassis/testing/as-agreed";
import { until } from "@siren/chassis/testing/until";
import { orderAudit } from "@siren/contracts/audit";
import type { EventData, EventTypeOf } from "@siren/contracts/events";
import { goldenEvents } from "@siren/contracts/golden";
import { baristaExamples } from "@siren/contracts/golden-barista";
import { auditExamples } from "@siren/contracts/golden-between";
import { liveExamples, onTheWire, orderLiveExamples } from "@siren/contracts/golden-live";
import { memberExamples } from "@siren/contracts/golden-member";
import { orderExamples } from "@siren/contracts/golden-order";
import { liveHead, livePage, type OrderLiveName, orderLiveEvents } from "@siren/contracts/live";
import { holdRequest } from "@siren/contracts/member";
import {
  orderPage,
  orderView,
  pendingOrderView,
  quote,
  receipt,
  reorderView,
  timeline,
} from "@siren/contracts/order";
import { problemTable } from "@siren/contracts/problems";
import * as z from "zod/mini";
import { customer, type Door, guest, manager, openDoor } from "../src/testing/open-door.ts";

/** As soon as possible: the examples' own time lies ahead of this test's clock. */
const { pickUpAt: _wish, couponId: _noCoupon, ...quoteRequest } = orderExamples.quoteRequest;
const { pickUpAt: _sameWish, couponId: _none, ...placeOrderRequest } = orderExamples.placeOrderRequest;
/** From when the store sees it, which is ten seconds after it was placed. */
const storeAckMs = 610_000;

let door: Door;
before(async () => {
  door = await openDoor();
  const { amount_krw: fee_krw } = orderExamples.adjustment;
  const handOvers = [{ kind: orderExamples.orderView.handOver, fee_krw }];
  door.menu.publish("StorePublished", "seongsu", { ...goldenEvents.StorePublished, handOvers });
  const { storeId } = orderExamples.moveStoreRequest;
  const other = { ...goldenEvents.StorePublished, handOvers, storeId };
  door.menu.publish("StorePublished", storeId, other);
  door.menu.publish("MenuPublished", `${storeId}/menu`, { ...goldenEvents.MenuPublished, storeId });
  door.menu.publish("MenuPublished", "seongsu/menu", goldenEvents.MenuPublished);
  const ask = () => door.ask("POST", "/quotes", { body: quoteRequest });
  await until("the examples' menu is known", async () => (await ask()).status === 200);
  door.member.answer = () => ({ status: 201, body: memberExamples.holdView });
  door.barista.answer = () => ({ status: 200, body: baristaExamples.voidView });
  await makeEverythingHappen();
});
after(() => door.close());

let keys = 0;
const key = () => `key-golden-${++keys}`;

async function placed(state: string, body: object = placeOrderRequest, as = customer): Promise<string> {
  const answer = await door.ask("POST", "/orders", { as, key: key(), body });
  assert.equal(answer.body.state, state, JSON.stringify(answer.body));
  const isPending = answer.status === 202;
  assertForm(
    "order",
    isPending ? pendingOrderView : orderView,
    orderExamples[isPending ? "pendingOrderView" : "orderView"],
    answer.body,
  );
  return String(answer.body.orderId);
}

function say(orderId: string, ...types: EventTypeOf<"barista">[]): void {
  for (const type of types)
    door.barista.publish(type, orderId, { ...goldenEvents[type], orderId } as EventData<typeof type>);
}

async function becomes(orderId: string, state: string): Promise<void> {
  const read = async () => (await door.ask("GET", `/orders/${orderId}`, { as: customer })).body.state;
  await until(`${orderId} is ${state}`, async () => (await read()) === state);
}

async function cancelled(orderId: string, status: number): Promise<void> {
  const answer = await door.ask("POST", `/orders/${orderId}/cancel`, { as: customer, key: key() });
  assert.equal(answer.status, status);
  assertForm("cancel", orderView, orderExamples.orderView, answer.body);
}

async function makeEverythingHappen() {
  const fetched = await placed("AUTHORISED");
  say(fetched, "TicketQueued", "TicketAccepted", "TicketStarted", "UnitsRejected");
  say(fetched, "TicketReady", "TicketRecalled", "TicketReady", "TicketPickedUp");
  // Two feeds are heard side by side: what follows from a cup being started is not said before it is known.
  await becomes(fetched, "PICKED_UP");
  door.member.publish("HoldCaptured", fetched, { ...goldenEvents.HoldCaptured, orderId: fetched });
  const left = await placed("AUTHORISED");
  const { storeId } = goldenEvents.DelayPosted;
  door.barista.publish("DelayPosted", `${storeId}/delay`, goldenEvents.DelayPosted);
  say(left, "TicketAccepted", "TicketStarted", "TicketReady", "TicketUnclaimed");
  const refunded = await placed("AUTHORISED");
  say(refunded, "TicketAccepted", "TicketStarted", "TicketRejected");
  await becomes(refunded, "REJECTED");
  await cancelled(await placed("AUTHORISED"), 200);
  const moved = await door.ask("POST", `/orders/${await placed("AUTHORISED")}/move-store`, {
    ...{ as: customer, key: key(), body: orderExamples.moveStoreRequest },
  });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  assertForm("moved", orderView, orderExamples.orderView, moved.body);
  const path = `/orders/${fetched}`;
  const paper = await door.ask("GET", `${path}/receipt`, { as: customer });
  assertForm("a receipt", receipt, orderExamples.receipt, paper.body);
  const by = { ...manager, stores: [orderExamples.orderView.storeId] };
  const back = await door.ask("POST", `${path}/refund`, {
    ...{ as: by, key: key(), body: orderExamples.refundRequest },
  });
  assertForm("a receipt with a refund", receipt, orderExamples.receipt, back.body);
  const again = await door.ask("POST", `${path}/reorder`, { as: customer, body: {} });
  assertForm("the same again", reorderView, orderExamples.reorderView, again.body);

  const { answer } = door.member;
  const { status, title } = problemTable.CARD_LOCKED;
  door.member.answer = () => ({ status, body: { code: "CARD_LOCKED", status, title, retryable: false } });
  const refused = await door.ask("POST", "/orders", { as: customer, key: key(), body: placeOrderRequest });
  assert.equal(refused.body.code, "CARD_LOCKED");
  door.member.answer = () => "never";
  const { cardId } = goldenEvents.AllowanceSet;
  const expiresAt = door.now() + 3_600_000;
  const pending = await placed("PLACED");
  const toCounter = await door.ask("POST", `/orders/${pending}/pay-at-counter`, { as: customer, key: key() });
  assertForm("at the counter", orderView, orderExamples.orderView, toCounter.body);
  door.member.publish("AllowanceSet", cardId, {
    ...goldenEvents.AllowanceSet,
    memberId: customer.sub,
    expiresAt,
  });
  const toppedUp = { ...goldenEvents.CardToppedUp, memberId: customer.sub };
  door.member.publish("CardToppedUp", cardId, toppedUp);
  // Heard in order: once the name is known, so is the allowance.
  door.member.publish("MemberRegistered", customer.sub, { memberId: customer.sub, nickname: "미나" });
  const atCounter = { ...placeOrderRequest, payment: { method: "counter" } };
  await until("the allowance is known", async () => {
    const { body } = await door.ask("POST", "/orders", { as: customer, key: key(), body: atCounter });
    return body.nickname === "미나";
  });
  await placed("DEFERRED");
  door.member.answer = answer;

  await placed("COUNTER_DUE", atCounter, guest);
  const late = await placed("AUTHORISED");
  door.advance(storeAckMs + 1);
  await becomes(late, "EXPIRED");
  door.barista.answer = () => "never";
  await cancelled(await placed("AUTHORISED"), 202);
}

test("its feed and its snapshot", async () => {
  const feed = async () =>
    (await door.ask("GET", "/internal/feed?after=0&limit=500", { as: "barista" })).body;
  await until("all is told", async () => JSON.stringify(await feed()).includes("OrderCancelRequested"));
  assertToldAsAgreed("order", (await feed()) as Parameters<typeof assertToldAsAgreed>[1]);
  const { body } = await door.ask("GET", "/internal/snapshot", { as: "barista" });
  assertSnapshotAsAgreed("order", body as { state: object });
});

test("what it shows and what it asks of member", async () => {
  const page = await door.ask("GET", "/orders", { as: customer });
  const { orderId } = (page.body.orders as { orderId: string }[])[0] ?? assert.fail("no order");
  const answers = [
    ["a quote", quote, orderExamples.quote, await door.ask("POST", "/quotes", { body: quoteRequest })],
    ["a page", orderPage, orderExamples.orderPage, page],
    [
      "an order",
      orderView,
      orderExamples.orderView,
      await door.ask("GET", `/orders/${orderId}`, { as: customer }),
    ],
    [
      "a timeline",
      timeline,
      orderExamples.timeline,
      await door.ask("GET", `/orders/${orderId}/timeline`, { as: customer }),
    ],
    [
      "the audit",
      orderAudit,
      auditExamples.orderAudit,
      await door.ask("GET", "/internal/audit", { as: "auditor" }),
    ],
  ] as const;
  for (const [what, schema, example, answer] of answers) assertForm(what, schema, example, answer.body);
  const [hold] = door.member.requests.filter(({ method }) => method === "PUT");
  assertForm("a hold", holdRequest, memberExamples.holdRequest, hold?.body);
});

test("what is pushed to its customers", async () => {
  const { body } = await door.ask("GET", "/events?after=0", { as: customer });
  assertForm("events", livePage, liveExamples.livePage, body);
  const events = body.events as ({ name: OrderLiveName } & object)[];
  const names = new Set(events.map(({ name }) => name));
  assert.deepEqual([...names].sort(), Object.keys(orderLiveEvents).sort());
  for (const { name, ...payload } of events) {
    const schema = z.extend(liveHead, orderLiveEvents[name].shape);
    assertForm(name, schema, onTheWire(orderLiveExamples[name]), payload);
  }
});
