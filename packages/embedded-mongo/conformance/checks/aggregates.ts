import type { Check } from "../check.ts";
import { aggregating } from "../forms.ts";
import { day, decimal, double, long } from "../zoo.ts";

const orders = [
  {
    _id: 1,
    store: "gangnam",
    total: 9000,
    items: [
      { sku: "latte", qty: 2 },
      { sku: "cookie", qty: 1 },
    ],
    at: day(1),
  },
  { _id: 2, store: "mapo", total: 4500, items: [{ sku: "latte", qty: 1 }], at: day(2), note: "hot" },
  { _id: 3, store: "gangnam", total: double(5500.5), items: [], at: day(3), note: null },
  { _id: 4, store: "mapo", total: long(12000), items: [{ sku: "tea", qty: 4 }], at: day(4) },
  { _id: 5, store: null, total: null, at: day(5) },
  { _id: 6, total: "free", items: { sku: "tea", qty: 1 } },
  {
    _id: 7,
    store: "jongno",
    total: decimal("100.25"),
    items: [
      { sku: "latte", qty: 3 },
      { sku: "tea", qty: 2 },
    ],
  },
];

const byId = { $sort: { _id: 1 } };

export const aggregates: Check[] = [
  ...aggregating("aggregate", orders, {
    nothing: [byId],
    $match: [{ $match: { store: "mapo" } }, byId],
    "$match, $sort, $skip, $limit": [
      { $match: { _id: { $gt: 1 } } },
      { $sort: { _id: -1 } },
      { $skip: 1 },
      { $limit: 2 },
    ],
    "$limit before $sort": [byId, { $limit: 3 }, { $sort: { total: 1, _id: 1 } }, { $project: { _id: 1 } }],
    "$sort across types": [{ $sort: { total: 1, _id: 1 } }, { $project: { _id: 1 } }],
    $count: [{ $match: { store: "mapo" } }, { $count: "orders" }],
    "$count of nothing": [{ $match: { store: "none" } }, { $count: "orders" }],
    $unwind: [{ $unwind: "$items" }, byId, { $project: { items: 1 } }],
    "$unwind keeping what is empty": [
      { $unwind: { path: "$items", preserveNullAndEmptyArrays: true } },
      byId,
      { $project: { items: 1 } },
    ],
    "$unwind with an index": [
      { $unwind: { path: "$items", includeArrayIndex: "at" } },
      { $match: { _id: { $in: [1, 6] } } },
      { $sort: { _id: 1, at: 1 } },
    ],
    "$group by a field": [{ $group: { _id: "$store", orders: { $sum: 1 } } }, byId],
    "$group sums of mixed numbers": [{ $group: { _id: "$store", total: { $sum: "$total" } } }, byId],
    "$group of all": [
      {
        $group: {
          _id: null,
          n: { $sum: 1 },
          total: { $sum: "$total" },
          most: { $max: "$total" },
          least: { $min: "$total" },
        },
      },
    ],
    "$group averages": [{ $group: { _id: "$store", average: { $avg: "$total" } } }, byId],
    "$group by two fields": [{ $group: { _id: { store: "$store", note: "$note" }, n: { $sum: 1 } } }, byId],
    "$group $first and $last": [
      byId,
      { $group: { _id: "$store", first: { $first: "$_id" }, last: { $last: "$_id" } } },
      byId,
    ],
    "$group $push": [
      byId,
      { $group: { _id: "$store", ids: { $push: "$_id" }, notes: { $push: "$note" } } },
      byId,
    ],
    "$group $push of documents": [
      byId,
      { $group: { _id: "$store", all: { $push: { id: "$_id", total: "$total" } } } },
      byId,
    ],
    "$group $addToSet": [
      { $group: { _id: null, stores: { $addToSet: "$store" } } },
      { $unwind: "$stores" },
      { $sort: { stores: 1 } },
    ],
    "$group $count": [{ $group: { _id: "$store", n: { $count: {} } } }, byId],
    "$group by an expression": [{ $group: { _id: { $gt: ["$_id", 3] }, n: { $sum: "$_id" } } }, byId],
    "$group of numbers equal across types": [
      { $project: { k: { $cond: [{ $eq: [{ $mod: ["$_id", 2] }, 0] }, 1, { $toDouble: 1 }] } } },
      { $group: { _id: "$k", n: { $sum: 1 } } },
      { $project: { n: 1, _id: 0 } },
    ],
    "$group null and missing together": [
      { $group: { _id: "$note", ids: { $push: "$_id" } } },
      { $match: { _id: null } },
    ],
    "$unwind, then $group": [
      { $unwind: "$items" },
      { $group: { _id: "$items.sku", qty: { $sum: "$items.qty" }, orders: { $sum: 1 } } },
      { $sort: { qty: -1, _id: 1 } },
    ],
    "$group over nothing": [{ $match: { _id: 99 } }, { $group: { _id: null, n: { $sum: 1 } } }],
    "$group without _id": [{ $group: { n: { $sum: 1 } } }],
    "$group with a field that is no accumulator": [{ $group: { _id: 1, n: "$total" } }],
    "$project of fields": [byId, { $project: { store: 1, _id: 0 } }, { $limit: 3 }],
    "$project out": [{ $match: { _id: 1 } }, { $project: { items: 0, at: 0 } }],
    "$project renames": [{ $match: { _id: 1 } }, { $project: { shop: "$store", "n.total": "$total" } }],
    "$project of a missing field": [{ $match: { _id: 1 } }, { $project: { x: "$nothing" } }],
    "$project through an array": [{ $match: { _id: 1 } }, { $project: { skus: "$items.sku" } }],
    "$project mixed": [{ $project: { a: 1, b: 0 } }],
    "$project of nothing": [{ $project: {} }],
    $addFields: [{ $match: { _id: 2 } }, { $addFields: { twice: { $multiply: ["$total", 2] }, "o.p": 1 } }],
    "$addFields over a field": [{ $match: { _id: 2 } }, { $addFields: { store: "x", items: null } }],
    "$set is $addFields": [{ $match: { _id: 2 } }, { $set: { store: { $concat: ["$store", "!"] } } }],
    $unset: [{ $match: { _id: 2 } }, { $unset: ["items", "at"] }],
    "$match after $group": [
      { $group: { _id: "$store", n: { $sum: 1 } } },
      { $match: { n: { $gt: 1 } } },
      byId,
    ],
    "$match with $expr": [{ $match: { $expr: { $gt: ["$total", 5000] } } }, byId, { $project: { _id: 1 } }],
    "an unknown stage": [{ $frobnicate: {} }],
    "a stage of two": [{ $match: {}, $limit: 1 }],
    "$limit 0": [{ $limit: 0 }],
    "$skip below zero": [{ $skip: -1 }],
    "$sort by nothing": [{ $sort: {} }],
    "$unwind without a dollar": [{ $unwind: "items" }],
    "$match with an unknown operator": [{ $match: { a: { $nonsense: 1 } } }],
    "$count with a dollar": [{ $count: "$n" }],
  }),
  ...aggregating(
    "expression",
    [
      {
        _id: 1,
        a: 7,
        b: 2,
        n: null,
        s: "Abc",
        arr: [3, 1, 2],
        o: { p: 1 },
        at: day(3),
        l: long(5),
        d: decimal("1.50"),
        f: 2.5,
      },
    ],
    {
      "$add keeps types": [
        {
          $project: {
            _id: 0,
            int: { $add: ["$a", "$b"] },
            long: { $add: ["$a", "$l"] },
            decimal: { $add: ["$a", "$d"] },
            double: { $add: ["$a", "$f"] },
          },
        },
      ],
      "$add with null": [{ $project: { x: { $add: ["$a", "$n"] }, y: { $add: ["$a", "$missing"] } } }],
      "$add to a date": [{ $project: { x: { $add: ["$at", 1000] } } }],
      $subtract: [
        {
          $project: {
            x: { $subtract: ["$a", "$b"] },
            y: { $subtract: ["$at", 1000] },
            z: { $subtract: ["$at", day(1)] },
          },
        },
      ],
      $multiply: [{ $project: { x: { $multiply: ["$a", "$b", "$l"] }, y: { $multiply: ["$d", 3] } } }],
      $divide: [{ $project: { x: { $divide: ["$a", "$b"] }, y: { $divide: [6, 2] } } }],
      "$divide by zero": [{ $project: { x: { $divide: ["$a", 0] } } }],
      $mod: [{ $project: { x: { $mod: ["$a", "$b"] }, y: { $mod: [-7, 2] } } }],
      "$abs $floor $ceil $round $trunc": [
        {
          $project: {
            a: { $abs: -5 },
            f: { $floor: "$f" },
            c: { $ceil: "$f" },
            r: { $round: ["$f", 0] },
            t: { $trunc: "$f" },
          },
        },
      ],
      "$sum and $avg of an array": [{ $project: { s: { $sum: "$arr" }, a: { $avg: "$arr" } } }],
      "$min and $max of an array": [{ $project: { s: { $min: "$arr" }, a: { $max: "$arr" } } }],
      "$cond and $ifNull": [
        {
          $project: {
            // biome-ignore lint/suspicious/noThenProperty: MongoDB's own name
            x: { $cond: { if: { $gt: ["$a", 5] }, then: "y", else: "n" } },
            y: { $ifNull: ["$n", "$missing", "z"] },
          },
        },
      ],
      $switch: [
        // biome-ignore lint/suspicious/noThenProperty: MongoDB's own name
        { $project: { x: { $switch: { branches: [{ case: { $gt: ["$a", 10] }, then: 1 }], default: 2 } } } },
      ],
      "$eq $ne $gt $lte $cmp": [
        {
          $project: {
            e: { $eq: ["$a", 7] },
            n: { $ne: ["$a", 7] },
            g: { $gt: ["$a", "$s"] },
            l: { $lte: ["$n", 0] },
            c: { $cmp: ["$a", "$b"] },
          },
        },
      ],
      "$and $or $not": [{ $project: { a: { $and: [1, "$s"] }, o: { $or: [0, "$n"] }, n: { $not: ["$n"] } } }],
      "$concat $toUpper $toLower": [
        { $project: { c: { $concat: ["$s", "-", "x"] }, u: { $toUpper: "$s" }, l: { $toLower: "$s" } } },
      ],
      "$concat with null": [{ $project: { c: { $concat: ["$s", "$n"] } } }],
      "$concat of a number": [{ $project: { c: { $concat: ["$s", "$a"] } } }],
      $size: [{ $project: { n: { $size: "$arr" } } }],
      "$size of no array": [{ $project: { n: { $size: "$a" } } }],
      "$in and $arrayElemAt": [
        {
          $project: {
            i: { $in: [1, "$arr"] },
            f: { $arrayElemAt: ["$arr", 0] },
            l: { $arrayElemAt: ["$arr", -1] },
            x: { $arrayElemAt: ["$arr", 9] },
          },
        },
      ],
      "$filter and $map": [
        {
          $project: {
            f: { $filter: { input: "$arr", as: "e", cond: { $gt: ["$$e", 1] } } },
            m: { $map: { input: "$arr", as: "e", in: { $multiply: ["$$e", 2] } } },
          },
        },
      ],
      $type: [
        {
          $project: {
            a: { $type: "$a" },
            l: { $type: "$l" },
            d: { $type: "$d" },
            m: { $type: "$missing" },
            arr: { $type: "$arr" },
          },
        },
      ],
      $literal: [{ $project: { x: { $literal: "$a" } } }],
      $dateToString: [
        { $project: { x: { $dateToString: { format: "%Y-%m-%d %H:%M", date: "$at", timezone: "+09:00" } } } },
      ],
      $$ROOT: [{ $project: { _id: 0, x: "$$ROOT.a" } }],
      "an unknown operator": [{ $project: { x: { $nonsense: 1 } } }],
      "a document of expressions": [{ $project: { x: { p: "$a", q: { $add: ["$a", 1] } } } }],
      "an array of expressions": [{ $project: { x: ["$a", "$missing", 3] } }],
      "text minus a number": [{ $project: { x: { $subtract: ["$s", 1] } } }],
    },
  ),
];
