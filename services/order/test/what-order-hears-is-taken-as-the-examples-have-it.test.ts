import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutgoingEvent } from "@siren/chassis/messaging/ports";
import { type EventType, eventCatalogue } from "@siren/contracts/events";
import { goldenEvents } from "@siren/contracts/golden";
import { envelopeExamples, snapshotExamples } from "@siren/contracts/golden-between";
import { orderId } from "@siren/contracts/golden-ids";
import type { OrderState, PaymentState } from "@siren/contracts/order";
import type { Order } from "../src/domain/order.ts";
import { createHandlers } from "../src/messaging/handlers.ts";
import { createSnapshotTakers } from "../src/messaging/snapshots.ts";
import { buildOrder, startedAt } from "../src/testing/build-order.ts";
import { deadlines } from "../src/testing/deadlines.ts";
import { createMemoryStore } from "../src/testing/memory-store.ts";
import type { Work } from "../src/use-cases/ports.ts";

type Memory = ReturnType<typeof createMemoryStore>;
type State = ReturnType<Memory["peek"]>;
const parts = { deadlines, now: () => startedAt, workOf: (work: Work) => work };
const log = { info() {}, warn() {}, error() {} };
const published: OutgoingEvent[] = [];
const { menu, member, barista } = createHandlers<Work>({
  ...{ ...parts, log, reachAfterCommit() {} },
  publish: (_work, event) => void published.push(event),
});
const handlers: Record<string, unknown> = { ...menu, ...member, ...barista };

const { StorePublished, MenuPublished, MemberRegistered, NicknameChanged, AllowanceSet, CardInArrears } =
  goldenEvents;
const { HoldRefused, TicketQueued, TicketRejected, EtaChanged, StoreStateChanged } = goldenEvents;
const { StockChanged, DelayPosted } = goldenEvents;

/** The order as it is before, and what of it is so afterwards. */
type OfOrder = [before: Partial<Order>, after: Partial<Order>];
const at = (state: OrderState, payment: PaymentState = "HELD") => ({ state, payment });
const orders: Partial<Record<EventType, OfOrder>> = {
  HoldPlaced: [at("PLACED", "HOLD_PENDING"), at("AUTHORISED")],
  HoldRefused: [
    at("PLACED", "HOLD_PENDING"),
    { ...at("PAYMENT_FAILED", "FAILED"), reason: HoldRefused.code },
  ],
  HoldCaptured: [at("MAKING"), at("MAKING", "CAPTURED")],
  ArrearsSettled: [at("READY", "ARREARS"), at("READY", "CAPTURED")],
  HoldReleased: [at("CANCELLED"), at("CANCELLED", "RELEASED")],
  Refunded: [{ ...at("REJECTED", "CAPTURED"), total_krw: 10_500 }, at("REJECTED", "REFUNDED")],
  TicketQueued: [at("AUTHORISED"), { place: TicketQueued.place, etaAt: TicketQueued.etaAt }],
  EtaChanged: [at("ACCEPTED"), { place: EtaChanged.place, etaAt: EtaChanged.etaAt }],
  TicketAccepted: [at("AUTHORISED"), at("ACCEPTED")],
  TicketStarted: [at("ACCEPTED"), { ...at("MAKING"), captureWanted: true }],
  TicketReady: [at("MAKING"), at("READY")],
  TicketRecalled: [at("READY"), at("MAKING")],
  UnitsRejected: [
    { ...at("MAKING"), captureWanted: true },
    { reductions: [{ line: 0, units: 1, reason: "EQUIPMENT", amount_krw: 4_500, isRefund: true }] },
  ],
  TicketPickedUp: [at("READY"), at("PICKED_UP")],
  TicketUnclaimed: [at("READY"), at("UNCLAIMED")],
  TicketRejected: [at("ACCEPTED"), { ...at("REJECTED"), reason: TicketRejected.reason }],
  TicketVoided: [at("ACCEPTED"), at("CANCELLED")],
  TicketPaid: [at("ACCEPTED", "COUNTER_DUE"), at("ACCEPTED", "PAID_AT_COUNTER")],
};

