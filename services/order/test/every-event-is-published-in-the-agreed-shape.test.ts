import assert from "node:assert/strict";
import { test } from "node:test";
import { eventsOf } from "@siren/contracts/events";
import { type OrderLiveName, orderLiveEvents, streamName } from "@siren/contracts/live";
import type { OrderEvent } from "../src/domain/order.ts";
import { outgoing } from "../src/messaging/published.ts";
import { buildOrder, cardOne } from "../src/testing/build-order.ts";

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
  for (const event of Object.values(every)) {
    const [sent] = outgoing(buildOrder(), [event]);
    assert.ok(sent && sent.type in eventsOf.order, event.kind);
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
