import type { Check } from "../check.ts";
import { matching } from "../forms.ts";
import { decimal, double, long } from "../zoo.ts";

const documents = [
  {
    _id: 1,
    tags: ["a", "b"],
    items: [
      { sku: "x", qty: 5 },
      { sku: "y", qty: 1 },
    ],
    n: [1, 2, 3],
  },
  { _id: 2, tags: ["b"], items: [{ sku: "x", qty: 1 }], n: [10] },
  { _id: 3, tags: [], items: [], n: [] },
  { _id: 4, tags: "a", items: { sku: "x", qty: 5 }, n: 2 },
  { _id: 5, tags: ["b", "a", "c"], items: [{ sku: "y", qty: 5 }, { sku: "x" }], n: [-1, 20] },
  { _id: 6, tags: [["a", "b"]], items: [[{ sku: "x", qty: 5 }]], n: [[1, 2]] },
  { _id: 7, tags: null, items: null, n: null },
  { _id: 8 },
  { _id: 9, tags: ["a", null], items: [{ sku: null }, 7], n: [double(2), long(3)] },
  { _id: 10, tags: [/a/], items: [{ sku: "x", qty: 5, sub: [{ k: 1 }, { k: 2 }] }], n: [decimal("2.0")] },
  { _id: 11, items: [{ sub: [{ k: 3 }] }, { sub: { k: 1 } }], o: { p: { q: [1, { r: 2 }] } } },
  { _id: 12, items: { 0: { sku: "x" } }, o: { p: [{ q: 1 }, { q: [2, 3] }] } },
];

const filters = {
  "an element by value": { tags: "a" },
  "a whole array by value": { tags: ["a", "b"] },
  "null matches null, missing and an element that is null": { tags: null },
  $all: { tags: { $all: ["a", "b"] } },
  "$all of one on a plain value": { tags: { $all: ["a"] } },
  "$all of nothing": { tags: { $all: [] } },
  "$all with a whole array": { tags: { $all: [["a", "b"]] } },
  "$all with $elemMatch": {
    items: { $all: [{ $elemMatch: { sku: "x", qty: 5 } }, { $elemMatch: { sku: "y" } }] },
  },
  "$all with null": { tags: { $all: [null] } },
  "$all with a regular expression": { tags: { $all: [/^a/, /^b/] } },
  $size: { tags: { $size: 2 } },
  "$size 0": { tags: { $size: 0 } },
  "$size as a double": { tags: { $size: double(2) } },
  "$size as a long": { tags: { $size: long(1) } },
  "$size that is no integer": { tags: { $size: 1.5 } },
  "$size below zero": { tags: { $size: -1 } },
  "$elemMatch on documents": { items: { $elemMatch: { sku: "x", qty: 5 } } },
  "$elemMatch with a range in documents": { items: { $elemMatch: { qty: { $gt: 1, $lt: 10 } } } },
  "$elemMatch on values": { n: { $elemMatch: { $gt: 5, $lt: 15 } } },
  "$elemMatch with $not": { n: { $elemMatch: { $not: { $gt: 1 } } } },
  "$elemMatch with $or": { items: { $elemMatch: { $or: [{ qty: 1 }, { sku: null }] } } },
  "$elemMatch of nothing": { items: { $elemMatch: {} } },
  "$elemMatch within $elemMatch": { items: { $elemMatch: { sub: { $elemMatch: { k: 2 } } } } },
  "$elemMatch on arrays in arrays": { n: { $elemMatch: { $elemMatch: { $eq: 1 } } } },
  "$not $elemMatch": { items: { $not: { $elemMatch: { sku: "x" } } } },
  "$elemMatch of a value": { items: { $elemMatch: 5 } },
  "a range that two elements meet between them": { n: { $gt: 5, $lt: 0 } },
  "a dotted path through an array": { "items.sku": "x" },
  "a dotted path to null through an array": { "items.sku": null },
  "a dotted path that does not exist": { "items.sku": { $exists: false } },
  "a dotted path that exists": { "items.qty": { $exists: true } },
  "two dotted conditions met by different elements": { "items.sku": "x", "items.qty": 1 },
  "a position in the path": { "items.0.sku": "x" },
  "a position past the end": { "items.3.sku": { $exists: false } },
  "a position in an array of values": { "n.1": 2 },
  "a path through two arrays": { "items.sub.k": 1 },
  "a path through documents into an array": { "o.p.q": 1 },
  "a path into documents within an array": { "o.p.q.r": 2 },
  "$ne through an array": { "items.sku": { $ne: "x" } },
  "$nin through an array": { "items.sku": { $nin: ["x", null] } },
  "$gt through an array": { "items.qty": { $gt: 4 } },
  "$in through an array": { "items.qty": { $in: [1, 7] } },
  $mod: { n: { $mod: [2, 0] } },
  "$mod with a negative remainder": { n: { $mod: [4, -1] } },
  "$mod with doubles": { n: { $mod: [2.9, 0.5] } },
  "$mod by zero": { n: { $mod: [0, 0] } },
  "$mod with one number": { n: { $mod: [2] } },
  "$type array": { tags: { $type: "array" } },
  "$type of elements": { tags: { $type: "null" } },
  "$exists on a position": { "tags.1": { $exists: true } },
};

const indexes = [
  { key: { tags: 1 }, name: "tags" },
  { key: { "items.sku": 1, "items.qty": -1 }, name: "items" },
  { key: { n: 1 }, name: "n" },
  { key: { "items.sub.k": 1 }, name: "deep" },
];

export const arrayQueries: Check[] = [
  ...matching("arrays", documents, filters),
  ...matching(
    "arrays with indexes",
    // Two array fields cannot share a compound index, and these are single or one path deep: all fit.
    documents.filter((document) => document._id !== 6),
    filters,
    indexes,
  ),
];
