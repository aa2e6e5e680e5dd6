import type { Check } from "../check.ts";
import { finding } from "../forms.ts";
import { zoo } from "../zoo.ts";

const ids = { projection: { _id: 1 } };

const people = [
  { _id: 1, name: "b", age: 3, at: { x: 1 }, tags: [3, 9] },
  { _id: 2, name: "a", age: 1, at: { x: 2 }, tags: [1, 10] },
  { _id: 3, name: "c", age: 2, tags: [] },
  { _id: 4, name: "a", age: 2, at: [{ x: 5 }, { x: 0 }], tags: 5 },
  { _id: 5, name: null, age: 2, at: {}, tags: null },
  { _id: 6, age: 9, at: { x: null } },
  { _id: 7, name: "B", age: -1, tags: [[1]] },
];

const orders = {
  "one field up": { sort: { name: 1, _id: 1 }, ...ids },
  "one field down": { sort: { name: -1, _id: 1 }, ...ids },
  "two fields, mixed directions": { sort: { name: 1, age: -1, _id: 1 }, ...ids },
  "by a nested field through arrays": { sort: { "at.x": 1, _id: 1 }, ...ids },
  "by a nested field through arrays, down": { sort: { "at.x": -1, _id: 1 }, ...ids },
  "an array sorts up by its least element": { sort: { tags: 1, _id: 1 }, ...ids },
  "an array sorts down by its greatest element": { sort: { tags: -1, _id: 1 }, ...ids },
  "with skip": { sort: { _id: 1 as const }, skip: 3, ...ids },
  "with limit": { sort: { _id: -1 as const }, limit: 2, ...ids },
  "with skip and limit": { sort: { age: 1, _id: 1 }, skip: 2, limit: 3, ...ids },
  "skip past the end": { sort: { _id: 1 as const }, skip: 100, ...ids },
  "a negative limit answers one batch": { sort: { _id: 1 as const }, limit: -2, ...ids },
  "a filter, a sort and a limit": {
    filter: { age: { $gte: 2 } },
    sort: { age: 1, _id: -1 },
    limit: 3,
    ...ids,
  },
  "an equality, then a sort by the next field": { filter: { name: "a" }, sort: { age: -1, _id: 1 }, ...ids },
  "a range, then a sort by the same field": {
    filter: { age: { $gt: 1, $lt: 9 } },
    sort: { age: -1, _id: 1 },
    ...ids,
  },
  "$in, then a sort by the same field": {
    filter: { age: { $in: [9, 1, 3] } },
    sort: { age: -1, _id: 1 },
    ...ids,
  },
  "a direction of 2": { sort: { age: 2 as unknown as 1 }, ...ids },
};

export const sorting: Check[] = [
  ...finding("order of all types", zoo, {
    up: { sort: { v: 1, _id: 1 }, ...ids },
    down: { sort: { v: -1, _id: 1 }, ...ids },
    "numbers up": { filter: { v: { $type: "number" } }, sort: { v: 1, _id: 1 }, ...ids },
    "strings down": { filter: { v: { $type: "string" } }, sort: { v: -1, _id: 1 }, ...ids },
  }),
  ...finding(
    "order of all types with an index",
    zoo,
    { up: { sort: { v: 1, _id: 1 }, ...ids }, down: { sort: { v: -1, _id: 1 }, ...ids } },
    [{ key: { v: 1, _id: 1 }, name: "v" }],
  ),
  ...finding("sort", people, orders),
  ...finding("sort with indexes", people, orders, [
    { key: { age: 1 }, name: "age" },
    { key: { name: 1, age: -1 }, name: "name_age" },
    { key: { "at.x": 1 }, name: "at" },
    { key: { tags: -1 }, name: "tags" },
  ]),
];
