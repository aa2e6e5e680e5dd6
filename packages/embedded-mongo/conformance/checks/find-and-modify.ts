import type { Collection, Document } from "mongodb";
import type { Check } from "../check.ts";
import { filled } from "../forms.ts";
import { refusal } from "../refusal.ts";

const jobs = [
  { _id: 1, status: "new", at: 3, tries: 0, steps: [{ n: 1 }, { n: 2 }] },
  { _id: 2, status: "new", at: 1, tries: 0, steps: [] },
  { _id: 3, status: "done", at: 2, tries: 1, steps: [{ n: 2 }] },
];

function modifying(label: string, act: (collection: Collection<Document>) => Promise<unknown>): Check {
  return {
    name: `find and modify: ${label}`,
    run: async (db) => {
      const collection = await filled(db, jobs);
      return {
        answer: await refusal(act(collection)),
        stored: await collection.find().sort({ _id: 1 }).toArray(),
      };
    },
  };
}

export const findAndModify: Check[] = [
  modifying("answers the document before", (c) =>
    c.findOneAndUpdate({ _id: 1 as never }, { $inc: { tries: 1 } }),
  ),
  modifying("answers the document after", (c) =>
    c.findOneAndUpdate({ _id: 1 as never }, { $inc: { tries: 1 } }, { returnDocument: "after" }),
  ),
  modifying("the first by a sort is claimed", (c) =>
    c.findOneAndUpdate(
      { status: "new" },
      { $set: { status: "taken" } },
      { sort: { at: 1 }, returnDocument: "after" },
    ),
  ),
  modifying("with a projection", (c) =>
    c.findOneAndUpdate({ _id: 1 as never }, { $set: { status: "x" } }, { projection: { status: 1, _id: 0 } }),
  ),
  modifying("no match answers null", (c) =>
    c.findOneAndUpdate({ _id: 9 as never }, { $set: { status: "x" } }),
  ),
  modifying("an upsert answers null before", (c) =>
    c.findOneAndUpdate({ _id: 9 as never }, { $set: { status: "x" } }, { upsert: true }),
  ),
  modifying("an upsert answers the new document after", (c) =>
    c.findOneAndUpdate(
      { _id: 9 as never, k: 1 },
      { $set: { a: 1 }, $setOnInsert: { b: 2 } },
      { upsert: true, returnDocument: "after" },
    ),
  ),
  modifying("with metadata of an update", (c) =>
    c
      .findOneAndUpdate({ _id: 1 as never }, { $inc: { tries: 1 } }, { includeResultMetadata: true })
      .then(meta),
  ),
  modifying("with metadata of an upsert", (c) =>
    c
      .findOneAndUpdate(
        { _id: 9 as never },
        { $inc: { tries: 1 } },
        { includeResultMetadata: true, upsert: true },
      )
      .then(meta),
  ),
  modifying("with metadata of a miss", (c) =>
    c
      .findOneAndUpdate({ _id: 9 as never }, { $inc: { tries: 1 } }, { includeResultMetadata: true })
      .then(meta),
  ),
  modifying("with metadata of a delete", (c) =>
    c.findOneAndDelete({ _id: 1 as never }, { includeResultMetadata: true }).then(meta),
  ),
  modifying("an array filter", (c) =>
    c.findOneAndUpdate(
      { _id: 1 as never },
      { $set: { "steps.$[s].ok": true } },
      { arrayFilters: [{ "s.n": 2 }], returnDocument: "after" },
    ),
  ),
  modifying("positional $", (c) =>
    c.findOneAndUpdate(
      { "steps.n": 2 },
      { $set: { "steps.$.ok": true } },
      { sort: { _id: 1 }, returnDocument: "after" },
    ),
  ),
  modifying("a pipeline", (c) =>
    c.findOneAndUpdate({ _id: 1 as never }, [{ $set: { tries: { $add: ["$tries", "$at"] } } }], {
      returnDocument: "after",
    }),
  ),
  modifying("a replacement", (c) =>
    c.findOneAndReplace({ _id: 1 as never }, { fresh: true }, { returnDocument: "after" }),
  ),
  modifying("a replacement answers the old one", (c) =>
    c.findOneAndReplace({ _id: 1 as never }, { fresh: true }),
  ),
  modifying("a replacement upserts", (c) =>
    c.findOneAndReplace({ _id: 8 as never }, { fresh: true }, { upsert: true, returnDocument: "after" }),
  ),
  modifying("a delete answers what it removed", (c) =>
    c.findOneAndDelete({ status: "new" }, { sort: { at: -1 } }),
  ),
  modifying("a delete with a projection", (c) =>
    c.findOneAndDelete({ _id: 3 as never }, { projection: { at: 1 } }),
  ),
  modifying("a delete of nothing", (c) => c.findOneAndDelete({ _id: 9 as never })),
  modifying("an update that fails leaves the document", (c) =>
    c.findOneAndUpdate({ _id: 1 as never }, { $inc: { status: 1 } }),
  ),
  modifying("another _id is refused", (c) =>
    c.findOneAndUpdate({ _id: 1 as never }, { $set: { _id: 5 } as never }),
  ),
  modifying("a duplicate key is refused", async (c) => {
    await c.createIndex({ at: 1 }, { unique: true });
    return c.findOneAndUpdate({ _id: 1 as never }, { $set: { at: 1 } });
  }),
  {
    name: "find and modify: twenty claims at once never take one job twice",
    run: async (db) => {
      const collection = await filled(
        db,
        Array.from({ length: 12 }, (_, at) => ({ _id: at, status: "new" })),
      );
      const claims = Array.from({ length: 20 }, () =>
        collection.findOneAndUpdate({ status: "new" }, { $set: { status: "taken" } }, { sort: { _id: 1 } }),
      );
      const taken = (await Promise.all(claims)).filter((job) => job !== null).map((job) => Number(job._id));
      return { taken: taken.sort((a, b) => a - b), left: await collection.countDocuments({ status: "new" }) };
    },
  },
  {
    name: "find and modify: twenty upserts of one unique key make one document",
    run: async (db) => {
      const collection = await filled(db, []);
      await collection.createIndex({ key: 1 }, { unique: true });
      const upsert = () =>
        collection.findOneAndUpdate(
          { key: "k" },
          { $inc: { n: 1 } },
          { upsert: true, returnDocument: "after" },
        );
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, upsert));
      const [only] = await collection.find({}, { projection: { _id: 0 } }).toArray();
      return { only, refused: outcomes.filter((outcome) => outcome.status === "rejected").length };
    },
  },
];

function meta(result: unknown): unknown {
  const { value, lastErrorObject } = result as Document;
  return { value, lastErrorObject };
}
