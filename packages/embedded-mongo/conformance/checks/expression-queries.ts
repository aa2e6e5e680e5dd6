import { BSON } from "mongodb";
import type { Check } from "../check.ts";
import { matching } from "../forms.ts";
import { day, decimal, double, long } from "../zoo.ts";

const documents = [
  { _id: 1, name: "Americano", price: 4500, cost: 1200, at: day(1), tags: ["hot"], s: { a: 1 } },
  { _id: 2, name: "americano iced", price: 4500, cost: 4500, at: day(2), tags: ["cold", "new"] },
  { _id: 3, name: "Latte\nwith oat milk", price: double(5500), cost: long(1800), at: day(3), tags: [] },
  { _id: 4, name: "Flat White", price: decimal("5500"), cost: null, tags: ["hot", "new"] },
  { _id: 5, name: "a.b*c", cost: 5 },
  { _id: 6, name: ["Mocha", "mocha"], price: [1, 2], cost: [1, 2] },
  { _id: 7, name: new BSON.BSONRegExp("^Am", ""), price: "4500", cost: 4500 },
  { _id: 8, name: 12, price: null, cost: null },
  { _id: 9, name: "카페 라떼", price: -1, cost: -2 },
];

const filters = {
  "a regular expression": { name: /mer/ },
  "a regular expression from the start": { name: /^Am/ },
  "case insensitive": { name: /^am/i },
  "$regex as text": { name: { $regex: "^Fl" } },
  "$regex with $options": { name: { $regex: "^fl", $options: "i" } },
  "$regex with an expression and $options": { name: { $regex: /^fl/, $options: "i" } },
  "$options x": { name: { $regex: "^ F l a t", $options: "x" } },
  "$options m": { name: { $regex: "^with", $options: "m" } },
  "$options s": { name: { $regex: "Latte.with", $options: "s" } },
  "a dot does not match a line end": { name: /Latte.with/ },
  "special characters escaped": { name: /^a\.b\*c$/ },
  "a regular expression matches itself as a value": { name: /^Am/ },
  "$eq of a regular expression is equality": { name: { $eq: /^Am/ } },
  Korean: { name: /^카페/ },
  "$regex and $ne": { name: { $regex: /mericano/i, $ne: "Americano" } },
  "$regex with $in": { name: { $in: [/^flat/i, "a.b*c"] } },
  "$options alone": { name: { $options: "i" } },
  "$regex that does not parse": { name: { $regex: "(" } },
  "$options that do not exist": { name: { $regex: "a", $options: "q" } },
  "$expr compares two fields": { $expr: { $gt: ["$price", "$cost"] } },
  "$expr equality of missing fields": { $expr: { $eq: ["$price", "$nothing"] } },
  "$expr equality across number types": { $expr: { $eq: ["$price", 5500] } },
  "$expr compares types, unlike $gt in a query": { $expr: { $gt: ["$price", 5000] } },
  "$expr $lt null": { $expr: { $lt: ["$cost", null] } },
  "$expr $ne": { $expr: { $ne: ["$price", "$cost"] } },
  "$expr $and $or $not": {
    $expr: {
      $and: [{ $or: [{ $eq: ["$_id", 1] }, { $eq: ["$_id", 2] }] }, { $not: [{ $eq: ["$_id", 1] }] }],
    },
  },
  "$expr arithmetic": { $expr: { $gte: [{ $subtract: ["$price", 1000] }, 3500] }, _id: { $lt: 4 } },
  "$expr $add $multiply": { $expr: { $eq: [{ $add: ["$cost", { $multiply: [2, 5] }] }, 15] }, _id: 5 },
  "$expr $in": { $expr: { $in: ["$_id", [1, 3, 5]] } },
  "$expr $size": { $expr: { $eq: [{ $size: { $ifNull: ["$tags", []] } }, 2] }, _id: { $lt: 6 } },
  "$expr $cond": { $expr: { $cond: [{ $gt: ["$_id", 5] }, true, false] } },
  "$expr on a nested field": { $expr: { $eq: ["$s.a", 1] } },
  "$expr truth of a field": { $expr: "$cost" },
  "$expr with a plain condition": { _id: { $gt: 2 }, $expr: { $lte: ["$cost", 1800] } },
  "$expr with a literal": { $expr: { $eq: ["$name", { $literal: "a.b*c" }] } },
  "$expr with an unknown operator": { $expr: { $nonsense: ["$a"] } },
  "$expr $dateless comparison": { $expr: { $gte: ["$at", day(2)] } },
  "$where is not for here": { $comment: "only a remark", _id: 1 },
};

export const expressionQueries: Check[] = [
  ...matching("expressions", documents, filters),
  ...matching("expressions with an index", documents, filters, [
    { key: { name: 1 }, name: "name" },
    { key: { cost: 1 }, name: "cost" },
  ]),
];
