import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Document, MongoClient, MongoServerError } from "mongodb";
import { withEmbeddedEngine } from "./embedded-engine.ts";

const aggregate = (...pipeline: Document[]) => ({ aggregate: "c", pipeline, cursor: {} });
const find = (filter: Document, options: Document = {}) => ({ find: "c", filter, ...options });
const update = (u: Document, options: Document = {}) => ({
  update: "c",
  updates: [{ q: {}, u, ...options }],
});
const index = (key: Document, options: Document = {}) => ({
  createIndexes: "c",
  indexes: [{ key, name: "i", ...options }],
});

const refused: Record<string, Document> = {
  $text: find({ $text: { $search: "a" } }),
  $where: find({ $where: "true" }),
  $jsonSchema: find({ $jsonSchema: {} }),
  $near: find({ a: { $near: [0, 0] } }),
  $geoWithin: find({ a: { $geoWithin: { $box: [] } } }),
  collation: find({}, { collation: { locale: "ko" } }),
  $lookup: aggregate({ $lookup: { from: "d", localField: "a", foreignField: "b", as: "c" } }),
  $facet: aggregate({ $facet: { a: [] } }),
  $graphLookup: aggregate({ $graphLookup: {} }),
  $unionWith: aggregate({ $unionWith: "d" }),
  $merge: aggregate({ $merge: "d" }),
  $out: aggregate({ $out: "d" }),
  $changeStream: aggregate({ $changeStream: {} }),
  $setWindowFields: aggregate({ $setWindowFields: { output: {} } }),
  $function: aggregate({ $project: { a: { $function: { body: "", args: [], lang: "js" } } } }),
  $stdDevPop: aggregate({ $group: { _id: 1, a: { $stdDevPop: "$a" } } }),
  $bit: update({ $bit: { a: { and: 1 } } }),
  text: index({ a: "text" }),
  "2dsphere": index({ a: "2dsphere" }),
  hashed: index({ a: "hashed" }),
  mapReduce: { mapReduce: "c", map: "", reduce: "", out: { inline: 1 } },
  capped: { create: "capped", capped: true, size: 4096 },
  validator: { create: "checked", validator: { a: 1 } },
  frobnicate: { frobnicate: 1 },
};

describe("what is not implemented is refused by name", () => {
  const done = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<MongoClient>();
  let engine: Promise<void>;
  let client: MongoClient;

  before(async () => {
    engine = withEmbeddedEngine(async (uri) => {
      opened.resolve(await MongoClient.connect(uri));
      await done.promise;
    });
    client = await opened.promise;
    await client.db("app").collection("c").insertOne({ a: 1 });
  });
  after(async () => {
    await client.close();
    done.resolve();
    await engine;
  });

  for (const [name, command] of Object.entries(refused)) {
    it(name, async () => {
      await assert.rejects(client.db("app").command(command), (error) => {
        assert.ok(error instanceof MongoServerError);
        assert.equal(typeof error.code, "number");
        assert.ok(error.message.includes(name), `"${error.message}" does not name ${name}`);
        return true;
      });
    });
  }
});
