import { compareValues } from "../bson/compare.ts";
import { makeBool, makeInt32, makeString } from "../bson/make.ts";
import { isTruthy, typeName } from "../bson/read.ts";
import { elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import type { Expression, OperatorCompiler } from "./expression.ts";
import { evaluate, exactly, fixedOperator, isNullish, operandList } from "./operands.ts";

/** Here a missing value is less than null, and every type has its place in one order. */
function compareAny(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  return compareValues(a, b);
}

const comparison = (name: string, holds: (compared: number) => boolean): OperatorCompiler =>
  fixedOperator(name, 2, ([a, b]) => makeBool(holds(compareAny(a, b))));

const compileAnd: OperatorCompiler = (operand, compile) => {
  const parts = operandList(operand).map(compile);
  return (scope) => makeBool(parts.every((part) => isTruthy(evaluate(part, scope))));
};

const compileOr: OperatorCompiler = (operand, compile) => {
  const parts = operandList(operand).map(compile);
  return (scope) => makeBool(parts.some((part) => isTruthy(evaluate(part, scope))));
};

const compileCond: OperatorCompiler = (operand, compile) => {
  const [test, yes, no] = (isDocument(operand) ? condFields(operand) : exactly("$cond", 3, operand)).map(
    compile,
  );
  return (scope) => (isTruthy(evaluate(test!, scope)) ? yes!(scope) : no!(scope));
};

function condFields(operand: Value): Value[] {
  const fields = new Map(entries(operand));
  for (const name of fields.keys())
    if (name !== "if" && name !== "then" && name !== "else")
      throw new MongoError(17083, `Unrecognized parameter to $cond: ${name}`);
  return ["if", "then", "else"].map((name, i) => {
    const value = fields.get(name);
    if (!value) throw new MongoError(17080 + i, `Missing '${name}' parameter to $cond`);
    return value;
  });
}

const compileIfNull: OperatorCompiler = (operand, compile) => {
  const parts = operandList(operand).map(compile);
  if (parts.length < 2) throw new MongoError(1257300, "$ifNull needs at least two arguments");
  return (scope) => {
    for (const part of parts.slice(0, -1)) {
      const value = part(scope);
      if (!isNullish(value)) return value;
    }
    return parts.at(-1)!(scope);
  };
};

const compileSwitch: OperatorCompiler = (operand, compile) => {
  if (!isDocument(operand))
    throw new MongoError(40060, `$switch requires an object as an argument, found: ${typeName(operand)}`);
  let otherwise: Expression | undefined;
  const branches: { test: Expression; outcome: Expression }[] = [];
  for (const [name, value] of entries(operand)) {
    if (name === "default") otherwise = compile(value);
    else if (name !== "branches" || !isArray(value))
      throw new MongoError(40067, `$switch found an unknown argument: ${name}`);
    else
      for (const branch of elements(value)) {
        const fields = new Map(entries(branch));
        const [test, then] = [fields.get("case"), fields.get("then")];
        if (!test || !then || fields.size !== 2)
          throw new MongoError(
            40063,
            "$switch requires each branch to have a 'case' and a 'then' expression only",
          );
        branches.push({ test: compile(test), outcome: compile(then) });
      }
  }
  if (branches.length === 0) throw new MongoError(40068, "$switch requires at least one branch.");
  return (scope) => {
    const taken = branches.find(({ test }) => isTruthy(evaluate(test, scope)));
    if (taken) return taken.outcome(scope);
    if (otherwise) return otherwise(scope);
    throw new MongoError(
      40066,
      "$switch could not find a matching branch for an input, and no default was specified.",
    );
  };
};

export const conditionOperators: Record<string, OperatorCompiler> = {
  $eq: comparison("$eq", (c) => c === 0),
  $ne: comparison("$ne", (c) => c !== 0),
  $gt: comparison("$gt", (c) => c > 0),
  $gte: comparison("$gte", (c) => c >= 0),
  $lt: comparison("$lt", (c) => c < 0),
  $lte: comparison("$lte", (c) => c <= 0),
  $cmp: fixedOperator("$cmp", 2, ([a, b]) => makeInt32(compareAny(a, b))),
  $and: compileAnd,
  $or: compileOr,
  $not: fixedOperator("$not", 1, ([value]) => makeBool(!isTruthy(value))),
  $cond: compileCond,
  $ifNull: compileIfNull,
  $switch: compileSwitch,
  $type: fixedOperator("$type", 1, ([value]) => makeString(typeName(value))),
};
