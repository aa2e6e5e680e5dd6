import type { Check } from "../check.ts";
import { updating } from "../forms.ts";
import { day, decimal, double, int, long, oid } from "../zoo.ts";

const on = { _id: 1, a: 1, b: { c: 2 }, s: "text", z: null, arr: [1, 2] };

export const fieldUpdates: Check[] = [
  ...updating("$set", {
    "a new field": { on, update: { $set: { n: 5 } } },
    "an existing field keeps its place": { on, update: { $set: { a: "one" } } },
    "the same value changes nothing": { on, update: { $set: { a: 1 } } },
    "the same number of another type changes it": { on, update: { $set: { a: double(1) } } },
    "a nested field": { on, update: { $set: { "b.c": 3, "b.d": 4 } } },
    "a path that has to be made": { on, update: { $set: { "x.y.z": 1 } } },
    "an array element": { on, update: { $set: { "arr.1": 9 } } },
    "an array element past the end": { on, update: { $set: { "arr.4": 9 } } },
    "an array element far past the end": { on, update: { $set: { "arr.2000000": 9 } } },
    "a path through a number": { on, update: { $set: { "a.b": 1 } } },
    "a path through null": { on, update: { $set: { "z.b": 1 } } },
    "a field of an array": { on, update: { $set: { "arr.x": 1 } } },
    "several new fields come in order of name": { on, update: { $set: { zz: 1, m: 2, k: 3 } } },
    "fields named by numbers come in order of number": { on, update: { $set: { n10: 1, "10": 2, "9": 3 } } },
    "a document with the same fields in another order": {
      on: { _id: 1, d: { a: 1, b: 2 } },
      update: { $set: { d: { b: 2, a: 1 } } },
    },
    "the same _id": { on, update: { $set: { _id: 1, a: 2 } } },
    "another _id": { on, update: { $set: { _id: 2 } } },
    "an empty name": { on, update: { $set: { "": 1 } } },
    "an empty part in a path": { on, update: { $set: { "a..b": 1 } } },
    "a dollar name": { on, update: { $set: { $x: 1 } } },
    "a nested dollar name": { on, update: { $set: { "b.$x": 1 } } },
    nothing: { on, update: { $set: {} } },
    "two operators on one path": { on, update: { $set: { a: 1 }, $inc: { a: 1 } } },
    "two operators on nested paths": { on, update: { $set: { b: {} }, $inc: { "b.c": 1 } } },
    "an unknown operator": { on, update: { $frobnicate: { a: 1 } } },
    "an operand that is no document": { on, update: { $set: 5 } },
    "on no match": { on, where: { _id: 9 }, update: { $set: { a: 1 } } },
    "many documents": {
      on: [on, { ...on, _id: 2 }, { _id: 3, a: 5 }],
      many: true,
      update: { $set: { a: 5 } },
    },
  }),
  ...updating("$unset", {
    "a field": { on, update: { $unset: { a: "" } } },
    "a nested field": { on, update: { $unset: { "b.c": 1 } } },
    "an array element becomes null": { on, update: { $unset: { "arr.0": 1 } } },
    "a field that there is not": { on, update: { $unset: { nothing: 1, "a.b.c": 1 } } },
    "the _id": { on, update: { $unset: { _id: 1 } } },
  }),
  ...updating("$inc", {
    "int by int": { on, update: { $inc: { a: 2 } } },
    "int past its range becomes long": { on: { _id: 1, a: 2147483647 }, update: { $inc: { a: 1 } } },
    "int below its range becomes long": { on: { _id: 1, a: -2147483648 }, update: { $inc: { a: -1 } } },
    "int by double": { on, update: { $inc: { a: 0.5 } } },
    "int by a whole double": { on, update: { $inc: { a: double(2) } } },
    "int by long": { on, update: { $inc: { a: long(2) } } },
    "int by decimal": { on, update: { $inc: { a: decimal("0.10") } } },
    "long by int, exactly": { on: { _id: 1, a: long("9007199254740993") }, update: { $inc: { a: 1 } } },
    "long past its range": { on: { _id: 1, a: long("9223372036854775807") }, update: { $inc: { a: 1 } } },
    "long by double": { on: { _id: 1, a: long(3) }, update: { $inc: { a: 0.25 } } },
    "double by int": { on: { _id: 1, a: 0.5 }, update: { $inc: { a: 1 } } },
    "double to a whole number stays a double": { on: { _id: 1, a: 0.5 }, update: { $inc: { a: 0.5 } } },
    "decimal by decimal keeps its digits": {
      on: { _id: 1, a: decimal("1.10") },
      update: { $inc: { a: decimal("2.205") } },
    },
    "decimal by int": { on: { _id: 1, a: decimal("1.10") }, update: { $inc: { a: 3 } } },
    "decimal by double": { on: { _id: 1, a: decimal("1.10") }, update: { $inc: { a: 0.1 } } },
    "a missing field": { on, update: { $inc: { n: 3 } } },
    "a missing field by a decimal": { on: { _id: 1 }, update: { $mul: { a: decimal("1.25") } } },
    "a missing field by a negative double": { on: { _id: 1 }, update: { $mul: { a: -1.5 } } },
    "a missing field by a long": { on, update: { $inc: { n: long(3) } } },
    "by zero changes nothing": { on, update: { $inc: { a: 0 } } },
    "a nested path that has to be made": { on, update: { $inc: { "x.y": 1 } } },
    "an array element": { on, update: { $inc: { "arr.0": 5 } } },
    text: { on, update: { $inc: { s: 1 } } },
    null: { on, update: { $inc: { z: 1 } } },
    "an array": { on, update: { $inc: { arr: 1 } } },
    "by text": { on, update: { $inc: { a: "1" } } },
    "by null": { on, update: { $inc: { a: null } } },
  }),
  ...updating("$mul", {
    "int by int": { on: { _id: 1, a: 6 }, update: { $mul: { a: 7 } } },
    "int past its range becomes long": { on: { _id: 1, a: 2147483647 }, update: { $mul: { a: 2 } } },
    "int by double": { on: { _id: 1, a: 6 }, update: { $mul: { a: 0.5 } } },
    "long past its range": { on: { _id: 1, a: long("9223372036854775807") }, update: { $mul: { a: 2 } } },
    "decimal by int": { on: { _id: 1, a: decimal("1.50") }, update: { $mul: { a: 3 } } },
    "decimal by decimal": { on: { _id: 1, a: decimal("1.50") }, update: { $mul: { a: decimal("1.1") } } },
    "a missing field becomes zero": { on: { _id: 1 }, update: { $mul: { a: 3 } } },
    "a missing field by a double becomes a zero of that type": {
      on: { _id: 1 },
      update: { $mul: { a: 1.5 } },
    },
    "a missing field by a long": { on: { _id: 1 }, update: { $mul: { a: long(4) } } },
    "by one changes nothing": { on, update: { $mul: { a: 1 } } },
    text: { on, update: { $mul: { s: 2 } } },
  }),
  ...updating("$min and $max", {
    "$min lower": { on, update: { $min: { a: 0 } } },
    "$min higher changes nothing": { on, update: { $min: { a: 5 } } },
    "$min equal of another type changes nothing": { on, update: { $min: { a: double(1) } } },
    "$max higher": { on, update: { $max: { a: 5.5 } } },
    "$max across types goes by the order of types": { on, update: { $max: { a: "text" } } },
    "$min across types goes by the order of types": { on, update: { $min: { s: 5 } } },
    "$min with null": { on, update: { $min: { a: null } } },
    "$max on null": { on, update: { $max: { z: 1 } } },
    "$min on a missing field": { on, update: { $min: { n: 9 } } },
    "$max of dates": { on: { _id: 1, at: day(1) }, update: { $max: { at: day(2) } } },
    "$max of decimals": { on: { _id: 1, a: decimal("9") }, update: { $max: { a: decimal("10") } } },
    "$max of longs, exactly": {
      on: { _id: 1, a: long("9007199254740992") },
      update: { $max: { a: long("9007199254740993") } },
    },
  }),
  ...updating("$rename", {
    "a field": { on, update: { $rename: { a: "first" } } },
    "into a nested path": { on, update: { $rename: { a: "b.a" } } },
    "out of a nested path": { on, update: { $rename: { "b.c": "c" } } },
    "onto an existing field": { on, update: { $rename: { a: "s" } } },
    "a field that there is not": { on, update: { $rename: { nothing: "x" } } },
    "onto itself": { on, update: { $rename: { a: "a" } } },
    "through an array": { on, update: { $rename: { "arr.0": "x" } } },
    "to something that is no text": { on, update: { $rename: { a: 1 } } },
    "the _id": { on, update: { $rename: { _id: "x" } } },
  }),
  ...updating("$setOnInsert", {
    "on a match does nothing": { on, update: { $setOnInsert: { n: 1 } }, upsert: true },
    "on an upsert": {
      on,
      where: { _id: 2 },
      update: { $setOnInsert: { n: 1 }, $set: { m: 2 } },
      upsert: true,
    },
    "the _id": { on, where: { k: 2 }, update: { $setOnInsert: { _id: oid(7) } }, upsert: true },
  }),
  ...updating("an update document", {
    "without operators": { on, update: { a: 2 } },
    "with an operator and a field": { on, update: { $set: { a: 2 }, b: 3 } },
    empty: { on, update: {} },
  }),
  {
    name: "$currentDate: a date, and a timestamp",
    run: async (db) => {
      const collection = db.collection<{ _id: number }>("c");
      await collection.insertOne({ _id: 1 });
      await collection.updateOne(
        {},
        { $currentDate: { at: true, also: { $type: "date" }, stamp: { $type: "timestamp" } } },
      );
      const types = await collection
        .aggregate([
          { $project: { at: { $type: "$at" }, also: { $type: "$also" }, stamp: { $type: "$stamp" } } },
        ])
        .toArray();
      const near = await collection.findOne({}, { projection: { at: 1, _id: 0 } });
      return { types, near: Math.abs(Date.now() - Number(near && "at" in near ? near.at : 0)) < 60_000 };
    },
  },
  ...updating("$currentDate", {
    "of an unknown type": { on, update: { $currentDate: { at: { $type: "string" } } } },
  }),
  ...updating("a pipeline as an update", {
    "$set from another field": { on, update: [{ $set: { n: { $add: ["$a", int(1)] } } }] },
    $unset: { on, update: [{ $unset: ["a", "b"] }] },
    "$set with $cond": { on, update: [{ $set: { s: { $cond: [{ $gt: ["$a", 0] }, "more", "less"] } } }] },
    "nothing changed": { on, update: [{ $set: { a: 1 } }] },
    "$set on the _id": { on, update: [{ $set: { _id: 5 } }] },
    "a stage that is not for updates": { on, update: [{ $match: {} }] },
  }),
];
