import assert from "node:assert/strict";
import test from "node:test";
import type { ClientSession, MongoClient, MongoServerError } from "mongodb";
import { openStore, until } from "./open-store.ts";

type Counter = { _id: string; n: number };

async function inTransaction(client: MongoClient, work: (session: ClientSession) => Promise<unknown>) {
  await client.withSession((session) => session.withTransaction(() => work(session)));
}

test("transactions wait their turn and lose nothing", async (t) => {
  const { store, client } = await openStore(t);
  const counters = client.db("app").collection<Counter>("counters");
  const reset = async () => {
    await counters.deleteMany({});
    await counters.insertMany([
      { _id: "a", n: 0 },
      { _id: "b", n: 0 },
    ]);
  };

  await t.test("eight at once that only write never conflict", async () => {
    await reset();
    let attempts = 0;
    const one = () =>
      inTransaction(client, async (session) => {
        attempts++;
        await counters.updateOne({ _id: "a" }, { $inc: { n: 1 } }, { session });
        await counters.updateOne({ _id: "b" }, { $inc: { n: 1 } }, { session });
      });
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let i = 0; i < 10; i++) await one();
      }),
    );
    assert.equal(attempts, 80);
    assert.deepEqual(await counters.find().sort({ _id: 1 }).toArray(), [
      { _id: "a", n: 80 },
      { _id: "b", n: 80 },
    ]);
  });

  await t.test("what was read and then written by another is a conflict, and no update is lost", async () => {
    await reset();
    const one = () =>
      inTransaction(client, async (session) => {
        const found = await counters.findOne({ _id: "a" }, { session });
        await counters.updateOne({ _id: "a" }, { $set: { n: found!.n + 1 } }, { session });
      });
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let i = 0; i < 5; i++) await one();
      }),
    );
    assert.equal((await counters.findOne({ _id: "a" }))?.n, 30);
  });

  await t.test(
    "what was read stays the same until the end, and unrelated writes do not disturb",
    async () => {
      await reset();
      const session = client.startSession();
      session.startTransaction();
      assert.equal((await counters.findOne({ _id: "a" }, { session }))?.n, 0);
      await counters.updateOne({ _id: "b" }, { $inc: { n: 5 } });
      assert.equal((await counters.findOne({ _id: "b" }, { session }))?.n, 0);
      await session.abortTransaction();

      session.startTransaction();
      assert.equal((await counters.findOne({ _id: "a" }, { session }))?.n, 0);
      await counters.updateOne({ _id: "b" }, { $inc: { n: 5 } });
      await counters.updateOne({ _id: "a" }, { $set: { n: 1 } }, { session });
      await session.commitTransaction();
      await session.endSession();
      assert.deepEqual(await counters.find().sort({ _id: 1 }).toArray(), [
        { _id: "a", n: 1 },
        { _id: "b", n: 10 },
      ]);
    },
  );

  await t.test("a plain write waits for the transaction, a plain read does not", async () => {
    await reset();
    const session = client.startSession();
    session.startTransaction();
    await counters.updateOne({ _id: "a" }, { $inc: { n: 1 } }, { session });
    let written = false;
    const write = counters.updateOne({ _id: "a" }, { $inc: { n: 10 } }).then(() => {
      written = true;
    });
    await until("the write waits", async () => (await store.stats()).lockQueue === 1);
    assert.equal((await counters.findOne({ _id: "a" }))?.n, 0);
    assert.equal(written, false);
    await session.commitTransaction();
    await write;
    await session.endSession();
    assert.equal((await counters.findOne({ _id: "a" }))?.n, 11);
  });

  await t.test("a duplicate key ends it and undoes the rest", async () => {
    await reset();
    await assert.rejects(
      inTransaction(client, async (session) => {
        await counters.insertOne({ _id: "c", n: 1 }, { session });
        await counters.insertOne({ _id: "a", n: 1 }, { session });
      }),
      { code: 11000 },
    );
    assert.equal(await counters.countDocuments(), 2);
    assert.equal((await store.stats()).openTransactions, 0);
  });
});

test("an abandoned transaction ends by itself", async (t) => {
  const { client } = await openStore(t, { transactionLifetimeMs: 1000 });
  const counters = client.db("app").collection<Counter>("counters");
  await counters.insertOne({ _id: "a", n: 0 });
  const session = client.startSession();
  session.startTransaction();
  await counters.updateOne({ _id: "a" }, { $inc: { n: 1 } }, { session });
  await counters.updateOne({ _id: "a" }, { $inc: { n: 10 } });
  assert.equal((await counters.findOne({ _id: "a" }))?.n, 10);
  await assert.rejects(session.commitTransaction(), { code: 251 });
  await session.endSession();
});

test("a client that is silent with the write lock in hand keeps it only while nobody waits", async (t) => {
  const { store, client } = await openStore(t, { silentWriterMs: 500 });
  const counters = client.db("app").collection<Counter>("counters");
  await counters.insertOne({ _id: "a", n: 0 });
  const session = client.startSession();
  session.startTransaction();
  await counters.updateOne({ _id: "a" }, { $inc: { n: 1 } }, { session });
  // Longer than it may be silent while others wait.
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal((await store.stats()).openTransactions, 1);

  const askedAt = performance.now();
  await counters.updateOne({ _id: "a" }, { $inc: { n: 10 } });
  assert.ok(performance.now() - askedAt < 30_000, "half of what a transaction may last");
  assert.equal((await counters.findOne({ _id: "a" }))?.n, 10);
  await assert.rejects(
    session.commitTransaction(),
    (error: MongoServerError) => error.code === 251 && error.hasErrorLabel("TransientTransactionError"),
  );
  await session.endSession();
});
