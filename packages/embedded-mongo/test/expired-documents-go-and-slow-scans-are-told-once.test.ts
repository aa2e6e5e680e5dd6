import assert from "node:assert/strict";
import test from "node:test";
import { openStore, until } from "./open-store.ts";

test("expired documents go, slow scans are told once", async (t) => {
  const said: [string, Record<string, unknown>][] = [];
  const { client, store } = await openStore(t, {
    ttlSweepMs: 50,
    production: true,
    onLog: (event, fields) => said.push([event, fields]),
  });
  const db = client.db("app");

  await t.test("a TTL index removes what is past its time, and nothing else", async () => {
    const things = db.collection<{ _id: number; at?: unknown }>("things");
    await things.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
    await things.insertMany([
      { _id: 1, at: ago(120) },
      { _id: 2, at: ago(30) },
      { _id: 3, at: "long ago" },
      { _id: 4 },
      { _id: 5, at: [ago(10), ago(300)] },
    ]);
    await until("two are gone", async () => (await things.countDocuments()) === 3);
    assert.deepEqual(
      (await things.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id),
      [2, 3, 4],
    );
  });

  await t.test("a scan of more than 1,000 documents is logged once, without its values", async () => {
    const many = db.collection("many");
    await many.insertMany(Array.from({ length: 1500 }, (_, n) => ({ n, secret: "card 4111" })));
    for (let i = 0; i < 3; i++) await many.find({ secret: `card ${i}`, n: { $gt: i } }).toArray();
    const scans = said.filter(([event]) => event === "store.slow-scan");
    assert.deepEqual(scans, [
      [
        "store.slow-scan",
        { collection: "app.many", filter: "{secret: string, n: {$gt: int}}", examined: 1500, index: "none" },
      ],
    ]);
  });

  await t.test("production is noted once", () => {
    assert.equal(said.filter(([event]) => event === "store.production-notice").length, 1);
  });

  await t.test("after closing nothing is promised any more", async () => {
    await client.close();
    await store.close();
    await assert.rejects(store.stats(), { code: "CLOSED" });
    await store.close();
  });
});
