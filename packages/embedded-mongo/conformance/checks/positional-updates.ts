import type { Check } from "../check.ts";
import { updating } from "../forms.ts";

const items = [
  { sku: "x", qty: 1, sub: [{ k: 1 }, { k: 2 }] },
  { sku: "y", qty: 5, sub: [{ k: 2 }] },
  { sku: "x", qty: 9, sub: [] },
];
const on = { _id: 1, items, n: [1, 5, 9, 5], grid: [[1, 2], [3]], total: 0 };

export const positionalUpdates: Check[] = [
  ...updating("positional $", {
    "the first element that matches": {
      on,
      where: { "items.sku": "x" },
      update: { $set: { "items.$.qty": 50 } },
    },
    "by $elemMatch": {
      on,
      where: { items: { $elemMatch: { sku: "x", qty: { $gt: 2 } } } },
      update: { $inc: { "items.$.qty": 1 } },
    },
    "by two conditions on one array, the last decides": {
      on,
      where: { "items.sku": "y", "items.qty": 9 },
      update: { $set: { "items.$.hit": true } },
    },
    "in an array of values": { on, where: { n: { $gt: 4 } }, update: { $set: { "n.$": 0 } } },
    "by equality in an array of values": { on, where: { n: 5 }, update: { $inc: { "n.$": 100 } } },
    "by $in": { on, where: { n: { $in: [9, 5] } }, update: { $set: { "n.$": "hit" } } },
    "the whole element": { on, where: { "items.qty": 5 }, update: { $set: { "items.$": { sku: "new" } } } },
    "$unset of the element": { on, where: { n: 9 }, update: { $unset: { "n.$": 1 } } },
    "without a match, after a path that is wrong": {
      on,
      where: { total: 0 },
      update: { $set: { "n.$": 1 }, $max: { "_id.x": 1 }, $inc: { "items.qty": 1 } },
    },
    "without a match, before a path that is wrong": {
      on,
      where: { total: 0 },
      update: { $set: { "items.$": 1, "total.x": 1 } },
    },
    "along with another field": {
      on,
      where: { "items.sku": "y" },
      update: { $set: { "items.$.done": true }, $inc: { total: 1 } },
    },
    "with an array below it": {
      on,
      where: { "items.sub.k": 2 },
      update: { $push: { "items.$.sub": { k: 9 } } },
    },
    "a filter that names no array": { on, where: { _id: 1 }, update: { $set: { "items.$.qty": 1 } } },
    "in an $or": {
      on,
      where: { $or: [{ "items.qty": 9 }, { total: 1 }] },
      update: { $set: { "items.$.hit": 1 } },
    },
    "in an $and": {
      on,
      where: { $and: [{ _id: 1 }, { "items.sku": "y" }] },
      update: { $set: { "items.$.hit": 1 } },
    },
    "many documents": {
      on: [on, { ...on, _id: 2, items: [...items].reverse() }],
      where: { "items.qty": 9 },
      many: true,
      update: { $set: { "items.$.hit": 1 } },
    },
  }),
  ...updating("$[] for all", {
    "a field of each": { on, update: { $inc: { "items.$[].qty": 1 } } },
    "each value": { on, update: { $mul: { "n.$[]": 2 } } },
    "two levels": { on, update: { $set: { "items.$[].sub.$[].seen": true } } },
    "arrays in arrays": { on, update: { $inc: { "grid.$[].$[]": 10 } } },
    "of nothing": { on: { _id: 1, n: [] }, update: { $inc: { "n.$[]": 1 } } },
    "on no array": { on: { _id: 1, n: 5 }, update: { $inc: { "n.$[]": 1 } } },
    "on a missing field": { on: { _id: 1 }, update: { $inc: { "n.$[]": 1 } } },
  }),
  ...updating("arrayFilters", {
    "by a field": { on, update: { $set: { "items.$[e].done": true } }, arrayFilters: [{ "e.sku": "x" }] },
    "by two fields": {
      on,
      update: { $set: { "items.$[e].done": true } },
      arrayFilters: [{ "e.sku": "x", "e.qty": { $gt: 1 } }],
    },
    "by value": { on, update: { $set: { "n.$[e]": 0 } }, arrayFilters: [{ e: { $gte: 5 } }] },
    "with $or": {
      on,
      update: { $set: { "items.$[e].done": 1 } },
      arrayFilters: [{ $or: [{ "e.qty": 1 }, { "e.sku": "y" }] }],
    },
    "two filters at two levels": {
      on,
      update: { $set: { "items.$[i].sub.$[s].hit": 1 } },
      arrayFilters: [{ "i.sku": "x" }, { "s.k": 2 }],
    },
    "with $[] above": { on, update: { $set: { "items.$[].sub.$[s].hit": 1 } }, arrayFilters: [{ "s.k": 2 }] },
    "that match nothing": {
      on,
      update: { $set: { "items.$[e].done": true } },
      arrayFilters: [{ "e.sku": "none" }],
    },
    "$pull below": {
      on,
      update: { $pull: { "items.$[e].sub": { k: 2 } } },
      arrayFilters: [{ "e.sku": "x" }],
    },
    "one that is not used": { on, update: { $set: { total: 1 } }, arrayFilters: [{ "e.sku": "x" }] },
    "one that is not given": { on, update: { $set: { "items.$[e].done": true } } },
    "two of one name": {
      on,
      update: { $set: { "items.$[e].done": 1 } },
      arrayFilters: [{ "e.sku": "x" }, { "e.qty": 1 }],
    },
    "of a field that holds no array": { on, update: { $set: { "total.$[e]": 1 } }, arrayFilters: [{ e: 1 }] },
  }),
];
