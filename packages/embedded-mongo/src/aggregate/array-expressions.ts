import { sameValue } from "../bson/compare.ts";
import { makeBool, makeInt32, nullValue } from "../bson/make.ts";
import { isNumber, isTruthy, readNumber, readString, typeName } from "../bson/read.ts";
import { openDocument } from "../bson/tree.ts";
import { BsonType, elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import type { Expression, OperatorCompiler, Scope } from "./expression.ts";
import { evaluate, fixedOperator, isNullish, listOperator } from "./operands.ts";

function elementAt([array, index]: (Value | undefined)[]): Node | undefined {
  if (isNullish(array) || isNullish(index)) return nullValue;
  if (!isArray(array))
    throw new MongoError(28689, `$arrayElemAt's first argument must be an array, but is ${typeName(array)}`);
  const at = isNumber(index) ? readNumber(index) : Number.NaN;
  if (!Number.isInteger(at))
    throw new MongoError(
      28690,
      `$arrayElemAt's second argument must be a numeric value, but is ${typeName(index)}`,
    );
  return elements(array).at(at);
}

const end = (name: string, at: 0 | -1): OperatorCompiler =>
  fixedOperator(name, 1, ([array]) => {
    if (isNullish(array)) return nullValue;
    if (!isArray(array))
      throw new MongoError(28689, `${name}'s argument must be an array, but is ${typeName(array)}`);
    return elements(array).at(at);
  });

function concatenated(values: (Value | undefined)[]): Node {
  const all: Node[] = [];
  for (const value of values) {
    if (isNullish(value)) return nullValue;
    if (!isArray(value))
      throw new MongoError(28664, `$concatArrays only supports arrays, not ${typeName(value)}`);
    all.push(...elements(value));
  }
  return all;
}

type ForEach = { input: Expression; as: string; body: Expression };

/** `$filter` and `$map` share their form: an input, a name for each element, and what to do with it. */
function forEach(
  name: string,
  body: string,
  operand: Value,
  compile: (source: Value) => Expression,
): ForEach {
  if (!isDocument(operand)) throw new MongoError(28646, `${name} only supports an object as its argument`);
  const fields = new Map(entries(operand));
  for (const field of fields.keys())
    if (field !== "input" && field !== "as" && field !== body)
      throw new MongoError(28647, `Unrecognized parameter to ${name}: ${field}`);
  const [input, inner, as] = [fields.get("input"), fields.get(body), fields.get("as")];
  if (!input || !inner)
    throw new MongoError(28648, `Missing '${input ? body : "input"}' parameter to ${name}`);
  if (as && as.type !== BsonType.string)
    throw new MongoError(16866, `empty variable names are not allowed in ${name}`);
  return { input: compile(input), as: as ? readString(as) : "this", body: compile(inner) };
}

function eachElement(
  name: string,
  parts: ForEach,
  scope: Scope,
  visit: (element: Value, inner: Scope) => void,
): boolean {
  const input = evaluate(parts.input, scope);
  if (isNullish(input)) return false;
  if (!isArray(input))
    throw new MongoError(28651, `input to ${name} must be an array not ${typeName(input)}`);
  for (const element of elements(input))
    visit(element, { ...scope, vars: new Map([...scope.vars, [parts.as, element]]) });
  return true;
}

const compileFilter: OperatorCompiler = (operand, compile) => {
  const parts = forEach("$filter", "cond", operand, compile);
  return (scope) => {
    const kept: Node[] = [];
    const any = eachElement("$filter", parts, scope, (element, inner) => {
      if (isTruthy(evaluate(parts.body, inner))) kept.push(element);
    });
    return any ? kept : nullValue;
  };
};

const compileMap: OperatorCompiler = (operand, compile) => {
  const parts = forEach("$map", "in", operand, compile);
  return (scope) => {
    const made: Node[] = [];
    const any = eachElement("$map", parts, scope, (_element, inner) =>
      made.push(parts.body(inner) ?? nullValue),
    );
    return any ? made : nullValue;
  };
};

function merged(values: (Value | undefined)[]): Node {
  const fields = new Map<string, Node>();
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDocument(value))
      throw new MongoError(
        40400,
        `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
      );
    for (const [name, inner] of openDocument(value)) fields.set(name, inner);
  }
  return fields;
}

export const arrayOperators: Record<string, OperatorCompiler> = {
  $size: fixedOperator("$size", 1, ([array]) => {
    if (!isArray(array))
      throw new MongoError(
        17124,
        `The argument to $size must be an array, but was of type: ${typeName(array)}`,
      );
    return makeInt32(elements(array).length);
  }),
  $isArray: fixedOperator("$isArray", 1, ([value]) => makeBool(isArray(value))),
  $in: fixedOperator("$in", 2, ([wanted, array]) => {
    if (!isArray(array))
      throw new MongoError(40081, `$in requires an array as a second argument, found: ${typeName(array)}`);
    return makeBool(wanted !== undefined && elements(array).some((element) => sameValue(element, wanted)));
  }),
  $arrayElemAt: fixedOperator("$arrayElemAt", 2, elementAt),
  $first: end("$first", 0),
  $last: end("$last", -1),
  $concatArrays: listOperator(concatenated),
  $filter: compileFilter,
  $map: compileMap,
  $mergeObjects: listOperator(merged),
};
