import { makeDate, makeTimestamp } from "../bson/make.ts";
import { readString, typeName } from "../bson/read.ts";
import { show } from "../bson/show.ts";
import { BsonType, elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import { badValue, failedToParse } from "../errors.ts";
import { equalTest } from "../match/compare-tests.ts";
import {
  addToSet,
  parseAddToSet,
  parsePop,
  parsePull,
  parsePush,
  pop,
  pull,
  push,
} from "./array-operators.ts";
import { checkNumericOperand, increment, keepExtreme, multiply } from "./number-operators.ts";
import { checkPath } from "./paths.ts";
import type { Place, Root } from "./place.ts";
import { renameChange } from "./rename.ts";

/** One change of one path; `create` says whether missing levels on the way are made. */
export type Change = {
  parts: string[];
  create: boolean;
  onInsertOnly: boolean;
  /** Set for a rename, which looks up both of its ends by itself. */
  moves?: true;
  apply: (place: Place, path: readonly string[], root: Root) => void;
};

type Parse = (path: string, operand: Value, now: () => number) => Omit<Change, "parts" | "onInsertOnly">;

const setter = (operand: Value) => ({ create: true, apply: (place: Place) => place.set(operand) });

const operators: Record<string, Parse> = {
  $set: (_path, operand) => setter(operand),
  $setOnInsert: (_path, operand) => setter(operand),
  $unset: () => ({ create: false, apply: (place) => place.remove() }),
  $inc: (path, operand) => {
    checkNumericOperand("$inc", path, operand);
    return { create: true, apply: (place, at, root) => increment(place, at, operand, root) };
  },
  $mul: (path, operand) => {
    checkNumericOperand("$mul", path, operand);
    return { create: true, apply: (place, at, root) => multiply(place, at, operand, root) };
  },
  $min: (_path, operand) => ({ create: true, apply: (place) => keepExtreme(place, operand, -1) }),
  $max: (_path, operand) => ({ create: true, apply: (place) => keepExtreme(place, operand, 1) }),
  $currentDate: (path, operand, now) => {
    const stamp = currentDateKind(path, operand) === "date" ? makeDate : makeTimestamp;
    return { create: true, apply: (place) => place.set(stamp(now())) };
  },
  $push: (_path, operand) => {
    const change = parsePush(operand);
    return { create: true, apply: (place, at, root) => push(place, at, change, root) };
  },
  $addToSet: (_path, operand) => {
    const added = parseAddToSet(operand);
    return { create: true, apply: (place, at, root) => addToSet(place, at, added, root) };
  },
  $pull: (_path, operand, now) => {
    const remove = parsePull(operand, now);
    return { create: false, apply: (place) => pull(place, remove, "$pull") };
  },
  $pullAll: (_path, operand) => {
    if (!isArray(operand))
      throw badValue(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
    const tests = elements(operand).map(equalTest);
    return {
      create: false,
      apply: (place) => pull(place, (element) => tests.some((test) => test(element)), "$pullAll"),
    };
  },
  $pop: (path, operand) => {
    const end = parsePop(path, operand);
    return { create: false, apply: (place, at) => pop(place, at, end) };
  },
};

function currentDateKind(path: string, operand: Value): "date" | "timestamp" {
  if (operand.type === BsonType.bool) return "date";
  if (!isDocument(operand))
    throw badValue(
      `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  const [[name, kind] = ["", operand], ...more] = entries(operand);
  if (name !== "$type" || more.length > 0) throw badValue(`Unrecognized $currentDate option: ${name}`);
  const text = kind.type === BsonType.string ? readString(kind) : "";
  if (text !== "date" && text !== "timestamp")
    throw badValue(
      `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {${path}: {$type: ${show(kind)}}}}`,
    );
  return text;
}

/** Every modifier and every path in it is known, or the update is refused as a whole. */
export function parseModifiers(update: Value, now: () => number): Change[] {
  return entries(update).flatMap(([name, fields]) => {
    const parse = operators[name];
    if (!parse && name !== "$rename")
      throw failedToParse(
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    if (!isDocument(fields))
      throw failedToParse(
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${show(fields)}}`,
      );
    return entries(fields).flatMap(([path, operand]): Change[] => {
      const parts = checkPath(path);
      if (!parse) return renameChange(path, parts, operand);
      return [{ parts, onInsertOnly: name === "$setOnInsert", ...parse(path, operand, now) }];
    });
  });
}
