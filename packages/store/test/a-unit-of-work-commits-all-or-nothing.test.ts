import assert from "node:assert/strict";
import { test } from "node:test";
import mongoose from "mongoose";
import { oneStore } from "./support/one-store.ts";
import { readyEvent } from "./support/sample-events.ts";

const schema = new mongoose.Schema({ _id: String, state: String });

test("state, event and timer of a unit of work are there together or not at all", async (t) => {
  const { store } = await oneStore(t);
  const orders = store.model("Order", schema);
  await store.migrate([]);
  const db = store.connection.db;
  const counts = async () => [
    await orders.countDocuments(),
    await db?.collection("_outbox").countDocuments(),
    await db?.collection("_timers").countDocuments(),
  ];
  const place = (fail: boolean) =>
    store.unitOfWork(async (tx) => {
      await orders.create([{ _id: "a", state: "PLACED" }], { session: tx.session });
      tx.publish(readyEvent(1));
      await tx.schedule({ id: "a:expires", kind: "expire", dueAt: 0, data: {} });
      if (fail) throw new Error("thought better of it");
      return "placed";
    });
  const heard: unknown[] = [];
  store.onCommit((committed) => heard.push(committed));

  await assert.rejects(place(true), /thought better of it/);
  assert.deepEqual(await counts(), [0, 0, 0]);
  assert.deepEqual(heard, [], "nobody is told of what was not committed");

  assert.equal(await place(false), "placed");
  assert.deepEqual(await counts(), [1, 1, 1]);
  assert.deepEqual(heard, [{ published: 1, scheduled: 1, soonestAt: 0 }]);
});

test("units of work that race for one document all get through, none is lost", async (t) => {
  const { store, again } = await oneStore(t);
  const other = await again();
  const increment = (by: typeof store) =>
    by.unitOfWork(async ({ session }) => {
      const counters = by.connection.collection<{ _id: string; n: number }>("counters");
      const before = await counters.findOne({ _id: "c" }, { session });
      await counters.updateOne(
        { _id: "c" },
        { $set: { n: (before?.n ?? 0) + 1 } },
        { session, upsert: true },
      );
    });
  await Promise.all(Array.from({ length: 60 }, (_, i) => increment(i % 2 ? store : other)));
  const counter = await store.connection
    .collection<{ _id: string; n: number }>("counters")
    .findOne({ _id: "c" });
  assert.equal(counter?.n, 60);
});
