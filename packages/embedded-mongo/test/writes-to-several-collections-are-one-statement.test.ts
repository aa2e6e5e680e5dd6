import assert from "node:assert/strict";
import { test } from "node:test";
import type { Document } from "mongodb";
import { openStore } from "./open-store.ts";

test("one statement inserts, updates and deletes in several collections, and says what each did", async (t) => {
  const { client } = await openStore(t);
  const db = client.db("app");
  await db.collection<{ _id: number; n: number }>("a").insertMany([
    { _id: 1, n: 1 },
    { _id: 2, n: 2 },
  ]);
  const answer = await client.db("admin").command({
    bulkWrite: 1,
    nsInfo: [{ ns: "app.a" }, { ns: "app.b" }],
    ops: [
      { insert: 1, document: { _id: 9 } },
      { update: 0, filter: { _id: 1 }, updateMods: { $inc: { n: 5 } }, multi: false },
      { update: 0, filter: { _id: 7, n: 1 }, updateMods: { n: 0 }, upsert: false },
      { update: 1, filter: { _id: 3 }, updateMods: { $set: { x: 1 } }, upsert: true },
      { delete: 0, filter: { _id: 2 }, multi: false },
    ],
  });
  const { nInserted, nMatched, nModified, nUpserted, nDeleted, nErrors, cursor } = answer;
  assert.deepEqual([nInserted, nMatched, nModified, nUpserted, nDeleted, nErrors], [1, 1, 1, 1, 1, 0]);
  assert.deepEqual(
    cursor.firstBatch.map(({ ok, idx, n }: Document) => [ok, idx, n]),
    [
      [1, 0, 1],
      [1, 1, 1],
      [1, 2, 0],
      [1, 3, 1],
      [1, 4, 1],
    ],
  );
  assert.deepEqual(await db.collection("a").find().toArray(), [{ _id: 1, n: 6 }]);
  assert.deepEqual(await db.collection("b").find().sort({ _id: 1 }).toArray(), [
    { _id: 3, x: 1 },
    { _id: 9 },
  ]);
});

test("in a transaction it stands or falls with it, and a key that is taken ends it", async (t) => {
  const { client } = await openStore(t);
  const a = client.db("app").collection<{ _id: number }>("a");
  await a.insertOne({ _id: 1 });
  const insert = (...ids: number[]) => ({
    bulkWrite: 1,
    nsInfo: [{ ns: "app.a" }],
    ops: ids.map((_id) => ({ insert: 0, document: { _id } })),
  });
  const run = (command: Document) =>
    client.withSession((session) =>
      session.withTransaction(async () => {
        const { cursor } = await client.db("admin").command(command, { session });
        const failed = cursor.firstBatch.find(({ ok }: Document) => ok === 0);
        if (failed) throw new Error(`${failed.code} at ${failed.idx}`);
      }),
    );
  await assert.rejects(run(insert(2, 1, 3)), /11000 at 1/);
  assert.deepEqual(await a.find().toArray(), [{ _id: 1 }]);
  await run(insert(2, 3));
  assert.equal(await a.countDocuments(), 3);
});

test("what is wrong with its form is refused, and nothing is written", async (t) => {
  const { client } = await openStore(t);
  const admin = client.db("admin");
  const one = { insert: 0, document: { _id: 1 } };
  const nsInfo = [{ ns: "app.a" }];
  for (const [command, code] of [
    [{ bulkWrite: 1, nsInfo, ops: [] }, 16],
    [{ bulkWrite: 1, nsInfo, ops: [one, { insert: 1, document: {} }] }, 2],
    [{ bulkWrite: 1, nsInfo: [{ ns: "app" }], ops: [one] }, 73],
    [{ bulkWrite: 1, nsInfo: [{ ns: "app.$x" }], ops: [one] }, 73],
    [{ bulkWrite: 1, nsInfo, ops: [{ ...one, extra: 1 }] }, 40415],
    [{ bulkWrite: 1, nsInfo, ops: [{ replace: 0 }] }, 40415],
    [{ bulkWrite: 1, nsInfo }, 40414],
  ] as const)
    await assert.rejects(admin.command(command), { code });
  await assert.rejects(client.db("app").command({ bulkWrite: 1, nsInfo, ops: [one] }), { code: 13 });
  assert.equal(await client.db("app").collection("a").countDocuments(), 0);
});
