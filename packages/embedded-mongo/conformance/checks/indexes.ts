import type { CreateIndexesOptions, Db, Document, IndexSpecification } from "mongodb";
import type { Check } from "../check.ts";
import { exact, filled } from "../forms.ts";
import { refusal } from "../refusal.ts";
import { decimal, double, long, oid } from "../zoo.ts";

type Spec = [key: Document, options?: CreateIndexesOptions];

/** Inserts each document in turn into a collection with these indexes; answers which were refused, and how. */
function inserting(label: string, specs: Spec[], documents: Document[]): Check {
  return {
    name: `index: ${label}`,
    run: async (db) => {
      for (const [key, options] of specs)
        await exact(db).createIndex(key as IndexSpecification, options ?? {});
      const refused: unknown[] = [];
      for (const document of documents) {
        const answer = (await refusal(exact(db).insertOne({ ...document }))) as { refused?: unknown };
        if (answer.refused) refused.push(answer.refused);
      }
      const left = await exact(db)
        .find({}, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .toArray();
      return { refused, left: left.map((document) => document._id) };
    },
  };
}

function creating(label: string, act: (db: Db) => Promise<unknown>): Check {
  return { name: `index: ${label}`, run: async (db) => refusal(act(db)) };
}

/** Newer versions also tell each index's collation. */
function listed({ collation: _collation, ...index }: Document): Document {
  return index;
}

const unique = { unique: true };

export const indexes: Check[] = [
  inserting(
    "unique on one field",
    [[{ k: 1 }, unique]],
    [
      { _id: 1, k: "a" },
      { _id: 2, k: "b" },
      { _id: 3, k: "a" },
    ],
  ),
  inserting(
    "unique takes missing and null as one",
    [[{ k: 1 }, unique]],
    [{ _id: 1 }, { _id: 2 }, { _id: 3, k: null }],
  ),
  inserting(
    "unique goes by value across number types",
    [[{ k: 1 }, unique]],
    [
      { _id: 1, k: 1 },
      { _id: 2, k: double(1) },
      { _id: 3, k: decimal("1.00") },
      { _id: 4, k: long(1) },
      { _id: 5, k: true },
      { _id: 6, k: "1" },
    ],
  ),
  inserting(
    "unique is exact beyond 2^53",
    [[{ k: 1 }, unique]],
    [
      { _id: 1, k: long("9007199254740992") },
      { _id: 2, k: long("9007199254740993") },
      { _id: 3, k: decimal("9007199254740993") },
      { _id: 4, k: decimal("9007199254740993.5") },
      { _id: 5, k: double(9007199254740992) },
    ],
  ),
  inserting(
    "unique by documents goes by their order",
    [[{ k: 1 }, unique]],
    [
      { _id: 1, k: { a: 1, b: 2 } },
      { _id: 2, k: { b: 2, a: 1 } },
      { _id: 3, k: { a: double(1), b: 2 } },
    ],
  ),
  inserting(
    "unique on an array goes by element",
    [[{ k: 1 }, unique]],
    [
      { _id: 1, k: [1, 2] },
      { _id: 2, k: [2, 3] },
      { _id: 3, k: [3, 4] },
      { _id: 4, k: [5, 5] },
      { _id: 5, k: [] },
      { _id: 6, k: [] },
    ],
  ),
  inserting(
    "unique on a nested field",
    [[{ "o.k": 1 }, unique]],
    [{ _id: 1, o: { k: 1 } }, { _id: 2, o: { k: 1, x: 1 } }, { _id: 3, o: 5 }, { _id: 4 }],
  ),
  inserting(
    "unique on a field within an array",
    [[{ "items.sku": 1 }, unique]],
    [
      { _id: 1, items: [{ sku: "x" }, { sku: "x" }] },
      { _id: 2, items: [{ sku: "y" }, { sku: "x" }] },
      { _id: 3, items: [] },
      { _id: 4 },
    ],
  ),
  inserting(
    "compound unique",
    [[{ a: 1, b: -1 }, unique]],
    [
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: 1, b: 1 },
      { _id: 4, a: 1 },
      { _id: 5, a: 1 },
    ],
  ),
  inserting(
    "compound unique with an array",
    [[{ a: 1, b: 1 }, unique]],
    [
      { _id: 1, a: 1, b: [1, 2] },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: 2, b: 2 },
    ],
  ),
  inserting(
    "two arrays in one compound index are refused",
    [[{ a: 1, b: 1 }]],
    [
      { _id: 1, a: [1], b: 1 },
      { _id: 2, a: [1], b: [2] },
    ],
  ),
  inserting(
    "sparse unique lets the missing through",
    [[{ k: 1 }, { unique: true, sparse: true }]],
    [{ _id: 1 }, { _id: 2 }, { _id: 3, k: null }, { _id: 4, k: null }, { _id: 5, k: 1 }, { _id: 6, k: 1 }],
  ),
  inserting(
    "compound sparse needs one of its fields",
    [
      [
        { a: 1, b: 1 },
        { unique: true, sparse: true },
      ],
    ],
    [{ _id: 1 }, { _id: 2 }, { _id: 3, a: 1 }, { _id: 4, a: 1 }],
  ),
  inserting(
    "partial unique by type",
    [[{ k: 1 }, { unique: true, partialFilterExpression: { k: { $type: "string" } } }]],
    [{ _id: 1, k: 1 }, { _id: 2, k: 1 }, { _id: 3, k: "a" }, { _id: 4, k: "a" }, { _id: 5 }],
  ),
  inserting(
    "partial unique by another field",
    [[{ k: 1 }, { unique: true, partialFilterExpression: { open: true } }]],
    [
      { _id: 1, k: 1, open: false },
      { _id: 2, k: 1, open: true },
      { _id: 3, k: 1, open: true },
      { _id: 4, k: 1 },
    ],
  ),
  inserting(
    "partial unique by a range",
    [[{ k: 1 }, { unique: true, partialFilterExpression: { n: { $gte: 10 } } }]],
    [
      { _id: 1, k: 1, n: 9 },
      { _id: 2, k: 1, n: 10 },
      { _id: 3, k: 1, n: 11 },
      { _id: 4, k: 1, n: "a" },
    ],
  ),
  inserting(
    "a duplicate key of an ObjectId",
    [[{ owner: 1 }, unique]],
    [
      { _id: 1, owner: oid(5) },
      { _id: 2, owner: oid(5) },
    ],
  ),
  inserting(
    "a duplicate key of a date and a document",
    [[{ at: 1, o: 1 }, unique]],
    [
      { _id: 1, at: new Date(0), o: { a: [1, "x"] } },
      { _id: 2, at: new Date(0), o: { a: [1, "x"] } },
    ],
  ),
  inserting(
    "the first of two unique indexes is named",
    [
      [{ a: 1 }, unique],
      [{ b: 1 }, unique],
    ],
    [
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 1 },
      { _id: 3, a: 2, b: 1 },
    ],
  ),
  inserting("a duplicate _id", [], [{ _id: 1 }, { _id: 1 }, { _id: "a" }, { _id: "a" }]),
  {
    name: "index: an update into a duplicate changes nothing",
    run: async (db) => {
      const collection = await filled(
        db,
        [
          { _id: 1, k: "a" },
          { _id: 2, k: "b" },
        ],
        [{ key: { k: 1 }, name: "k", unique: true }],
      );
      const answer = await refusal(collection.updateOne({ _id: 2 as never }, { $set: { k: "a", more: 1 } }));
      return { answer, stored: await collection.find().sort({ _id: 1 }).toArray() };
    },
  },
  {
    name: "index: a key that was given up can be taken",
    run: async (db) => {
      const collection = await filled(
        db,
        [
          { _id: 1, k: "a" },
          { _id: 2, k: "b" },
        ],
        [{ key: { k: 1 }, name: "k", unique: true }],
      );
      await collection.updateOne({ _id: 1 as never }, { $set: { k: "c" } });
      await collection.updateOne({ _id: 2 as never }, { $set: { k: "a" } });
      await collection.deleteOne({ _id: 1 as never });
      await collection.insertOne({ _id: 3 as never, k: "c" });
      return collection.find().sort({ _id: 1 }).toArray();
    },
  },
  {
    name: "index: a document that leaves a partial filter leaves the index",
    run: async (db) => {
      const collection = await filled(
        db,
        [{ _id: 1, k: 1, open: true }],
        [{ key: { k: 1 }, name: "k", unique: true, partialFilterExpression: { open: true } }],
      );
      await collection.updateOne({}, { $set: { open: false } });
      await collection.insertOne({ _id: 2 as never, k: 1, open: true });
      return {
        open: await collection.countDocuments({ k: 1, open: true }),
        all: await collection.countDocuments({ k: 1 }),
      };
    },
  },
  {
    name: "index: what is listed",
    run: async (db) => {
      const collection = exact(db);
      await collection.createIndex({ a: 1 });
      await collection.createIndex({ a: 1, b: -1 }, { unique: true });
      await collection.createIndex({ "o.p": 1 }, { sparse: true, name: "mine" });
      await collection.createIndex(
        { k: 1 },
        { unique: true, partialFilterExpression: { k: { $type: "string" } } },
      );
      await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
      return (await collection.indexes()).map(listed);
    },
  },
  {
    name: "index: what createIndexes answers",
    run: async (db) => {
      await db.createCollection("c");
      const indexes = [{ key: { a: 1 }, name: "a_1" }];
      const first = await db.command({ createIndexes: "c", indexes });
      const again = await db.command({ createIndexes: "c", indexes });
      const pick = ({ numIndexesBefore, numIndexesAfter, note }: Document) => ({
        numIndexesBefore,
        numIndexesAfter,
        note,
      });
      return [pick(first), pick(again)];
    },
  },
  creating("made on a collection that there is not makes it", async (db) => {
    const name = await exact(db, "fresh").createIndex({ a: 1 });
    return [name, (await db.listCollections().toArray()).map((each) => each.name)];
  }),
  creating("the same again is no matter", async (db) => [
    await exact(db).createIndex({ a: 1 }),
    await exact(db).createIndex({ a: 1 }),
  ]),
  creating("the same name with another key", async (db) => {
    await exact(db).createIndex({ a: 1 }, { name: "x" });
    return exact(db).createIndex({ b: 1 }, { name: "x" });
  }),
  creating("the same key with other options", async (db) => {
    await exact(db).createIndex({ a: 1 });
    return exact(db).createIndex({ a: 1 }, { unique: true });
  }),
  creating("the same key under another name", async (db) => {
    await exact(db).createIndex({ a: 1 });
    return exact(db).createIndex({ a: 1 }, { name: "other" });
  }),
  creating("unique over duplicates that exist", async (db) => {
    const collection = await filled(db, [
      { _id: 1, k: 1 },
      { _id: 2, k: 1 },
    ]);
    return collection.createIndex({ k: 1 }, { unique: true });
  }),
  creating("unique over duplicates leaves no index", async (db) => {
    const collection = await filled(db, [
      { _id: 1, k: 1 },
      { _id: 2, k: 1 },
    ]);
    await collection.createIndex({ k: 1 }, { unique: true }).catch(() => {});
    return (await collection.indexes()).map((index) => index.name);
  }),
  creating("a direction of zero", (db) => exact(db).createIndex({ a: 0 as 1 })),
  creating("no key", (db) => db.command({ createIndexes: "c", indexes: [{ key: {}, name: "none" }] })),
  creating("a partial filter with an operator that it cannot have", (db) =>
    exact(db).createIndex({ a: 1 }, { partialFilterExpression: { a: { $not: { $gt: 1 } } } }),
  ),
  creating("sparse and partial together", (db) =>
    exact(db).createIndex({ a: 1 }, { sparse: true, partialFilterExpression: { a: 1 } }),
  ),
  creating("dropped by name", async (db) => {
    await exact(db).createIndex({ a: 1 });
    await exact(db).dropIndex("a_1");
    return (await exact(db).indexes()).map((index) => index.name);
  }),
  creating("all dropped but _id", async (db) => {
    await exact(db).createIndexes([{ key: { a: 1 } }, { key: { b: 1 } }]);
    await exact(db).dropIndexes();
    return (await exact(db).indexes()).map((index) => index.name);
  }),
  creating("one that there is not cannot be dropped", async (db) => {
    await db.createCollection("c");
    return exact(db).dropIndex("nothing");
  }),
  creating("_id cannot be dropped", async (db) => {
    await db.createCollection("c");
    return exact(db).dropIndex("_id_");
  }),
  creating("a hint by name", async (db) => {
    const collection = await filled(
      db,
      [
        { _id: 1, a: 2 },
        { _id: 2, a: 1 },
      ],
      [{ key: { a: 1 }, name: "a" }],
    );
    return collection.find({ a: { $gt: 0 } }, { hint: "a", sort: { a: 1 } }).toArray();
  }),
  creating("a hint that there is not", async (db) =>
    (await filled(db, [{ _id: 1 }])).find({}, { hint: "nothing" }).toArray(),
  ),
  creating("listed of a collection that there is not", (db) => exact(db, "nothing").indexes()),
];
