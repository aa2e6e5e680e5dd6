import assert from "node:assert/strict";
import test from "node:test";
import type { Document } from "mongodb";
import { openStore } from "./open-store.ts";

const refused: [what: string, code: number, command: Document][] = [
  ["mapReduce", 59, { mapReduce: "c" }],
  ["fsync", 59, { fsync: 1 }],
  ["nonsense", 40415, { find: "c", nonsense: 1 }],
  ["collation", 115, { find: "c", collation: { locale: "de" } }],
  ["let", 115, { find: "c", let: { x: 1 } }],
  ["tailable", 115, { find: "c", tailable: true }],
  ["linearizable", 115, { find: "c", readConcern: { level: "linearizable" } }],
  ["'w'", 100, { insert: "c", documents: [{}], writeConcern: { w: 3 } }],
  ["$where", 115, { find: "c", filter: { $where: "1" } }],
  ["$near", 115, { find: "c", filter: { a: { $near: [0, 0] } } }],
  ["$nonsense", 2, { find: "c", filter: { a: { $nonsense: 1 } } }],
  ["$nonsense", 2, { find: "c", filter: { $nonsense: 1 } }],
  ["$lookup", 40324, { aggregate: "c", pipeline: [{ $lookup: {} }], cursor: {} }],
  ["$out", 40324, { aggregate: "c", pipeline: [{ $out: "d" }], cursor: {} }],
  ["$changeStream", 40324, { aggregate: "c", pipeline: [{ $changeStream: {} }], cursor: {} }],
  ["$reduce", 168, { aggregate: "c", pipeline: [{ $group: { _id: { $reduce: 1 } } }], cursor: {} }],
  [
    "$stdDevPop",
    15952,
    { aggregate: "c", pipeline: [{ $group: { _id: 1, x: { $stdDevPop: "$a" } } }], cursor: {} },
  ],
  ["text", 115, { createIndexes: "c", indexes: [{ key: { a: "text" }, name: "t" }] }],
  ["hidden", 40415, { createIndexes: "c", indexes: [{ key: { a: 1 }, name: "t", hidden: true }] }],
  ["'a.0'", 115, { find: "c", sort: { "a.0": 1 } }],
  ["capped", 115, { create: "d", capped: true }],
  ["validator", 115, { create: "d", validator: {} }],
];

test("what is not implemented is refused by name", async (t) => {
  const { client } = await openStore(t);
  const db = client.db("app");
  await db.collection("c").insertMany([{ a: 1 }, { a: [1] }]);
  for (const [what, code, command] of refused)
    await t.test(JSON.stringify(command), async () => {
      await assert.rejects(db.command(command), (error: Error & { code?: number }) => {
        assert.equal(error.code, code);
        assert.ok(error.message.includes(what), error.message);
        return true;
      });
    });
  await t.test("an update operator", async () => {
    await assert.rejects(db.collection("c").updateOne({}, { $bit: { a: { and: 1 } } } as Document), {
      code: 9,
      message: /\$bit/,
    });
  });
});
