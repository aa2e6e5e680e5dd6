import assert from "node:assert/strict";
import { test } from "node:test";
import { once } from "@siren/chassis/messaging/once";
import { startTimers } from "@siren/chassis/messaging/timers";
import { until } from "@siren/chassis/testing/until";
import { effectsIn, recordEffect } from "./support/effects.ts";
import { oneStore } from "./support/one-store.ts";
import { readyEvent } from "./support/sample-events.ts";
import { silentLog } from "./support/silent-log.ts";
import { twoServices } from "./support/two-services.ts";

const seed = 20261121;
const faults = {
  seed,
  transientTransactionError: 0.04,
  writeConflict: 0.04,
  dropBefore: 0.005,
  dropAfter: 0.005,
  slowMs: 20,
  slowChance: 0.02,
};

test("conflicts, lost connections and slow answers: each event takes effect once, in order", async (t) => {
  t.diagnostic(`seed ${seed}`);
  const { owner, consumer, startRelaying, startHearing, close } = await twoServices(t);
  startRelaying();
  startHearing();
  // Stops the faults before anything is closed: closers run in reverse order.
  close(() => Promise.all([owner.setFaults({}), consumer.setFaults({})]));
  await Promise.all([owner.setFaults(faults), consumer.setFaults(faults)]);
  const placed = owner.connection.collection<{ _id: string }>("placed");
  const publish = async (number: number, version: number) => {
    const event = readyEvent(number, version);
    await owner.unitOfWork(async (tx) => {
      await placed.insertOne({ _id: `${number}v${version}` }, { session: tx.session });
      tx.publish({ ...event, live: [{ stream: `member:${number}`, name: "order.ready", data: {} }] });
    });
  };
  for (let version = 1; version <= 8; version += 1) {
    await Promise.all([1, 2, 3, 4].map((number) => publish(number, version)));
  }
  await until(
    "all effects are there",
    async () => (await effectsIn(consumer).catch(() => [])).length >= 32,
    20_000,
  );
  await Promise.all([owner.setFaults({}), consumer.setFaults({})]);
  const effects = await effectsIn(consumer);
  const seen = effects.map((e) => `${Number(e.aggregateId.slice(4))}v${e.aggregateVersion}`);
  assert.deepEqual(seen.toSorted(), (await placed.find().toArray()).map((doc) => doc._id).toSorted());
  assert.equal(seen.length, 32);
  for (const number of [1, 2, 3, 4]) {
    const versions = effects
      .filter((e) => Number(e.aggregateId.slice(4)) === number)
      .map((e) => e.aggregateVersion);
    assert.deepEqual(
      versions,
      Array.from({ length: 8 }, (_, i) => i + 1),
    );
    const stream = await owner.eventLog.readStream(`member:${number}`, 0, 100);
    assert.deepEqual(
      stream.map((record) => record.n),
      versions,
    );
  }
});

test("a commit whose answer is lost is done once", async (t) => {
  const { store } = await oneStore(t);
  await store.setFaults({ next: [{ kind: "dropAfter", command: "commitTransaction", times: 2 }] });
  await store.unitOfWork(async (tx) => {
    await recordEffect(store, tx, { eventId: "a", aggregateId: "", aggregateVersion: 0 });
  });
  assert.equal((await effectsIn(store)).length, 1);
});

test("timers and keyed commands, too, have their effect once", async (t) => {
  const { store } = await oneStore(t);
  const { timers: port, leases, onCommit } = store;
  const handlers = {
    ring: (timer: { id: string }, tx: Parameters<typeof recordEffect>[1]) =>
      recordEffect(store, tx, { eventId: timer.id, aggregateId: "", aggregateVersion: 0 }),
  };
  const timers = startTimers({ timers: port, leases, onCommit, handlers, log: silentLog, now: Date.now });
  await store.setFaults(faults);
  const place = (i: number) =>
    store.unitOfWork((tx) =>
      once(store.once, tx, { scope: "mem", key: `key-${i}`, body: i }, async () => {
        await tx.schedule({ id: `ring:${i}`, kind: "ring", dueAt: Date.now(), data: null });
        return i;
      }),
    );
  // Each command is sent twice at the same time, as two impatient clients would.
  await Promise.all(Array.from({ length: 40 }, (_, i) => place(i >> 1)));
  await until("all have rung", async () => (await effectsIn(store).catch(() => [])).length >= 20, 20_000);
  await until("no timer is left", async () => {
    const left = await store.connection
      .collection("_timers")
      .countDocuments()
      .catch(() => 1);
    return left === 0;
  });
  await store.setFaults({});
  await timers.close();
  const rung = (await effectsIn(store)).map((effect) => effect.eventId);
  assert.equal(new Set(rung).size, 20);
  assert.equal(rung.length, 20);
});
