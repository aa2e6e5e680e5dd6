import assert from "node:assert/strict";
import { test } from "node:test";
import { startTimers } from "@siren/chassis/messaging/timers";
import { until } from "@siren/chassis/testing/until";
import { scheduleOf } from "../src/timers.ts";
import { effectsIn, recordEffect } from "./support/effects.ts";
import { oneStore } from "./support/one-store.ts";
import { silentLog } from "./support/silent-log.ts";

test("timers fire when they are due, in order, once, and not when they were cancelled", async (t) => {
  const { store, again } = await oneStore(t);
  const sibling = await again();
  let now = 1_000;
  const sweep = (by: typeof store) =>
    startTimers({
      timers: by.timers,
      leases: by.leases,
      onCommit: by.onCommit,
      handlers: {
        expire: (timer, tx) =>
          recordEffect(by, tx, { eventId: timer.id, aggregateId: "", aggregateVersion: 0 }),
      },
      log: silentLog,
      now: () => now,
      lookEveryMs: 10,
    });
  const sweeps = [sweep(store), sweep(sibling)];
  t.after(() => Promise.all(sweeps.map((one) => one.close())));
  await store.unitOfWork(async (tx) => {
    for (const [id, dueAt] of [
      ["c", 3_000],
      ["a", 1_500],
      ["b", 2_000],
      ["x", 1_700],
    ] as const) {
      await tx.schedule({ id, kind: "expire", dueAt, data: null });
    }
  });
  await store.unitOfWork((tx) => tx.cancelTimer("x"));
  await sibling.unitOfWork((tx) => tx.schedule({ id: "b", kind: "expire", dueAt: 9_000, data: null }));
  const fired = async () => (await effectsIn(store)).map((effect) => effect.eventId);
  assert.deepEqual(await fired(), []);
  assert.deepEqual([await store.timers.overdue(1_499), await store.timers.overdue(4_000)], [0, 2]);
  now = 4_000;
  await until("a and c have fired", async () => (await fired()).length >= 2);
  assert.deepEqual(await fired(), ["a", "c"], "b was set anew, x was cancelled");
  now = 9_000;
  await until("b has fired", async () => (await fired()).length >= 3);
  assert.deepEqual(await store.connection.db?.collection("_timers").countDocuments(), 0);
});

test("a timer whose handler fails stays, is tried later, and leaves no half of its effect", async (t) => {
  const { store } = await oneStore(t);
  let now = 1_000;
  let tries = 0;
  const timers = startTimers({
    timers: store.timers,
    leases: store.leases,
    onCommit: store.onCommit,
    handlers: {
      expire: async (timer, tx) => {
        await recordEffect(store, tx, { eventId: timer.id, aggregateId: "", aggregateVersion: 0 });
        tries += 1;
        if (tries < 3) throw new Error("not yet");
      },
    },
    log: silentLog,
    now: () => now,
    lookEveryMs: 5,
  });
  t.after(() => timers.close());
  await store.unitOfWork((tx) => tx.schedule({ id: "a", kind: "expire", dueAt: 500, data: null }));
  await until("it was tried three times", () => {
    now += 50;
    return tries >= 3;
  });
  await until("the effect is there", async () => (await effectsIn(store)).length === 1);
});

test("timers of a kind that comes in numbers share a transaction, and one that fails keeps no other", async (t) => {
  const { store } = await oneStore(t);
  let transactions = 0;
  const counted: typeof store.timers = {
    ...store.timers,
    fireTogether(several, effect) {
      transactions += 1;
      return store.timers.fireTogether(several, effect);
    },
  };
  const failing = new Set(["b"]);
  await store.unitOfWork(async (tx) => {
    for (const id of ["a", "b", "c"]) await tx.schedule({ id, kind: "release", dueAt: 1, data: null });
    await tx.schedule({ id: "x", kind: "expire", dueAt: 1, data: null });
  });
  const effect = async (timer: { id: string }, tx: Parameters<typeof recordEffect>[1]) => {
    await recordEffect(store, tx, { eventId: timer.id, aggregateId: "", aggregateVersion: 0 });
    if (failing.has(timer.id)) throw new Error("not this one");
  };
  const timers = startTimers({
    ...{ timers: counted, leases: store.leases, onCommit: store.onCommit, log: silentLog },
    ...{ handlers: { release: effect, expire: effect }, together: ["release"] },
    ...{ now: () => 1_000, lookEveryMs: 5 },
  });
  t.after(() => timers.close());
  const fired = async () => (await effectsIn(store)).map(({ eventId }) => eventId).toSorted();
  await until("all but one have fired", async () => (await fired()).length === 3);
  assert.deepEqual(await fired(), ["a", "c", "x"]);
  assert.equal(transactions, 1, "the one that is left is alone");
});

