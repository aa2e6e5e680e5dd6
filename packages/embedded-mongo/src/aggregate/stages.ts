import { makeInt32 } from "../bson/make.ts";
import { refuseZeroByte } from "../bson/path.ts";
import { isNumber, readNumber, readString, typeName } from "../bson/read.ts";
import { closeDocument } from "../bson/tree.ts";
import {
  BsonType,
  documentOf,
  elements,
  entries,
  isArray,
  isDocument,
  isEmptyDocument,
  type Value,
} from "../bson/value.ts";
import { encodeDocument } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import { compileFilter } from "../match/compile.ts";
import { compileSort, sortBy } from "../plan/sort.ts";
import { compileProjection } from "../project/projection.ts";
import { compileAddFields } from "./add-fields.ts";
import { compileExpression, noVars } from "./expression.ts";
import { compileGroup } from "./group.ts";
import { evaluate } from "./operands.ts";
import { compileUnwind } from "./unwind.ts";

export type Stage = (docs: Value[]) => Value[];

const each =
  (change: (doc: Value) => Value): Stage =>
  (docs) =>
    docs.map(change);

export function compileStage(stage: Value, now: () => number): Stage {
  const [name, spec] = stageOf(stage);
  switch (name) {
    case "$match": {
      const matches = compileFilter(needDocument(name, 15959, spec), now);
      return (docs) => docs.filter((doc) => matches(doc, undefined));
    }
    case "$sort": {
      const sort = compileSort(needDocument(name, 15973, spec));
      if (sort.fields.length === 0)
        throw new MongoError(15976, "$sort stage must have at least one sort key");
      return (docs) => sortBy(docs, sort, (doc) => doc);
    }
    case "$limit": {
      const limit = wholeNumber(name, 15957, spec);
      if (limit === 0) throw new MongoError(15958, "the limit must be positive");
      return (docs) => docs.slice(0, limit);
    }
    case "$skip": {
      const skip = wholeNumber(name, 5107200, spec);
      return (docs) => docs.slice(skip);
    }
    case "$project": {
      const project = compileProjection(needDocument(name, 15969, spec), now, false);
      if (!project)
        throw new MongoError(
          51272,
          "Invalid $project :: caused by :: projection specification must have at least one field",
        );
      return each(project);
    }
    case "$set":
    case "$addFields":
      return each(compileAddFields(name, spec, now));
    case "$unset":
      return each(compileUnset(spec, now));
    case "$group":
      return compileGroup(spec, now);
    case "$unwind":
      return compileUnwind(spec);
    case "$count":
      return compileCount(spec);
    case "$replaceRoot":
    case "$replaceWith":
      return each(compileReplaceRoot(name, spec, now));
    default:
      throw new MongoError(
        40324,
        `Unrecognized pipeline stage name: '${name}' (the embedded store has only a part of MongoDB's stages)`,
      );
  }
}

export function stageOf(stage: Value): [string, Value] {
  const [only, ...more] = isDocument(stage) ? entries(stage) : [];
  if (!only || more.length > 0)
    throw new MongoError(40323, "A pipeline stage specification object must contain exactly one field.");
  return only;
}

function needDocument(name: string, code: number, spec: Value): Value {
  if (!isDocument(spec))
    throw new MongoError(code, `the ${name} specification must be an object, not ${typeName(spec)}`);
  return spec;
}

export function wholeNumber(name: string, code: number, spec: Value): number {
  const n = isNumber(spec) ? readNumber(spec) : Number.NaN;
  if (!Number.isSafeInteger(n) || n < 0)
    throw new MongoError(
      code,
      `invalid argument to ${name} stage: Expected a non-negative integer in: ${name}`,
    );
  return n;
}

function compileUnset(spec: Value, now: () => number): (doc: Value) => Value {
  const list = isArray(spec) ? elements(spec) : [spec];
  if (list.length === 0)
    throw new MongoError(31119, "$unset specification must be a string or an array with at least one field");
  const names = list.map((name) => {
    if (name.type !== BsonType.string)
      throw new MongoError(
        31120,
        "$unset specification must be a string or an array containing only string values",
      );
    return readString(name);
  });
  names.forEach(refuseZeroByte);
  const exclusion = documentOf(encodeDocument(Object.fromEntries(names.map((name) => [name, 0]))));
  return compileProjection(exclusion, now, false) ?? ((doc) => doc);
}

function compileCount(spec: Value): Stage {
  const name = spec.type === BsonType.string ? readString(spec) : "";
  if (name === "") throw new MongoError(40156, "the count field must be a non-empty string");
  if (name.startsWith("$")) throw new MongoError(40158, "the count field cannot be a $-prefixed path");
  if (name.includes("\0")) throw new MongoError(40159, "the count field cannot contain a null byte");
  if (name.includes(".")) throw new MongoError(40160, "the count field cannot contain '.'");
  return (docs) => (docs.length === 0 ? [] : [closeDocument(new Map([[name, makeInt32(docs.length)]]))]);
}

function compileReplaceRoot(name: string, spec: Value, now: () => number): (doc: Value) => Value {
  let source = spec;
  if (name === "$replaceRoot") {
    const [[field, inner] = ["", spec], ...more] =
      isDocument(spec) && !isEmptyDocument(spec) ? entries(spec) : [];
    if (field !== "newRoot" || more.length > 0)
      throw new MongoError(40231, "no newRoot specified for the $replaceRoot stage");
    source = inner;
  }
  const expression = compileExpression(source);
  return (doc) => {
    const root = evaluate(expression, { root: doc, vars: noVars, now: now() });
    if (!isDocument(root))
      throw new MongoError(
        40228,
        `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeName(root)}`,
      );
    return documentOf(Buffer.from(root.buf.subarray(root.start, root.end)));
  };
}
