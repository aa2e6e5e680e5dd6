import type { Check } from "../check.ts";
import { finding } from "../forms.ts";

const documents = [
  {
    _id: 1,
    a: 1,
    b: { c: 2, d: { e: 3, f: 4 } },
    items: [
      { sku: "x", qty: 1, sub: [{ k: 1 }] },
      { sku: "y", qty: 2 },
      { sku: "z", qty: 3 },
    ],
    n: [1, 2, 3, 4, 5],
    z: null,
  },
  { _id: 2, a: "two", b: [{ c: 1, d: 2 }, 5, [{ c: 3 }]], items: { sku: "x" }, n: 7 },
];

const sort = { _id: 1 as const };
const shown = (projection: object, filter: object = {}) => ({ filter, projection, sort });

export const projections: Check[] = finding("projection", documents, {
  "some fields": shown({ a: 1, z: 1 }),
  "some fields without _id": shown({ a: 1, _id: 0 }),
  "only _id": shown({ _id: 1 }),
  "all but _id": shown({ _id: 0 }),
  "all but some": shown({ a: 0, items: 0 }),
  "all but nested ones": shown({ "b.d.e": 0, "items.qty": 0 }),
  "nested fields by path": shown({ "b.c": 1, "b.d.f": 1 }),
  "nested fields as a document": shown({ b: { c: 1, d: { f: 1 } } }),
  "fields within an array": shown({ "items.sku": 1 }),
  "a field that there is not": shown({ nothing: 1 }),
  "true and false": shown({ a: true, _id: false }),
  "any number means yes": shown({ a: 5 }),
  "fields keep the order they are stored in": shown({ z: 1, b: 1, a: 1 }),
  "$slice from the start": shown({ n: { $slice: 2 } }),
  "$slice from the end": shown({ n: { $slice: -2 } }),
  "$slice with skip": shown({ n: { $slice: [1, 2] } }),
  "$slice along with fields": shown({ a: 1, n: { $slice: 1 } }),
  $elemMatch: shown({ items: { $elemMatch: { qty: { $gt: 1 } } } }),
  "$elemMatch that finds none": shown({ a: 1, items: { $elemMatch: { qty: 9 } } }),
  "$elemMatch comes after what is merely kept": shown({ z: 1, items: { $elemMatch: { qty: 2 } }, n: 1 }),
  "positional $": shown({ "items.$": 1 }, { "items.qty": 2 }),
  "positional $ of values": shown({ "n.$": 1 }, { n: { $gt: 3 } }),
  "positional $ from $elemMatch": shown({ "items.$": 1 }, { items: { $elemMatch: { sku: "z" } } }),
  "an expression": shown({ double: { $multiply: ["$n", 2] } }, { _id: 2 }),
  "another field's value": shown({ copy: "$a" }),
  "a literal text": shown({ a: { $literal: 1 } }),
  "inclusion and exclusion mixed": shown({ a: 1, b: 0 }),
  "two paths that collide": shown({ b: 1, "b.c": 1 }),
  "an unknown operator": shown({ a: { $nonsense: 1 } }),
  "positional $ that the filter does not name": shown({ "items.$": 1 }, { a: 1 }),
  "an empty projection": shown({}),
});
