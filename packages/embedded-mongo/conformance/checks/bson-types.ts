import { BSON, type Document } from "mongodb";
import type { Check } from "../check.ts";
import { exact, filled, matching } from "../forms.ts";
import { refusal } from "../refusal.ts";
import { decimal, double, long, zoo } from "../zoo.ts";

function nested(depth: number): Document {
  let document: Document = { leaf: 1 };
  for (let level = 1; level < depth; level++) document = { d: document };
  return document;
}

const ids = {
  string: "text",
  double: 5.5,
  long: long("9007199254740993"),
  date: new Date(5),
  document: { a: 1, b: 2 },
  bool: true,
  decimal: decimal("1.0"),
  uuid: new BSON.UUID("6d1f3c5e-3c11-4b0f-9d40-0a1b2c3d4e5f"),
};

const money = [
  { _id: 1, v: decimal("9") },
  { _id: 2, v: decimal("10") },
  { _id: 3, v: decimal("100.50") },
  { _id: 4, v: decimal("0.1") },
  { _id: 5, v: decimal("-1E-6176") },
  { _id: 6, v: decimal("9.999999999999999999999999999999999E+6144") },
  { _id: 7, v: decimal("1234567890123456789012345678901234") },
  { _id: 8, v: decimal("1234567890123456789012345678901235") },
  { _id: 9, v: long("1234567890123456789") },
  { _id: 10, v: double(1234567890123456800) },
];

export const bsonTypes: Check[] = [
  {
    name: "every type comes back as it was stored",
    run: async (db) => (await filled(db, zoo)).find().sort({ _id: 1 }).toArray(),
  },
  {
    name: "fields keep their order, also names that are numbers",
    run: async (db) => {
      await exact(db).insertOne({ _id: 1, z: 1, b: 1, a: { y: 1, x: 2 } } as Document);
      return (await exact(db).find().toArray()).map((document) => [
        Object.keys(document),
        Object.keys(document.a),
      ]);
    },
  },
  {
    name: "_id comes first wherever it was",
    run: async (db) => {
      await exact(db).insertOne({ a: 1, _id: 5 } as Document);
      return Object.keys((await exact(db).findOne()) ?? {});
    },
  },
  ...Object.entries(ids).map(
    ([type, id]): Check => ({
      name: `an _id can be a ${type}`,
      run: async (db) => {
        await exact(db).insertOne({ _id: id, n: 1 } as Document);
        const again = await refusal(exact(db).insertOne({ _id: id, n: 2 } as Document));
        return { again, found: await exact(db).findOne({ _id: id as never }) };
      },
    }),
  ),
  ...[[1, 2], /a/].map(
    (id, at): Check => ({
      name: `an _id cannot be ${["an array", "a regular expression"][at]}`,
      run: (db) => refusal(exact(db).insertOne({ _id: id } as Document)),
    }),
  ),
  {
    name: "an _id equal across number types is one _id",
    run: async (db) => {
      await exact(db).insertOne({ _id: 1 } as Document);
      return [
        await refusal(exact(db).insertOne({ _id: double(1) } as Document)),
        await refusal(exact(db).insertOne({ _id: decimal("1.0") } as Document)),
        await exact(db).findOne({ _id: long(1) as never }),
      ];
    },
  },
  {
    name: "_ids beyond 2^53 stay apart",
    run: async (db) => {
      const ids = ["9007199254740992", "9007199254740993", "9007199254740994"].map(long);
      await exact(db).insertMany(ids.map((_id) => ({ _id })) as Document[]);
      const found = await exact(db).findOne({ _id: ids[1] as never });
      return { count: await exact(db).countDocuments(), found };
    },
  },
  {
    name: "bigint is stored as a long",
    run: async (db) => {
      await db.collection("c").insertOne({ _id: 1, v: 9007199254740993n } as Document);
      return exact(db).findOne();
    },
  },
  {
    name: "undefined is left out when the driver says so",
    run: async (db) => {
      await db.collection("c", { ignoreUndefined: true }).insertOne({ _id: 1, v: undefined } as Document);
      await db.collection("c").insertOne({ _id: 2, v: undefined } as Document);
      return exact(db).find().sort({ _id: 1 }).toArray();
    },
  },
  ...matching(
    "decimals and longs exactly",
    money,
    {
      "greater than 9.5": { v: { $gt: decimal("9.5") } },
      "equal to the last digit": { v: decimal("1234567890123456789012345678901234") },
      "less than a long": { v: { $lt: long("1234567890123456789") } },
      "greater than a long": { v: { $gt: long("1234567890123456789") } },
      "the smallest decimal is below zero": { v: { $lt: 0 } },
      "a double that is not a tenth": { v: 0.1 },
      "equality ignores trailing zeros": { v: decimal("100.5") },
    },
    [{ key: { v: 1 }, name: "v" }],
  ),
  {
    name: "a document of a megabyte comes back",
    run: async (db) => {
      await db
        .collection("c")
        .insertOne({ _id: 1, big: "x".repeat(1_000_000), bin: Buffer.alloc(100_000, 7) } as Document);
      const found = await db.collection("c").findOne();
      return [found?.big.length, found?.bin.length()];
    },
  },
  {
    name: "nesting of a hundred levels comes back",
    run: async (db) => {
      await exact(db).insertOne({ _id: 1, ...nested(99) } as Document);
      return exact(db).countDocuments({ [[..."d".repeat(98), "leaf"].join(".")]: 1 });
    },
  },
  {
    name: "a field name with a dollar or a dot can be stored",
    run: async (db) => {
      const inserted = await refusal(exact(db).insertOne({ _id: 1, "a.b": 1, o: { $x: 1 } } as Document));
      return { inserted, stored: await exact(db).findOne() };
    },
  },
];
