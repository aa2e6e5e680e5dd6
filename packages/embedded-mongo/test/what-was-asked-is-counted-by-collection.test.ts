import assert from "node:assert/strict";
import { test } from "node:test";
import { openStore } from "./open-store.ts";

test("each command counts under its name and its collection, and one about none under its name", async (t) => {
  const { store, client } = await openStore(t);
  const orders = client.db("app").collection<{ _id: number }>("orders");
  await client.withSession((session) =>
    session.withTransaction(async () => {
      await orders.insertMany(
        [1, 2, 3].map((_id) => ({ _id })),
        { session },
      );
    }),
  );
  assert.equal((await orders.find({}, { batchSize: 2 }).toArray()).length, 3);
  const { commands } = await store.stats();
  const {
    "insert orders": inserts,
    "find orders": finds,
    "getMore orders": more,
    commitTransaction,
  } = commands;
  assert.deepEqual(
    { inserts, finds, more, commitTransaction },
    { inserts: 1, finds: 1, more: 1, commitTransaction: 1 },
  );
});
