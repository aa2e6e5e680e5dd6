import type { Collection, Document, Sort } from "mongodb";
import { decimal, double, int, long } from "../conformance/zoo.ts";
import type { Chance } from "./chance.ts";
import type { Generator } from "./generate.ts";

export interface Operation {
  /** What is asked, as it can be read in a report. */
  asked: Document;
  run(collection: Collection<Document>): Promise<unknown>;
}

const DOCUMENTS = 30;

/**
 * One random operation whose answer MongoDB promises: what touches one of several documents names it by
 * _id or by a sort that ends in _id, and what touches many cannot fail half way.
 */
export function operation(make: Generator, chance: Chance): Operation {
  const { below, pick, often } = chance;
  const one = (): Document => ({ ...(often(0.3) ? make.filter() : {}), _id: below(DOCUMENTS + 2) });
  const sort = (): Sort =>
    Object.fromEntries([...make.order().filter(([path]) => path !== "_id"), ["_id", pick([1, -1])]]);
  const of = (asked: Document, run: Operation["run"]): Operation => ({ asked, run });
  const kinds: (() => Operation)[] = [
    () => {
      const [filter, options] = [
        make.filter(),
        { sort: sort(), skip: below(3), limit: below(8), ...projected(chance) },
      ];
      return of({ find: filter, options }, (c) => c.find(filter, options).toArray());
    },
    () => {
      const filter = make.filter();
      return of({ count: filter }, (c) => c.countDocuments(filter));
    },
    () => {
      const [path, filter] = [make.path(), make.filter()];
      return of({ distinct: path, filter }, async (c) => (await c.distinct(path, filter)).length);
    },
    () => {
      const pipeline = stages(make, chance, sort);
      return of({ aggregate: pipeline }, (c) => c.aggregate(pipeline).toArray());
    },
    () => {
      const [filter, update, upsert] = [one(), change(make, chance), often(0.1)];
      const written = upsert ? { _id: filter._id } : filter;
      return of({ updateOne: written, update, upsert }, async (c) => [
        counted(await c.updateOne(written, update, { upsert })),
        await c.findOne({ _id: filter._id }),
      ]);
    },
    () => {
      const [filter, update] = [make.filter(), safeChange(make, chance)];
      return of({ updateMany: filter, update }, async (c) => counted(await c.updateMany(filter, update)));
    },
    () => {
      const [filter, update, order] = [make.filter(), change(make, chance), sort()];
      const options = {
        sort: order,
        returnDocument: pick(["before", "after"] as const),
        ...projected(chance),
      };
      return of({ findOneAndUpdate: filter, update, options }, (c) =>
        c.findOneAndUpdate(filter, update, options),
      );
    },
    () => {
      const [filter, { _id, ...replacement }] = [one(), make.document(0)];
      return of({ replaceOne: filter, replacement }, async (c) =>
        counted(await c.replaceOne(filter, replacement)),
      );
    },
    () => {
      const document = make.document(below(DOCUMENTS + 10));
      return of({ insertOne: document }, async (c) => `${(await c.insertOne(document)).insertedId}`);
    },
    () => {
      const [filter, order] = [make.filter(), sort()];
      // Mostly only found, or the collection would soon be empty.
      if (often(0.8)) return of({ findOne: filter, sort: order }, (c) => c.findOne(filter, { sort: order }));
      return of({ findOneAndDelete: filter, sort: order }, (c) =>
        c.findOneAndDelete(filter, { sort: order }),
      );
    },
  ];
  return pick(kinds)();
}

function counted({ matchedCount, modifiedCount, upsertedCount }: Document): Document {
  return { matchedCount, modifiedCount, upsertedCount };
}

function projected({ often, pick }: Chance): { projection?: Document } {
  if (often(0.6)) return {};
  return {
    projection: pick<Document>([
      { a: 1, c: 1 },
      { "a.x": 1, "b.y": 1 },
      { b: 0, n: 0 },
      { "a.x": 0 },
      { _id: 0, c: 1, d: 1 },
      { a: { $slice: 1 } },
      { b: { $slice: -2 }, a: 0 },
      { d: 1, b: { $elemMatch: { x: { $gt: 0 } } } },
    ]),
  };
}

