import assert from "node:assert/strict";
import test from "node:test";
import type { Document } from "mongodb";
import { openStore } from "./open-store.ts";

const name = "a\0b";
const pipeline = (stage: Document): Document => ({ aggregate: "c", pipeline: [stage], cursor: {} });

/** Names that come as a string's value: a driver lets them through, where it refuses such a field name. */
const commands: [Document, code: number][] = [
  [{ distinct: "c", key: name }, 31032],
  [pipeline({ $count: name }), 40159],
  [pipeline({ $unset: name }), 16411],
  [pipeline({ $unwind: `$${name}` }), 16419],
  [pipeline({ $unwind: { path: "$a", includeArrayIndex: name } }), 16411],
  [pipeline({ $group: { _id: `$${name}` } }), 16411],
  [pipeline({ $project: { x: `$$ROOT.${name}` } }), 16411],
  [{ find: "c", filter: { $expr: { $eq: [`$${name}`, 1] } } }, 16411],
  [{ createIndexes: "c", indexes: [{ key: { z: 1 }, name }] }, 67],
];

test("a zero byte in a name is refused, and nobody waits for ever", async (t) => {
  const { client } = await openStore(t);
  const db = client.db("app");
  const things = db.collection<{ _id: number; a?: number }>("c");
  await things.insertOne({ _id: 1, a: 0 });
  for (const [command, code] of commands)
    await t.test(JSON.stringify(command), () => assert.rejects(db.command(command), { code }));
  await t.test("$rename", () =>
    assert.rejects(things.updateOne({ _id: 1 }, { $rename: { a: "z\0" } }), { code: 2 }),
  );
  assert.deepEqual(await things.find().toArray(), [{ _id: 1, a: 0 }]);
});
