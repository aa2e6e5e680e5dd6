import assert from "node:assert/strict";
import { test } from "node:test";
import { eventCatalogue, eventsOf } from "@siren/contracts/events";
import { goldenEvents } from "@siren/contracts/golden";
import { envelopeExamples } from "@siren/contracts/golden-between";
import { type OrderLiveName, orderLiveEvents, streamName } from "@siren/contracts/live";
import { decidePayment } from "../src/domain/decide.ts";
import type { Order, OrderEvent } from "../src/domain/order.ts";
import type { PaymentCommand } from "../src/domain/order-command.ts";
import { outgoing, walletChanged } from "../src/messaging/published.ts";
import { buildOrder, cardOne, memberOne } from "../src/testing/build-order.ts";

const cardId = cardOne;
const every: { [K in OrderEvent["kind"]]: Extract<OrderEvent, { kind: K }> } = {
  placed: { kind: "placed" },
  authorised: { kind: "authorised" },
  deferred: { kind: "deferred" },
  "counter-due": { kind: "counter-due" },
  "payment-failed": { kind: "payment-failed", code: "CARD_LOCKED" },
  "cancel-requested": { kind: "cancel-requested" },
  cancelled: { kind: "cancelled" },
  expired: { kind: "expired" },
  rejected: { kind: "rejected", reason: "OTHER" },
  accepted: { kind: "accepted" },
  making: { kind: "making" },
  ready: { kind: "ready" },
  recalled: { kind: "recalled" },
  reduced: { kind: "reduced", reason: "SOLD_OUT", amount_krw: 4_500 },
  "picked-up": { kind: "picked-up" },
  unclaimed: { kind: "unclaimed" },
  "capture-wanted": { kind: "capture-wanted", cardId, deferred: true },
  "release-wanted": { kind: "release-wanted", cardId },
  "refund-wanted": { kind: "refund-wanted", cardId, part: "all", amount_krw: 9_000 },
  moved: { kind: "moved" },
  delayed: { kind: "delayed" },
  "position-changed": { kind: "position-changed" },
  "payment-changed": { kind: "payment-changed" },
  "refund-given": { kind: "refund-given", part: "refund-1", amount_krw: 4_500, reason: "cold", at: 1 },
};

test("each event of the domain has its own type, and data and live record as the contract has them", () => {
  const types = new Set<string>();
  const toppedUp = { ...envelopeExamples.feedEvent, data: goldenEvents.CardToppedUp };
  const ofOrders = Object.values(every).map((event) => outgoing(buildOrder(), [event])[0]);
  for (const sent of [...ofOrders, walletChanged({ ...toppedUp, type: "CardToppedUp" })]) {
    assert.ok(sent && sent.type in eventsOf.order, sent?.type);
    types.add(sent.type);
    eventsOf.order[sent.type as keyof typeof eventsOf.order].parse(sent.data);
    for (const { stream, name, data } of sent.live ?? []) {
      streamName.parse(stream);
      orderLiveEvents[name as OrderLiveName].parse(data);
    }
  }
  assert.deepEqual(types, new Set(Object.keys(eventsOf.order)));
});

test("one change is numbered without a gap and shown once", () => {
  const order = buildOrder({ published: 5 });
  const sent = outgoing(order, [every.making, every["capture-wanted"]]);
  assert.deepEqual(
    sent.map(({ aggregateVersion, live }) => [aggregateVersion, live?.map(({ name }) => name)]),
    [
      [4, ["order.making"]],
      [5, undefined],
    ],
  );
});

test("what a message to its member needs is told with it, and of a guest nothing", () => {
  const owed = buildOrder({ state: "MAKING", payment: "DEFERRED", captureWanted: true });
  const paidBy = (order: Order, command: PaymentCommand) => {
    const decision = decidePayment(order, command, 5);
    assert.ok(!("refused" in decision));
    const [{ data } = assert.fail()] = outgoing(decision.order, decision.events);
    return { order: decision.order, paid: eventCatalogue.OrderPaymentChanged.parse(data).paid };
  };
  const lacking = paidBy(owed, { name: "capture", shortfall_krw: 2_000 });
  assert.equal(lacking.paid, undefined, "some of it is owed");
  const { paid, order } = paidBy(lacking.order, { name: "capture", shortfall_krw: 0 });
  assert.deepEqual([paid?.memberId, paid?.receipt.paid_krw], [memberOne, 9_000]);
  assert.equal(paid?.receipt.storeName?.en, "Gangnam");
  assert.equal(paidBy(order, { name: "refund", amount_krw: 4_500 }).paid, undefined, "a refund pays nothing");
  const guest = { kind: "guest" as const, id: "a hash" };
  const atTill = buildOrder({ owner: guest, choice: { method: "counter" }, payment: "COUNTER_DUE" });
  assert.equal(paidBy(atTill, { name: "take-at-counter" }).paid, undefined);
  for (const kind of ["making", "ready"] as const) {
    const [toMember, toGuest] = [buildOrder(), buildOrder({ owner: guest })].map(
      (one) => outgoing(one, [{ kind }])[0]?.data,
    );
    assert.deepEqual(toGuest, { orderId: order.orderId });
    assert.deepEqual(eventCatalogue.OrderReady.parse(toMember).forMember, {
      ...{ memberId: memberOne, number: 1, storeId: "gangnam", storeName: order.storeName },
    });
  }
});
