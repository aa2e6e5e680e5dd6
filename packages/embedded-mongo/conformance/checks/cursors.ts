import type { Check } from "../check.ts";
import { exact, filled } from "../forms.ts";
import { refusal } from "../refusal.ts";

const many = Array.from({ length: 300 }, (_, n) => ({ _id: n, n: n % 7 }));

export const cursors: Check[] = [
  {
    name: "cursor: a first batch is 101 documents, then the rest",
    run: async (db) => {
      await filled(db, many);
      const first = await db.command({ find: "c", sort: { _id: 1 } });
      const rest = await db.command({ getMore: first.cursor.id, collection: "c" });
      return [first.cursor.firstBatch.length, rest.cursor.nextBatch.length, rest.cursor.id, first.cursor.ns];
    },
  },
  {
    name: "cursor: batches of fifty come in order and without a gap",
    run: async (db) => {
      const seen: number[] = [];
      for await (const each of (await filled(db, many)).find().sort({ _id: 1 }).batchSize(50))
        seen.push(Number(each._id));
      return { length: seen.length, inOrder: seen.every((id, at) => id === at) };
    },
  },
  {
    name: "cursor: an aggregate in batches",
    run: async (db) => {
      let sum = 0;
      for await (const each of (await filled(db, many)).aggregate([{ $match: { n: { $gt: 2 } } }], {
        batchSize: 10,
      }))
        sum += Number(each.n);
      return sum;
    },
  },
  {
    name: "cursor: a limit across batches",
    run: async (db) =>
      (await (await filled(db, many)).find().sort({ _id: 1 }).limit(120).batchSize(50).toArray()).length,
  },
  {
    name: "cursor: batchSize 0 answers none at first",
    run: async (db) => {
      await filled(db, many.slice(0, 3));
      const first = await db.command({ find: "c", batchSize: 0 });
      const rest = await db.command({ getMore: first.cursor.id, collection: "c" });
      return [first.cursor.firstBatch.length, String(first.cursor.id) !== "0", rest.cursor.nextBatch.length];
    },
  },
  {
    name: "cursor: singleBatch closes it",
    run: async (db) => {
      await filled(db, many);
      const first = await db.command({ find: "c", batchSize: 5, singleBatch: true });
      return [first.cursor.firstBatch.length, first.cursor.id];
    },
  },
  {
    name: "cursor: one that there is not",
    run: async (db) => {
      await filled(db, many.slice(0, 1));
      return refusal(db.command({ getMore: 123456789012345n, collection: "c" }));
    },
  },
  {
    name: "cursor: closed ones are gone",
    run: async (db) => {
      await filled(db, many);
      const first = await db.command({ find: "c", batchSize: 5 });
      const killed = await db.command({ killCursors: "c", cursors: [first.cursor.id] });
      const after = await refusal(db.command({ getMore: first.cursor.id, collection: "c" }));
      return { killed: killed.cursorsKilled.length, alive: killed.cursorsAlive.length, after };
    },
  },
  {
    name: "cursor: of a collection that there is not",
    run: async (db) => [
      await exact(db, "none").find().toArray(),
      await exact(db, "none")
        .aggregate([{ $match: {} }])
        .toArray(),
    ],
  },
  {
    name: "cursor: findOne of nothing is null",
    run: async (db) => exact(db).findOne({ a: 1 }),
  },
];
