import type { AnyBulkWriteOperation, Document } from "mongodb";
import type { Check } from "../check.ts";
import { exact, filled } from "../forms.ts";
import { refusal } from "../refusal.ts";

const start = [
  { _id: 1, k: "a", n: 1 },
  { _id: 2, k: "b", n: 2 },
];
const uniqueKey = [{ key: { k: 1 }, name: "k", unique: true }];

function bulk(label: string, operations: Document[], ordered = true): Check {
  return {
    name: `bulk: ${label}`,
    run: async (db) => {
      const collection = await filled(db, start, uniqueKey);
      const counts = await collection.bulkWrite(operations as AnyBulkWriteOperation[], { ordered }).then(
        (r) => [
          r.insertedCount,
          r.matchedCount,
          r.modifiedCount,
          r.deletedCount,
          r.upsertedCount,
          r.upsertedIds,
        ],
        (error) => refusal(Promise.reject(error)),
      );
      return { counts, stored: await collection.find().sort({ _id: 1 }).toArray() };
    },
  };
}

function many(label: string, documents: Document[], ordered: boolean): Check {
  return {
    name: `bulk: ${label}`,
    run: async (db) => {
      const collection = await filled(db, start, uniqueKey);
      const answer = await refusal(collection.insertMany(documents, { ordered }));
      return { answer, stored: await collection.find().sort({ _id: 1 }).toArray() };
    },
  };
}

const insert = (document: Document) => ({ insertOne: { document } });
const mixed = [
  insert({ _id: 3, k: "c" }),
  { updateOne: { filter: { k: "a" }, update: { $inc: { n: 1 } } } },
  { updateMany: { filter: {}, update: { $set: { seen: true } } } },
  { updateOne: { filter: { _id: 9 }, update: { $set: { k: "z" } }, upsert: true } },
  { replaceOne: { filter: { _id: 2 }, replacement: { k: "bb" } } },
  { deleteOne: { filter: { _id: 3 } } },
  { deleteMany: { filter: { k: "none" } } },
];
const failing = [
  insert({ _id: 3, k: "c" }),
  insert({ _id: 4, k: "a" }),
  insert({ _id: 5, k: "e" }),
  insert({ _id: 3, k: "f" }),
];

export const bulkWrites: Check[] = [
  bulk("all kinds in order", mixed),
  bulk("all kinds in any order", mixed, false),
  bulk("ordered stops at the first failure", failing),
  bulk("unordered goes on", failing, false),
  bulk("an update into a duplicate, ordered", [
    { updateOne: { filter: { _id: 2 }, update: { $set: { k: "a" } } } },
    insert({ _id: 3, k: "c" }),
  ]),
  bulk(
    "an update into a duplicate, unordered",
    [{ updateOne: { filter: { _id: 2 }, update: { $set: { k: "a" } } } }, insert({ _id: 3, k: "c" })],
    false,
  ),
  bulk("a wrong type among others", [
    { updateOne: { filter: { _id: 1 }, update: { $inc: { k: 1 } } } },
    { updateOne: { filter: { _id: 2 }, update: { $inc: { n: 1 } } } },
  ]),
  bulk("updateMany that fails half way", [{ updateMany: { filter: {}, update: { $set: { k: "same" } } } }]),
  bulk("two upserts", [
    { updateOne: { filter: { _id: 7 }, update: { $set: { k: "x" } }, upsert: true } },
    { replaceOne: { filter: { _id: 8 }, replacement: { k: "y" }, upsert: true } },
  ]),
  bulk(
    "array filters",
    [
      { updateOne: { filter: { _id: 1 }, update: { $set: { "list.$[e]": 1 } }, arrayFilters: [{ e: 2 }] } },
      insert({ _id: 3, k: "c" }),
    ],
    false,
  ),
  many(
    "insertMany",
    [
      { _id: 3, k: "c" },
      { _id: 4, k: "d" },
    ],
    true,
  ),
  many(
    "insertMany stops at the first failure",
    [
      { _id: 3, k: "c" },
      { _id: 4, k: "a" },
      { _id: 5, k: "e" },
    ],
    true,
  ),
  many(
    "insertMany goes on when unordered",
    [
      { _id: 3, k: "c" },
      { _id: 4, k: "a" },
      { _id: 5, k: "e" },
      { _id: 3, k: "g" },
    ],
    false,
  ),
  {
    name: "bulk: two thousand at once",
    run: async (db) => {
      const collection = exact(db);
      await collection.insertMany(Array.from({ length: 2000 }, (_, n) => ({ _id: n as never, n })));
      const updated = await collection.updateMany({ n: { $lt: 500 } }, { $inc: { n: 10_000 } });
      return { updated, count: await collection.countDocuments({ n: { $gte: 10_000 } }) };
    },
  },
];