/** What is known of the others afterwards. */
const views: Partial<Record<EventType, [seen: (state: State) => unknown, expected: unknown]>> = {
  StorePublished: [({ stores }) => stores.get(StorePublished.storeId), StorePublished],
  MenuPublished: [({ menus }) => menus.get(MenuPublished.storeId), MenuPublished],
  MemberRegistered: [({ nicknames }) => nicknames.get(MemberRegistered.memberId), MemberRegistered.nickname],
  NicknameChanged: [({ nicknames }) => nicknames.get(NicknameChanged.memberId), NicknameChanged.nickname],
  MemberDeleted: [({ nicknames, orders }) => [nicknames.size, orders.get(orderId)?.nickname], [0, ""]],
  SessionRevoked: [({ pushed }) => pushed.size, 0],
  CredentialChanged: [({ pushed }) => pushed.size, 0],
  AllowanceSet: [
    ({ allowances }) => allowances.get(AllowanceSet.cardId)?.amount_krw,
    AllowanceSet.amount_krw,
  ],
  CardInArrears: [
    ({ allowances }) => allowances.get(CardInArrears.cardId)?.arrears_krw,
    CardInArrears.arrears_krw,
  ],
  AvailabilityChanged: [({ soldOut }) => [...(soldOut.get("seongsu") ?? [])], ["latte"]],
  OptionAvailabilityChanged: [({ optionsOut }) => [...(optionsOut.get("seongsu") ?? [])], ["oat-milk"]],
  StockChanged: [({ stock }) => stock.get("seongsu")?.get(StockChanged.itemId), StockChanged.free],
  StoreLoadChanged: [({ loads }) => loads.get("seongsu"), { waiting: 3, drinkSeconds: 300, hands: 2 }],
  DelayPosted: [({ delays }) => delays.get("seongsu"), DelayPosted.minutes],
  StoreStateChanged: [
    ({ moods }) => moods.get("seongsu"),
    { state: "PAUSED", until: StoreStateChanged.until },
  ],
};

/** When whoever asked for it is no longer waited for. */
const longAgo = startedAt - deadlines.holdResumeMs;

async function hear(store: Memory, type: EventType, at = longAgo): Promise<void> {
  const handler = handlers[type] as (event: unknown, tx: Work) => Promise<void>;
  const data = eventCatalogue[type].parse(JSON.parse(JSON.stringify(goldenEvents[type])));
  await store.unit((work) => handler({ ...envelopeExamples.feedEvent, type, at, data }, work));
}

test("each type that is heard has its effect looked at here", () => {
  assert.deepEqual(
    [...Object.keys({ ...orders, ...views }), "CardToppedUp"].sort(),
    Object.keys(handlers).sort(),
  );
});

for (const [type, [before, after]] of Object.entries(orders)) {
  test(`${type} of the examples changes its order`, async () => {
    const store = createMemoryStore();
    await store.unit((work) => work.add(buildOrder({ orderId, ...before }), []));
    await hear(store, type as EventType);
    const order: Partial<Order> = store.peek().orders.get(orderId) ?? {};
    const found = Object.fromEntries(Object.keys(after).map((key) => [key, order[key as keyof Order]]));
    assert.deepEqual(found, after);
  });
}

for (const [type, [seen, expected]] of Object.entries(views)) {
  test(`${type} of the examples is known afterwards`, async () => {
    const store = createMemoryStore();
    if (type === "CardInArrears") await hear(store, "AllowanceSet");
    if (type === "MemberDeleted") {
      await hear(store, "MemberRegistered");
      const owner = { kind: "member" as const, id: goldenEvents.MemberDeleted.memberId };
      await store.unit((work) => work.add(buildOrder({ orderId, owner, nickname: "미나" }), []));
    }
    store.peek().pushed.add(goldenEvents.SessionRevoked.memberId);
    await hear(store, type as EventType);
    assert.deepEqual(seen(store.peek()), expected);
  });
}

test("a hold of a moment ago is left to whoever asked for it, whose timer is still to come", async () => {
  const store = createMemoryStore();
  await store.unit((work) => work.add(buildOrder({ orderId, ...at("PLACED", "HOLD_PENDING") }), []));
  await hear(store, "HoldPlaced", longAgo + 1);
  assert.equal(store.peek().orders.get(orderId)?.state, "PLACED");
});

test("CardToppedUp of the examples is told to the card's owner, without its amount", async () => {
  await hear(createMemoryStore(), "CardToppedUp");
  const { memberId, cardId } = goldenEvents.CardToppedUp;
  const [{ data, live } = assert.fail()] = published.splice(0);
  assert.deepEqual(data, { memberId, cardId });
  assert.deepEqual(live, [{ stream: `member:${memberId}`, name: "wallet.changed", data: { cardId } }]);
});

test("the snapshots of the examples are taken", async () => {
  const store = createMemoryStore();
  const takers = createSnapshotTakers<Work>(parts);
  await store.unit((work) => work.add(buildOrder({ orderId, ...at("AUTHORISED") }), []));
  for (const owner of ["menu", "member", "barista"] as const) {
    const state = JSON.parse(JSON.stringify(snapshotExamples[`${owner}State`]));
    await store.unit((work) => takers[owner]({ ...envelopeExamples.feedSnapshot, state }, work));
  }
  const { orders, ...known } = store.peek();
  assert.equal(orders.get(orderId)?.state, "MAKING");
  for (const name of [
    "stores",
    "menus",
    "moods",
    "soldOut",
    "optionsOut",
    "stock",
    "loads",
    "delays",
  ] as const)
    assert.equal(known[name].size, 1, name);
  for (const name of ["allowances", "nicknames"] as const) assert.equal(known[name].size, 1, name);
});
