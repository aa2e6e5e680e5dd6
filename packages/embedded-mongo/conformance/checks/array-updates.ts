import type { Check } from "../check.ts";
import { updating } from "../forms.ts";
import { decimal, double, long } from "../zoo.ts";

const on = {
  _id: 1,
  n: [3, 1, 2],
  d: [
    { k: 1, v: "a" },
    { k: 3, v: "b" },
    { k: 2, v: "c" },
  ],
  s: "text",
  z: null,
};

export const arrayUpdates: Check[] = [
  ...updating("$push", {
    "a value": { on, update: { $push: { n: 4 } } },
    "an array as one element": { on, update: { $push: { n: [4, 5] } } },
    "onto a missing field": { on, update: { $push: { x: 1 } } },
    "onto a missing nested field": { on, update: { $push: { "x.y": 1 } } },
    $each: { on, update: { $push: { n: { $each: [4, 5] } } } },
    "$each of nothing": { on, update: { $push: { n: { $each: [] } } } },
    "$each of nothing makes the array": { on, update: { $push: { x: { $each: [] } } } },
    "$position at the start": { on, update: { $push: { n: { $each: [8, 9], $position: 0 } } } },
    "$position from the end": { on, update: { $push: { n: { $each: [8, 9], $position: -1 } } } },
    "$position past the end": { on, update: { $push: { n: { $each: [8], $position: 99 } } } },
    "$slice keeps the first": { on, update: { $push: { n: { $each: [4, 5], $slice: 2 } } } },
    "$slice keeps the last": { on, update: { $push: { n: { $each: [4, 5], $slice: -2 } } } },
    "$slice 0": { on, update: { $push: { n: { $each: [4], $slice: 0 } } } },
    "$sort of values": { on, update: { $push: { n: { $each: [0], $sort: 1 } } } },
    "$sort down": { on, update: { $push: { n: { $each: [0], $sort: -1 } } } },
    "$sort of documents by a field": { on, update: { $push: { d: { $each: [{ k: 0 }], $sort: { k: 1 } } } } },
    "$sort by two fields": {
      on,
      update: { $push: { d: { $each: [{ k: 2, v: "a" }], $sort: { k: -1, v: 1 } } } },
    },
    "$sort of mixed types": {
      on,
      update: { $push: { n: { $each: ["a", null, { a: 1 }, true], $sort: 1 } } },
    },
    "$sort, then $slice": { on, update: { $push: { n: { $each: [9, 0], $sort: -1, $slice: 3 } } } },
    "$position, $sort and $slice": {
      on,
      update: { $push: { n: { $each: [9, 0], $position: 1, $slice: 4 } } },
    },
    "onto text": { on, update: { $push: { s: 1 } } },
    "onto null": { on, update: { $push: { z: 1 } } },
    "$each that is no array": { on, update: { $push: { n: { $each: 1 } } } },
    "a modifier that there is not": { on, update: { $push: { n: { $each: [1], $nonsense: 1 } } } },
    "$slice that is no number": { on, update: { $push: { n: { $each: [1], $slice: "a" } } } },
    "$sort of 2": { on, update: { $push: { n: { $each: [1], $sort: 2 } } } },
    "two fields at once": { on, update: { $push: { n: 1, d: { k: 9 } } } },
  }),
  ...updating("$addToSet", {
    "a new value": { on, update: { $addToSet: { n: 4 } } },
    "a value that is there": { on, update: { $addToSet: { n: 3 } } },
    "a value that is there as another number type": { on, update: { $addToSet: { n: double(3) } } },
    "a long and a decimal that are there": {
      on,
      update: { $addToSet: { n: { $each: [long(1), decimal("2.0"), 7] } } },
    },
    "an equal document": { on, update: { $addToSet: { d: { k: 1, v: "a" } } } },
    "the same document in another order": { on, update: { $addToSet: { d: { v: "a", k: 1 } } } },
    "$each with one value twice": { on, update: { $addToSet: { n: { $each: [4, 4, 3, 5] } } } },
    "onto a missing field": { on, update: { $addToSet: { x: { $each: [1, 1] } } } },
    "an array as one element": { on, update: { $addToSet: { n: [3] } } },
    "onto text": { on, update: { $addToSet: { s: 1 } } },
  }),
  ...updating("$pull", {
    "a value": { on: { _id: 1, n: [1, 2, 1, 3] }, update: { $pull: { n: 1 } } },
    "a value of another number type": { on, update: { $pull: { n: double(3) } } },
    "a value that is not there": { on, update: { $pull: { n: 99 } } },
    "by a condition": { on, update: { $pull: { n: { $gte: 2 } } } },
    "by $in": { on, update: { $pull: { n: { $in: [1, 2] } } } },
    "documents by a field": { on, update: { $pull: { d: { k: 3 } } } },
    "documents by a condition on a field": {
      on,
      update: { $pull: { d: { k: { $gt: 1 }, v: { $ne: "b" } } } },
    },
    "documents match whatever else they hold": { on, update: { $pull: { d: { v: "c" } } } },
    "by a regular expression": { on: { _id: 1, n: ["ab", "b", "a"] }, update: { $pull: { n: /^a/ } } },
    "by $or": { on, update: { $pull: { d: { $or: [{ k: 1 }, { v: "b" }] } } } },
    "an array by its whole value": { on: { _id: 1, n: [[1, 2], [1], 1] }, update: { $pull: { n: [1] } } },
    "by $elemMatch": {
      on: { _id: 1, n: [{ a: [1, 2] }, { a: [3] }] },
      update: { $pull: { n: { a: { $elemMatch: { $gt: 2 } } } } },
    },
    null: { on: { _id: 1, n: [null, 1, { a: null }] }, update: { $pull: { n: null } } },
    "from a missing field": { on, update: { $pull: { x: 1 } } },
    "from text": { on, update: { $pull: { s: "t" } } },
    "from a nested array": { on: { _id: 1, a: { b: [1, 2] } }, update: { $pull: { "a.b": 2 } } },
  }),
  ...updating("$pullAll", {
    "some values": { on, update: { $pullAll: { n: [1, 3, 9] } } },
    "whole documents, in order": {
      on,
      update: {
        $pullAll: {
          d: [
            { k: 1, v: "a" },
            { v: "b", k: 3 },
          ],
        },
      },
    },
    "no array": { on, update: { $pullAll: { n: 1 } } },
  }),
  ...updating("$pop", {
    "the last": { on, update: { $pop: { n: 1 } } },
    "the first": { on, update: { $pop: { n: -1 } } },
    "of nothing": { on: { _id: 1, n: [] }, update: { $pop: { n: 1 } } },
    "of a missing field": { on, update: { $pop: { x: 1 } } },
    "by 2": { on, update: { $pop: { n: 2 } } },
    "of text": { on, update: { $pop: { s: 1 } } },
  }),
];