test("of timers that are fired together, one that was set anew or is gone does nothing", async (t) => {
  const { store } = await oneStore(t);
  const schedule = (id: string, dueAt: number) =>
    store.unitOfWork((tx) => tx.schedule({ id, kind: "release", dueAt, data: null }));
  for (const id of ["a", "b", "c"]) await schedule(id, 100);
  const { timers } = await store.timers.due(1_000, 10);
  await schedule("b", 5_000);
  await store.unitOfWork((tx) => tx.cancelTimer("c"));
  const ran: string[] = [];
  const fired = await store.timers.fireTogether(timers, async ({ id }) => void ran.push(id));
  assert.deepEqual([ran, fired.map(({ id }) => id)], [["a"], ["a"]]);
  assert.equal(await store.timers.overdue(9_000), 1, "b waits for its new moment");
});

test("timers with a queue of their own keep nobody else's waiting, and are fired by nobody else", async (t) => {
  const { store } = await oneStore(t);
  const fired: string[] = [];
  let goOn = () => {};
  const stuck = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { timers: port, leases, onCommit } = store;
  const parts = { timers: port, leases, onCommit, log: silentLog, now: () => 1_000, lookEveryMs: 10 };
  let isUnderWay = false;
  // Stuck before its transaction: within it, it would hold the one write lock of the store, which everybody waits for.
  const slow: typeof port = {
    ...port,
    async fire(timer, effect) {
      isUnderWay = true;
      await stuck;
      return port.fire(timer, effect);
    },
  };
  const send = async ({ id }: { id: string }) => void fired.push(id);
  const kinds = ["send", "look"];
  const expire = async ({ id }: { id: string }) => void fired.push(id);
  const queues = [
    startTimers({ ...parts, handlers: { expire }, queue: { lease: "timers", of: { except: kinds } } }),
    startTimers({
      ...parts,
      timers: slow,
      handlers: { send },
      queue: { lease: "apart", of: { only: kinds } },
    }),
  ];
  t.after(async () => {
    goOn();
    await Promise.all(queues.map((one) => one.close()));
  });
  await store.unitOfWork(async (tx) => {
    for (let i = 0; i < 60; i += 1) await tx.schedule({ id: `s${i}`, kind: "send", dueAt: 1, data: null });
    await tx.schedule({ id: "later", kind: "send", dueAt: 2_000, data: null });
  });
  await until("the others have begun", () => isUnderWay);
  await store.unitOfWork((tx) => tx.schedule({ id: "a", kind: "expire", dueAt: 900, data: null }));
  await until("a has fired", () => fired.length > 0);
  assert.deepEqual(fired, ["a"]);
  goOn();
  // A handler whose transaction met another one runs again.
  await until("the others have", () => new Set(fired).size === 61);
  assert.equal(fired.includes("later"), false);
});

test("a timer that was set anew while its old self was read does not fire early", async (t) => {
  const { store } = await oneStore(t);
  const schedule = (dueAt: number) =>
    store.unitOfWork((tx) => tx.schedule({ id: "a", kind: "expire", dueAt, data: null }));
  await schedule(100);
  const { timers } = await store.timers.due(1_000, 10);
  await schedule(5_000);
  assert.ok(timers[0]);
  assert.equal(await store.timers.fire(timers[0], async () => assert.fail("must not run")), false);
});

test("a timer that is set anew in no trace goes on in none", async (t) => {
  const { store } = await oneStore(t);
  const timer = { id: "a", kind: "expire", dueAt: 1, data: null };
  const traceOf = async () => (await store.timers.due(1_000, 10)).timers[0]?.traceparent;
  const traceparent = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;
  await store.unitOfWork(async (tx) => tx.later(scheduleOf(timer, traceparent)));
  assert.equal(await traceOf(), traceparent);
  await store.unitOfWork((tx) => tx.schedule(timer));
  assert.equal(await traceOf(), undefined);
});
