import { BSON, type Document } from "mongodb";
import type { Check } from "../check.ts";
import { matching } from "../forms.ts";
import { day, decimal, double, int, long, oid, zoo } from "../zoo.ts";

const operands: Record<string, unknown> = {
  null: null,
  "int 0": int(0),
  "int 1": int(1),
  "double 1.5": double(1.5),
  "long 2^53": long("9007199254740992"),
  "long 2^53+1": long("9007199254740993"),
  "decimal 0.1": decimal("0.1"),
  "double 0.1": double(0.1),
  "decimal 1": decimal("1"),
  NaN: double(Number.NaN),
  infinity: double(Number.POSITIVE_INFINITY),
  "string a": "a",
  "empty string": "",
  "string é": "é",
  "empty document": {},
  "document {a:1,b:2}": { a: 1, b: 2 },
  "document {b:2,a:1}": { b: 2, a: 1 },
  "empty array": [],
  "array [1,2]": [1, 2],
  "array [null]": [null],
  "binary ab": new BSON.Binary(Buffer.from("ab")),
  "object id": oid(1),
  false: false,
  true: true,
  date: day(1),
  "date before 1970": new Date(-5),
  timestamp: new BSON.Timestamp({ t: 5, i: 1 }),
  minKey: new BSON.MinKey(),
  maxKey: new BSON.MaxKey(),
};

const comparisons = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"];

const filters: Record<string, Document> = {};
for (const [label, operand] of Object.entries(operands)) {
  for (const operator of comparisons) filters[`${operator} ${label}`] = { v: { [operator]: operand } };
}

const sets: Record<string, Document> = {
  "implicit equality with a number": { v: 1 },
  "implicit equality with a document": { v: { a: 1, b: 2 } },
  "$in of mixed types": { v: { $in: [1, "a", null, true] } },
  "$in with an array among the values": { v: { $in: [[1, 2], "b"] } },
  "$in with a regular expression": { v: { $in: [/^a/i, 5] } },
  "$in of nothing": { v: { $in: [] } },
  "$in with the same value twice": { v: { $in: [1, 1, double(1)] } },
  "$nin of mixed types": { v: { $nin: [1, "a", null] } },
  "$nin of nothing": { v: { $nin: [] } },
  "$nin with a regular expression": { v: { $nin: [/^a/] } },
  "a range of numbers": { v: { $gt: 0, $lt: 2 } },
  "a range met by two elements of one array": { v: { $gt: 50, $lt: 0 } },
  "a range of strings": { v: { $gte: "a", $lt: "b" } },
  "a range of dates": { v: { $gte: day(1), $lt: day(2) } },
  "a range over two types matches only arrays": { v: { $gte: 1, $lte: "a" } },
  "$exists true": { v: { $exists: true } },
  "$exists false": { v: { $exists: false } },
  "$exists with a number": { v: { $exists: 0 } },
  "$not over $gt": { v: { $not: { $gt: 1 } } },
  "$not over $eq null": { v: { $not: { $eq: null } } },
  "$not over a regular expression": { v: { $not: /^a/ } },
  "$not over $in": { v: { $not: { $in: [1, null] } } },
  "$ne and $gt together": { v: { $ne: 1, $gt: 0 } },
  "$and of one field twice": { $and: [{ v: { $gt: 0 } }, { v: { $lt: 50 } }] },
  $or: { $or: [{ v: "a" }, { v: { $gt: 1e10 } }] },
  $nor: { $nor: [{ v: { $gt: 0 } }, { v: { $type: "string" } }] },
  "$or inside $and": { $and: [{ $or: [{ v: 1 }, { v: "b" }] }, { _id: { $gt: 5 } }] },
  "no condition at all": {},
  "_id in a range and v": { _id: { $gte: 10, $lte: 40 }, v: { $gte: 1 } },
  "_id $in": { _id: { $in: [3, 99, 7, 7] } },
};

const typeNames = [
  "double",
  "string",
  "object",
  "array",
  "binData",
  "objectId",
  "bool",
  "date",
  "null",
  "regex",
];
const moreTypes = [
  "int",
  "timestamp",
  "long",
  "decimal",
  "number",
  "minKey",
  "maxKey",
  "undefined",
  "javascript",
];
for (const name of [...typeNames, ...moreTypes]) sets[`$type ${name}`] = { v: { $type: name } };
sets["$type by number"] = { v: { $type: 16 } };
sets["$type of several"] = { v: { $type: ["string", "bool", 18] } };
sets["$type of a type that there is not"] = { v: { $type: "money" } };

const wrong: Record<string, Document> = {
  "an unknown operator": { v: { $near_enough: 1 } },
  "an unknown top level operator": { $nonsense: [] },
  "$in without an array": { v: { $in: 1 } },
  "$or without an array": { $or: { v: 1 } },
  "$or of nothing": { $or: [] },
  "$and of something that is no document": { $and: [1] },
  "$not of a value": { v: { $not: 1 } },
  "$not of nothing": { v: { $not: {} } },
  "$in with an operator inside": { v: { $in: [{ $gt: 1 }] } },
  "operators and fields mixed": { v: { $gt: 1, a: 2 } },
  "a dollar field after a plain one": { v: { a: 1, $gt: 2 } },
};

const onValue = [{ key: { v: 1 }, name: "v_1" }];
const onValueDescending = [{ key: { v: -1, _id: 1 }, name: "v_-1" }];

export const comparisonQueries: Check[] = [
  ...matching("comparison", zoo, { ...filters, ...sets, ...wrong }),
  ...matching("comparison with an index", zoo, { ...filters, ...sets }, onValue),
  ...matching("comparison with a descending index", zoo, { ...filters, ...sets }, onValueDescending),
];