function change(make: Generator, { pick, often, below }: Chance): Document {
  const path = () => pick(["a", "b", "c", "d", "a.x", "b.y", "a.0", "b.1.x", "e.f"]);
  const amount = () =>
    pick([int(1), int(-3), int(2147483647), long("9007199254740993"), double(0.5), decimal("1.25")]);
  const single = (): Document =>
    pick<() => Document>([
      () => ({ $set: { [pick(["a", "b", "a.x", "a.0", "e.f"])]: make.value() } }),
      () => ({ $set: { [path()]: make.plain() } }),
      () => ({ $unset: { [path()]: 1 } }),
      () => ({ $inc: { [pick(["d", "n", "c", "a.x", "e.n"])]: amount() } }),
      () => ({ $mul: { [pick(["d", "n", "c"])]: amount() } }),
      () => ({ $min: { [path()]: make.plain() } }),
      () => ({ $max: { [path()]: make.plain() } }),
      () => ({ $rename: { [pick(["a", "c", "b.x"])]: pick(["r", "e.r"]) } }),
      () => ({ $push: { [pick(["a", "b", "l"])]: make.plain() } }),
      () => ({ $push: { [pick(["a", "l"])]: { $each: [make.plain(), make.plain()], ...modifiers() } } }),
      () => ({
        $addToSet: {
          [pick(["a", "b", "l"])]: often(0.5) ? make.value() : { $each: [make.plain(), make.plain()] },
        },
      }),
      () => ({ $pull: { [pick(["a", "b", "l"])]: often(0.5) ? make.plain() : { $gte: below(4) } } }),
      () => ({ $pull: { [pick(["a", "b"])]: { x: make.plain() } } }),
      () => ({ $pullAll: { [pick(["a", "l"])]: [make.plain(), make.plain()] } }),
      () => ({ $pop: { [pick(["a", "b", "l"])]: pick([1, -1]) } }),
      () => ({ $set: { [pick(["a.$[]", "b.$[].x", "l.$[]"])]: make.plain() } }),
      () => ({ $set: { [pick(["a.$", "b.$.x", "a.$.y"])]: make.plain() } }),
    ])();
  const modifiers = (): Document => ({
    ...(often(0.4) ? { $position: below(4) - 1 } : {}),
    ...(often(0.4) ? { $sort: pick([1, -1]) } : {}),
    ...(often(0.4) ? { $slice: below(7) - 3 } : {}),
  });
  return often(0.25) ? { ...single(), ...single() } : single();
}

/** Top level only, and whole values only: no document can refuse it. */
function safeChange(make: Generator, { pick, below }: Chance): Document {
  return pick<() => Document>([
    () => ({ $set: { [pick(["a", "b"])]: make.value(), c: make.plain() } }),
    () => ({ $unset: { [pick(["b", "l", "e"])]: 1 } }),
    () => ({ $max: { c: make.plain() } }),
    () => ({ $min: { a: make.plain() } }),
    () => ({ $set: { d: below(10), z: make.plain() } }),
  ])();
}

function stages(make: Generator, { pick, often, below }: Chance, sort: () => Sort): Document[] {
  const sum = pick<unknown>([1, "$d", "$c", { $add: ["$d", 1] }]);
  const group = {
    _id: pick<unknown>(["$c", "$d", null, "$a.x", { d: "$d", c: "$c" }]),
    count: { $sum: 1 },
    total: { $sum: sum },
    least: { $min: "$c" },
    most: { $max: "$a" },
    first: { $first: "$_id" },
    ids: { $push: "$_id" },
    // Of ints: the embedded engine refuses the average of a decimal.
    average: { $avg: { $cond: [{ $gt: ["$d", 3] }, 1, 2] } },
  };
  return [
    ...(often(0.7) ? [{ $match: make.filter() }] : []),
    ...(often(0.3)
      ? [
          {
            $unwind: {
              path: pick(["$a", "$b"]),
              preserveNullAndEmptyArrays: often(0.5),
              includeArrayIndex: "at",
            },
          },
        ]
      : []),
    { $sort: { _id: 1, at: 1 } },
    ...(often(0.5)
      ? [{ $group: group }, { $sort: { first: 1, count: 1, total: 1, _id: 1 } }]
      : [{ $sort: { ...(sort() as Document), at: 1 } }]),
    ...(often(0.3)
      ? [{ $addFields: { sum: { $add: [1, { $cond: [{ $gt: ["$count", 1] }, "$count", 0] }] } } }]
      : []),
    ...(often(0.3) ? [{ $skip: below(3) }, { $limit: 1 + below(5) }] : []),
    ...(often(0.2) ? [{ $project: { n: 0, least: 0 } }] : []),
  ];
}
