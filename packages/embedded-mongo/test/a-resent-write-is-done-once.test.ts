import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import test from "node:test";
import { BSON } from "mongodb";
import { startEmbeddedMongo } from "../src/embedded-mongo.ts";
import { folderFor } from "./open-store.ts";
import { RawSocket } from "./raw-socket.ts";

const sessionId = () => ({ id: new BSON.UUID(randomUUID()) });
const long = (n: number) => BSON.Long.fromNumber(n);

test("a resent write is done once", async (t) => {
  const file = join(await folderFor(t), "store.db");
  const lsid = sessionId();
  const increment = {
    update: "counters",
    updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
    lsid,
    txnNumber: long(5),
    $db: "app",
  };
  const other = sessionId();
  const inTransaction = { lsid: other, txnNumber: long(1), autocommit: false, $db: "app" };
  let first: unknown;

  await t.test("on another socket", async () => {
    const store = await startEmbeddedMongo({ file });
    const [one, two] = [await RawSocket.to(store.uri), await RawSocket.to(store.uri)];
    first = await one.ask(increment);
    assert.deepEqual(await two.ask(increment), first);
    const answer = await two.ask({ find: "counters", $db: "app" });
    assert.deepEqual(answer !== "closed" && answer.cursor.firstBatch, [{ _id: 1, n: 1 }]);

    const written = await one.ask({
      insert: "counters",
      documents: [{ _id: 2 }],
      startTransaction: true,
      ...inTransaction,
    });
    assert.ok(written !== "closed" && written.ok === 1, JSON.stringify(written));
    for (const socket of [one, two]) {
      const committed = await socket.ask({ commitTransaction: 1, ...inTransaction, $db: "admin" });
      assert.ok(committed !== "closed" && committed.ok === 1, JSON.stringify(committed));
    }
    for (const socket of [one, two]) socket.close();
    await store.close();
  });

  await t.test("and after a restart", async () => {
    const store = await startEmbeddedMongo({ file });
    const raw = await RawSocket.to(store.uri);
    assert.deepEqual(await raw.ask(increment), first);
    const older = await raw.ask({ ...increment, txnNumber: long(4) });
    assert.ok(older !== "closed" && older.code === 225);
    const committed = await raw.ask({ commitTransaction: 1, ...inTransaction, $db: "admin" });
    assert.ok(committed !== "closed" && committed.ok === 1, JSON.stringify(committed));
    const unknown = await raw.ask({
      commitTransaction: 1,
      ...inTransaction,
      txnNumber: long(9),
      $db: "admin",
    });
    assert.ok(unknown !== "closed" && unknown.code === 251);
    assert.deepEqual(unknown.errorLabels, ["TransientTransactionError"]);
    raw.close();
    await store.close();
  });
});
