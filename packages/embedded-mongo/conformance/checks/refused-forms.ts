import type { Document } from "mongodb";
import type { Check } from "../check.ts";
import { filled, matching } from "../forms.ts";
import { decimal, double, long } from "../zoo.ts";

const on = [{ _id: 1, a: [1, 2] }];
const set = { $set: { "a.$[x]": 3 } };

/** What is wrong in its form ends a whole command; a name with a zero byte must not be read past its end. */
const wrong: Record<string, Document> = {
  "arrayFilters that are no array": { update: "c", updates: [{ q: {}, u: set, arrayFilters: 5 }] },
  "findAndModify with arrayFilters that are none": {
    findAndModify: "c",
    query: {},
    update: set,
    arrayFilters: 5,
  },
  "an update that is a number": { update: "c", updates: [{ q: {}, u: 5 }] },
  "an update's query that is a number": { update: "c", updates: [{ q: 5, u: {} }] },
  "an update's multi that is a string": { update: "c", updates: [{ q: {}, u: {}, multi: "yes" }] },
  "a delete's query that is a number": { delete: "c", deletes: [{ q: 5, limit: 1 }] },
  "a delete's limit of two": { delete: "c", deletes: [{ q: {}, limit: 2 }] },
  "maxTimeMS beyond int32": { find: "c", maxTimeMS: 2147483648 },
  "maxTimeMS below zero": { find: "c", maxTimeMS: -1 },
  "a sort over two arrays": { find: "c", filter: { a: 1 }, sort: { a: 1, b: 1 } },
  "distinct of a zero byte": { distinct: "c", key: "a\0b" },
  "$count into a zero byte": { aggregate: "c", pipeline: [{ $count: "a\0b" }], cursor: {} },
  "$unwind of a zero byte": { aggregate: "c", pipeline: [{ $unwind: "$a\0b" }], cursor: {} },
  "$unwind with an index in a zero byte": {
    aggregate: "c",
    pipeline: [{ $unwind: { path: "$a", includeArrayIndex: "i\0j" } }],
    cursor: {},
  },
  "a field path with a zero byte": {
    aggregate: "c",
    pipeline: [{ $project: { x: "$a\0b" } }],
    cursor: {},
  },
  "an index called by a zero byte": { createIndexes: "c", indexes: [{ key: { z: 1 }, name: "a\0b" }] },
};

const numbers = [
  5,
  -5.9,
  double(1e19),
  double(-1e19),
  long("9223372036854775807"),
  decimal("5.9"),
  decimal("1E+30"),
  double(Number.NaN),
  "5",
].map((n, _id) => ({ _id, n }));

export const refusedForms: Check[] = [
  ...Object.entries(wrong).map(
    ([label, command]): Check => ({
      name: `refused form: ${label}`,
      run: async (db) => {
        await filled(db, [...on, { _id: 2, a: [1], b: [2] }]);
        return db.command(command);
      },
    }),
  ),
  ...matching("$mod beyond int64", numbers, {
    "by one": { n: { $mod: [1, 0] } },
    "by two": { n: { $mod: [2, 1] } },
    "a divisor too great": { n: { $mod: [1e19, 0] } },
    "a long divisor": { n: { $mod: [long("4294967297"), 5] } },
  }),
  {
    name: "which decimals are true",
    run: async (db) => {
      const decimals = ["NaN", "Infinity", "-Infinity", "0", "-0", "0E+3", "0.00", "-1E-6000", "1"];
      const collection = await filled(
        db,
        decimals.map((text, _id) => ({ _id, d: decimal(text) })),
      );
      return collection
        .aggregate([{ $sort: { _id: 1 } }, { $project: { x: { $cond: ["$d", 1, 0] } } }])
        .toArray();
    },
  },
];
