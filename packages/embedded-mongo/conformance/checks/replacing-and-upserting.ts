import type { Check } from "../check.ts";
import { exact, filled, updating } from "../forms.ts";
import { refusal } from "../refusal.ts";

const on = { _id: 1, k: "a", n: 1 };

export const replacingAndUpserting: Check[] = [
  ...updating("upsert", {
    "from an equality": { on, where: { _id: 2, k: "b" }, update: { $set: { n: 5 } }, upsert: true },
    "from $eq": { on, where: { _id: 2, k: { $eq: "b" } }, update: { $set: { n: 5 } }, upsert: true },
    "from a nested equality": { on, where: { _id: 2, "o.p": 3 }, update: { $set: { n: 5 } }, upsert: true },
    "from $and": { on, where: { $and: [{ _id: 2 }, { k: "b" }] }, update: { $inc: { n: 5 } }, upsert: true },
    "ranges add nothing": {
      on,
      where: { _id: 2, n: { $gt: 100 } },
      update: { $set: { k: "z" } },
      upsert: true,
    },
    "$in of one value": {
      on,
      where: { _id: 2, k: { $in: ["q"] } },
      update: { $set: { n: 1 } },
      upsert: true,
    },
    "an $or of one": { on, where: { $or: [{ _id: 2 }] }, update: { $set: { n: 1 } }, upsert: true },
    "$all of one value": {
      on,
      where: { _id: 2, k: { $all: ["q"] } },
      update: { $set: { n: 1 } },
      upsert: true,
    },
    "$push onto nothing": { on, where: { _id: 2 }, update: { $push: { list: 1 } }, upsert: true },
    "$unset of a field from the filter": {
      on,
      where: { _id: 2, k: "b" },
      update: { $unset: { k: 1 } },
      upsert: true,
    },
    "$setOnInsert against the filter's value": {
      on,
      where: { _id: 2, k: "b" },
      update: { $setOnInsert: { k: "c" } },
      upsert: true,
    },
    "on a match does not insert": { on, where: { k: "a" }, update: { $set: { n: 9 } }, upsert: true },
    "an _id that the update contradicts": {
      on,
      where: { _id: 2 },
      update: { $set: { _id: 3 } },
      upsert: true,
    },
    "two values for one field": {
      on,
      where: { _id: 2, $and: [{ k: 1 }, { k: 2 }] },
      update: { $set: { n: 1 } },
      upsert: true,
    },
    "the _id by path": { on, where: { "_id.a": 1, k: 5 }, update: { $set: { n: 1 } }, upsert: true },
    many: { on, where: { _id: 5, k: "none" }, many: true, update: { $set: { n: 1 } }, upsert: true },
    "by a pipeline": {
      on,
      where: { _id: 2, n: 1 },
      update: [{ $set: { n: { $add: ["$n", 1] } } }],
      upsert: true,
    },
  }),
  {
    name: "upsert: an _id is made up when none is given",
    run: async (db) => {
      const { upsertedId, ...counts } = await db
        .collection("c")
        .updateOne({ k: 1 }, { $set: { n: 2 } }, { upsert: true });
      const stored = await db.collection("c").findOne();
      return { counts, sameId: String(upsertedId) === String(stored?._id), keys: Object.keys(stored ?? {}) };
    },
  },
  {
    name: "replace: a document keeps its _id and loses the rest",
    run: async (db) => {
      const collection = await filled(db, [on, { _id: 2, k: "b" }]);
      const result = await collection.replaceOne({ k: "b" }, { x: 1 });
      return { result, stored: await collection.find().sort({ _id: 1 }).toArray() };
    },
  },
  {
    name: "replace: the same document changes nothing",
    run: async (db) => (await filled(db, [on])).replaceOne({ _id: on._id as never }, { k: "a", n: 1 }),
  },
  {
    name: "replace: the same fields in another order are another document",
    run: async (db) => {
      const collection = await filled(db, [on]);
      const result = await collection.replaceOne({ _id: 1 as never }, { n: 1, k: "a" });
      return { result, stored: await collection.findOne() };
    },
  },
  {
    name: "replace: another _id is refused",
    run: async (db) =>
      refusal((await filled(db, [on])).replaceOne({ _id: 1 as never }, { _id: 2 as never, k: "z" })),
  },
  {
    name: "replace: with upsert takes the _id from the filter",
    run: async (db) => {
      const collection = await filled(db, [on]);
      const result = await collection.replaceOne(
        { _id: 7 as never, k: "ignored" },
        { x: 1 },
        { upsert: true },
      );
      return { result, stored: await collection.find().sort({ _id: 1 }).toArray() };
    },
  },
  {
    name: "replace: with operators is refused by the driver",
    run: async (db) => refusal(exact(db).replaceOne({ _id: 1 as never }, { $set: { a: 1 } })),
  },
  {
    name: "delete: one, many, none",
    run: async (db) => {
      const collection = await filled(
        db,
        [1, 2, 3, 4, 5].map((n) => ({ _id: n, even: n % 2 === 0 })),
      );
      const one = await collection.deleteOne({ even: false });
      const many = await collection.deleteMany({ even: true });
      const none = await collection.deleteMany({ even: "maybe" });
      return { one, many, none, left: await collection.countDocuments() };
    },
  },
];
