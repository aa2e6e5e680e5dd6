import { close } from "../bson/tree.ts";
import { BsonType, elements, isArray, type Value, type ValueOf } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import type { Expression, OperatorCompiler, Scope } from "./expression.ts";

/** `{$op: [a, b]}` or, for one operand, `{$op: a}`. */
export function operandList(operand: Value): Value[] {
  return isArray(operand) ? elements(operand) : [operand];
}

export function exactly(name: string, count: number, operand: Value): Value[] {
  const list = operandList(operand);
  if (list.length !== count)
    throw new MongoError(
      16020,
      `Expression ${name} takes exactly ${count} arguments. ${list.length} were passed in.`,
    );
  return list;
}

export const isNullish = (value: Node | undefined): value is undefined | ValueOf<typeof BsonType.null> =>
  value === undefined || (!Array.isArray(value) && !(value instanceof Map) && value.type === BsonType.null);

export function evaluate(expression: Expression, scope: Scope): Value | undefined {
  const result = expression(scope);
  return result === undefined ? undefined : close(result);
}

/** An operator of a fixed number of operands, given as values; undefined is missing. */
export function fixedOperator(
  name: string,
  count: number,
  apply: (values: (Value | undefined)[]) => Node | undefined,
): OperatorCompiler {
  return (operand, compile) => {
    const expressions = exactly(name, count, operand).map(compile);
    return (scope) => apply(expressions.map((expression) => evaluate(expression, scope)));
  };
}

/** An operator of any number of operands. */
export function listOperator(apply: (values: (Value | undefined)[]) => Node | undefined): OperatorCompiler {
  return (operand, compile) => {
    const expressions = operandList(operand).map(compile);
    return (scope) => apply(expressions.map((expression) => evaluate(expression, scope)));
  };
}
