import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openStore } from "@siren/store/open-store";
import type { Order } from "../src/domain/order.ts";
import { orderMigrations } from "../src/store/migrations.ts";
import { createModels } from "../src/store/models.ts";
import { docOf } from "../src/store/order-doc.ts";
import { buildOrder, startedAt, testId } from "../src/testing/build-order.ts";
import { buildSaga, memberOwner, type Saga, unknown } from "../src/testing/build-saga.ts";
import { deadlines } from "../src/testing/deadlines.ts";
import { expireUnaccepted, rearmStoreAckTimer } from "../src/use-cases/expire-unaccepted.ts";
import { payAtCounter } from "../src/use-cases/pay-at-counter.ts";
import { pursueHold, rearmHoldTimer } from "../src/use-cases/pursue-hold.ts";
import { settlePayment } from "../src/use-cases/settle-payment.ts";

async function placedAndLeft(saga: Saga): Promise<string> {
  const { reach } = saga.parts;
  saga.parts.reach = async () => Promise.reject(new Error("killed"));
  await assert.rejects(saga.place(), /killed/);
  saga.parts.reach = reach;
  return [...saga.store.peek().orders.keys()].at(-1)!;
}
const stateOf = async (saga: Saga, orderId: string) => (await saga.parts.orders.byId(orderId))?.state;

test("the timer that was set with the order asks for the hold again", async () => {
  const saga = await buildSaga();
  const orderId = await placedAndLeft(saga);
  const timer = saga.store.peek().timers.get(`answer:${orderId}`);
  assert.equal(timer?.dueAt, saga.state.now + 2_000);
  assert.equal(await saga.store.unit((work) => rearmHoldTimer(saga.parts, work, orderId)), true);
  await pursueHold(saga.parts, orderId);
  assert.equal(await stateOf(saga, orderId), "AUTHORISED");
  assert.equal(saga.store.peek().timers.get(`answer:${orderId}`)?.kind, "store-ack");
  assert.equal(await saga.store.unit((work) => rearmHoldTimer(saga.parts, work, orderId)), false);
});

test("a repeated request joins the order and asks for the hold itself", async () => {
  const saga = await buildSaga();
  const orderId = await placedAndLeft(saga);
  const { order, isNew } = await saga.place();
  assert.deepEqual([order.orderId, order.state, isNew], [orderId, "AUTHORISED", false]);
});

test("after a minute without an answer the order expires and its hold is released", async () => {
  const saga = await buildSaga();
  saga.state.hold = unknown;
  const { order } = await saga.place();
  saga.state.now += 60_000;
  await pursueHold(saga.parts, order.orderId);
  assert.equal(await stateOf(saga, order.orderId), "EXPIRED");
  assert.equal(
    (await saga.parts.orders.byId(order.orderId))?.reason,
    "CARD_SILENT",
    "the store never saw it",
  );
  assert.deepEqual(saga.store.eventKinds().slice(-2), ["expired", "release-wanted"]);
  assert.equal(saga.store.peek().timers.size, 0);
});

test("an answer that comes after the customer went to the counter changes nothing", async () => {
  const saga = await buildSaga();
  saga.state.hold = unknown;
  const { order } = await saga.place();
  saga.state.hold = { kind: "held" };
  const { placeHold } = saga.parts.member;
  saga.parts.member.placeHold = async (hold) => {
    await payAtCounter(saga.parts, memberOwner, order.orderId);
    return placeHold(hold);
  };
  const settled = await settlePayment(saga.parts, order);
  assert.equal(settled.state, "COUNTER_DUE");
  assert.deepEqual(saga.store.eventKinds(), ["placed", "counter-due", "release-wanted"]);
});

test("a store that does not answer for ten minutes loses the order, unless it has started", async () => {
  for (const [voided, state] of [
    ["voided", "EXPIRED"],
    ["no-ticket", "EXPIRED"],
    ["unreachable", "EXPIRED"],
    ["already-started", "AUTHORISED"],
  ] as const) {
    const saga = await buildSaga();
    const { order } = await saga.place();
    saga.state.voided = voided;
    saga.state.now += 600_000;
    assert.equal(await saga.store.unit((work) => rearmStoreAckTimer(saga.parts, work, order.orderId)), true);
    await expireUnaccepted(saga.parts, order.orderId);
    assert.equal(await stateOf(saga, order.orderId), state, voided);
  }
});

test("orders of an older program get the deadlines that it did not know; one that is there keeps its moment", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "order-migrated-"));
  const log = { info() {}, warn() {} };
  const store = await openStore(`sqlite://${join(folder, "order.db")}`, { log, now: () => startedAt });
  t.after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const models = createModels(store);
  await store.migrate([]);
  const old: Partial<Order>[] = [
    { state: "AUTHORISED", payment: "HELD" },
    { state: "DEFERRED", payment: "DEFERRED" },
    { state: "ACCEPTED", payment: "HELD", cancelRequested: true },
    { state: "PICKED_UP", payment: "HELD", captureWanted: true },
    { state: "PICKED_UP", payment: "CAPTURED", captureWanted: true },
    { state: "PLACED", payment: "HOLD_PENDING" },
  ];
  const ids = old.map((_, n) => testId("ord", n + 1));
  for (const [n, changes] of old.entries()) {
    const order = buildOrder({ ...changes, orderId: ids[n] ?? "", number: n, idempotencyKey: `key-${n}` });
    const { freeCancel: _1, captureLateAt: _2, quotedEtaAt: _3, moves: _4, ...doc } = docOf(order);
    await models.orders.collection.insertOne(doc as never);
  }
  const kept = { id: `answer:${ids[0]}`, kind: "store-ack", dueAt: 77, data: { orderId: ids[0] } };
  await store.unitOfWork((tx) => tx.schedule(kept));
  const migrations = orderMigrations(() => ({ store, models, deadlines }));
  await store.migrate(migrations);
  await migrations[0]?.up();
  const { timers } = await store.timers.due(Number.MAX_SAFE_INTEGER, 100);
  const found = timers.map(({ id, kind, dueAt }) => [id, kind, dueAt - startedAt]).sort();
  const [one, two, three, four, , six] = ids;
  assert.deepEqual(
    found,
    [
      [`answer:${one}`, "store-ack", 77 - startedAt],
      [`answer:${two}`, "store-ack", 610_000],
      [`owed:${two}`, "owed", 3_000],
      [`cancel:${three}`, "cancel", 3_000],
      [`capture:${four}`, "capture", 300_000],
      [`answer:${six}`, "hold", 2_000],
    ].sort(),
  );
});
