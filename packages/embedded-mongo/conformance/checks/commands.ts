import type { Check } from "../check.ts";
import { exact, filled } from "../forms.ts";
import { refusal } from "../refusal.ts";

const documents = [
  { _id: 1, k: "a", tags: ["x", "y"], o: { p: 1 } },
  { _id: 2, k: "b", tags: ["y"], o: { p: 2 } },
  { _id: 3, k: "a", tags: [], o: [{ p: 3 }, { p: 1 }] },
  { _id: 4, tags: null },
];

export const commands: Check[] = [
  { name: "command: ping", run: async (db) => (await db.command({ ping: 1 })).ok },
  {
    name: "command: countDocuments with skip and limit",
    run: async (db) => {
      const collection = await filled(db, documents);
      return [
        await collection.countDocuments(),
        await collection.countDocuments({ k: "a" }),
        await collection.countDocuments({}, { skip: 1, limit: 2 }),
        await collection.countDocuments({ k: "none" }),
      ];
    },
  },
  {
    name: "command: estimatedDocumentCount",
    run: async (db) => (await filled(db, documents)).estimatedDocumentCount(),
  },
  {
    name: "command: count",
    run: async (db) => {
      await filled(db, documents);
      return [
        (await db.command({ count: "c", query: { k: "a" } })).n,
        (await db.command({ count: "none" })).n,
      ];
    },
  },
  {
    name: "command: distinct",
    run: async (db) => {
      const collection = await filled(db, documents);
      return {
        values: (await collection.distinct("k")).sort(),
        elements: (await collection.distinct("tags")).map(String).sort(),
        nested: (await collection.distinct("o.p")).map(Number).sort(),
        filtered: await collection.distinct("k", { _id: { $gt: 2 as never } }),
        none: await collection.distinct("nothing"),
      };
    },
  },
  {
    name: "command: collections are listed",
    run: async (db) => {
      await db.createCollection("made");
      await exact(db, "written").insertOne({ a: 1 });
      const listed = await db.listCollections().toArray();
      const only = await db.listCollections({ name: "made" }, { nameOnly: true }).toArray();
      return {
        names: listed.map((each) => [each.name, each.type]).sort(),
        only: only.map((each) => each.name),
      };
    },
  },
  {
    name: "command: a collection made twice",
    run: async (db) =>
      refusal(
        db
          .createCollection("c")
          .then(() => db.createCollection("c"))
          .then(() => "made"),
      ),
  },
  {
    name: "command: a collection made twice with other options",
    run: async (db) =>
      refusal(
        db
          .createCollection("c")
          .then(() => db.createCollection("c", { capped: true, size: 4096 }))
          .then(() => "made"),
      ),
  },
  {
    name: "command: drop",
    run: async (db) => {
      const collection = await filled(db, documents, [{ key: { k: 1 }, name: "k" }]);
      const dropped = await collection.drop();
      await collection.insertOne({ _id: 1 as never });
      return {
        dropped,
        left: await collection.countDocuments(),
        indexes: (await collection.indexes()).length,
      };
    },
  },
  { name: "command: drop of nothing", run: async (db) => refusal(db.command({ drop: "nothing" })) },
  {
    name: "command: two databases are apart",
    run: async (db, { client }) => {
      const other = client.db("conformance_other");
      await other.dropDatabase();
      await exact(db).insertOne({ _id: 1 as never });
      const seen = await other.collection("c").countDocuments();
      await exact(other).insertOne({ _id: 2 as never });
      const names = (await client.db("admin").admin().listDatabases()).databases.map((each) => each.name);
      await other.dropDatabase();
      return [
        seen,
        names.includes("conformance"),
        names.includes("conformance_other"),
        await exact(db).countDocuments(),
      ];
    },
  },
  { name: "command: one that there is not", run: (db) => refusal(db.command({ frobnicate: 1 })) },
  {
    name: "command: find with an unknown field",
    run: (db) => refusal(db.command({ find: "c", frobnicate: 1 })),
  },
  { name: "command: insert of nothing", run: (db) => refusal(db.command({ insert: "c", documents: [] })) },
  { name: "command: update of nothing", run: (db) => refusal(db.command({ update: "c", updates: [] })) },
  {
    name: "command: delete without a limit",
    run: (db) => refusal(db.command({ delete: "c", deletes: [{ q: {} }] })),
  },
  { name: "command: a filter of the wrong type", run: (db) => refusal(db.command({ find: "c", filter: 5 })) },
  {
    name: "command: a limit of the wrong type",
    run: (db) => refusal(db.command({ find: "c", limit: "many" })),
  },
  { name: "command: an empty collection name", run: (db) => refusal(db.command({ find: "" })) },
  {
    name: "command: what an insert, an update and a delete answer",
    run: async (db) => {
      const pick = ({ n, nModified, upserted, ok, writeErrors }: Record<string, unknown>) => ({
        n,
        nModified,
        upserted,
        ok,
        writeErrors: (writeErrors as object[] | undefined)?.length,
      });
      return [
        pick(await db.command({ insert: "c", documents: [{ _id: 1 }, { _id: 2 }] })),
        pick(await db.command({ insert: "c", documents: [{ _id: 1 }, { _id: 3 }], ordered: false })),
        pick(await db.command({ update: "c", updates: [{ q: { _id: 1 }, u: { $set: { a: 1 } } }] })),
        pick(
          await db.command({
            update: "c",
            updates: [{ q: { _id: 9 }, u: { $set: { a: 1 } }, upsert: true }],
          }),
        ),
        pick(await db.command({ delete: "c", deletes: [{ q: {}, limit: 0 }] })),
      ];
    },
  },
  {
    name: "command: hello tells the limits",
    run: async (db) => {
      const hello = await db.command({ hello: 1 });
      return [
        hello.maxBsonObjectSize,
        hello.maxMessageSizeBytes,
        hello.maxWriteBatchSize,
        hello.isWritablePrimary,
      ];
    },
  },
];
