import { compileExpression, noVars } from "../aggregate/expression.ts";
import { parsePath } from "../bson/path.ts";
import { isTruthy, readString } from "../bson/read.ts";
import { close } from "../bson/tree.ts";
import { BsonType, elements, entries, firstName, isArray, isDocument, type Value } from "../bson/value.ts";
import { badValue, notSupported } from "../errors.ts";
import { equalOrPatternTest } from "./compare-tests.ts";
import { allOf, anyOf, type Condition, kindOf, type Matcher, not } from "./matcher.ts";
import { conditionsOfOperators } from "./operators.ts";
import { anyValue, pathTarget } from "./target.ts";

const knownElsewhere = new Set([
  "$where",
  "$text",
  "$jsonSchema",
  "$sampleRate",
  "$alwaysTrue",
  "$alwaysFalse",
]);

/** A whole filter; every operator in it is known or an error. */
export function compileFilter(filter: Value, now: () => number): Matcher {
  return allOf(conditionsOf(filter, now));
}

function conditionsOf(filter: Value, now: () => number): Condition[] {
  return entries(filter).flatMap(([name, operand]): Condition[] => {
    if (name === "$and") return branchesOf(name, operand).flatMap((branch) => conditionsOf(branch, now));
    if (name.startsWith("$"))
      return [{ kind: kindOf(name), path: "", matches: compileTopLevel(name, operand, now) }];
    return compileField(name, operand, now);
  });
}

function compileTopLevel(name: string, operand: Value, now: () => number): Matcher {
  switch (name) {
    case "$or":
      return anyOf(branches(name, operand, now));
    case "$nor":
      return not(anyOf(branches(name, operand, now)));
    case "$expr": {
      const evaluate = compileExpression(operand);
      return (doc) => {
        const result = evaluate({ root: doc, vars: noVars, now: now() });
        return result !== undefined && isTruthy(close(result));
      };
    }
    case "$comment":
      return () => true;
    default:
      if (knownElsewhere.has(name)) throw notSupported(`query operator ${name}`);
      throw badValue(
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
}

const branches = (name: string, operand: Value, now: () => number): Matcher[] =>
  branchesOf(name, operand).map((branch) => compileFilter(branch, now));

function branchesOf(name: string, operand: Value): Value[] {
  if (!isArray(operand)) throw badValue(`${name} must be an array`);
  const list = elements(operand);
  if (list.length === 0) throw badValue(`${name} argument must be a non-empty array`);
  for (const branch of list)
    if (!isDocument(branch)) throw badValue(`${name} argument's entries must be objects`);
  return list;
}

/** `{a: {$gt: 1}}` is operators, `{a: {b: 1}}` and everything else is a value to be equal to. */
export function holdsOperators(operand: Value): boolean {
  return isDocument(operand) && firstName(operand)?.startsWith("$") === true;
}

function compileField(name: string, operand: Value, now: () => number): Condition[] {
  const target = pathTarget(parsePath(name));
  if (holdsOperators(operand)) return conditionsOfOperators(target, operand, now);
  const kind = kindOf(operand.type === BsonType.regex ? "$regex" : "$eq");
  return [{ kind, path: name, matches: anyValue(target, equalOrPatternTest(operand)) }];
}

export function stringOperand(name: string, operand: Value): string {
  if (operand.type !== BsonType.string) throw badValue(`${name} has to be a string`);
  return readString(operand);
}
