import { makeDate, nullValue } from "../bson/make.ts";
import { parsePath } from "../bson/path.ts";
import { readString } from "../bson/read.ts";
import { close } from "../bson/tree.ts";
import { BsonType, elements, entries, firstName, isArray, isDocument, type Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError, notSupported } from "../errors.ts";
import { arithmeticOperators } from "./arithmetic.ts";
import { arrayOperators } from "./array-expressions.ts";
import { conditionOperators } from "./conditions.ts";
import { conversionOperators } from "./conversions.ts";
import { dateOperators } from "./dates.ts";
import { fieldPathValue } from "./field-path.ts";
import { stringOperators } from "./strings.ts";

/** What an expression sees: the document, variables by name, and the time. */
export type Scope = { root: Value; vars: ReadonlyMap<string, Node | undefined>; now: number };
/** Undefined is a missing value, which is not the same as null. */
export type Expression = (scope: Scope) => Node | undefined;
export type OperatorCompiler = (operand: Value, compile: (source: Value) => Expression) => Expression;

export const noVars: ReadonlyMap<string, Node | undefined> = new Map();

const operators: Record<string, OperatorCompiler> = {
  ...arithmeticOperators,
  ...arrayOperators,
  ...conditionOperators,
  ...conversionOperators,
  ...dateOperators,
  ...stringOperators,
  $literal: (operand) => () => operand,
};

export function compileExpression(source: Value): Expression {
  if (source.type === BsonType.string) return compileString(readString(source), source);
  if (isArray(source)) {
    const parts = elements(source).map(compileExpression);
    return (scope) => parts.map((part) => part(scope) ?? nullValue);
  }
  if (!isDocument(source)) return () => source;
  return firstName(source)?.startsWith("$") ? compileOperator(source) : compileObject(source);
}

/** At the top of a projection an unknown operator has a code of its own. */
export function refuseUnknownOperator(source: Value): void {
  const name = isDocument(source) ? firstName(source) : undefined;
  if (name?.startsWith("$") && !Object.hasOwn(operators, name))
    throw new MongoError(31325, `Invalid $project :: caused by :: Unknown expression ${name}`);
}

function compileOperator(source: Value): Expression {
  const [[name, operand] = ["", source], ...more] = entries(source);
  if (more.length > 0)
    throw new MongoError(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${more.length + 1} fields`,
    );
  const compile = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!compile) throw new MongoError(168, `Unrecognized expression '${name}'`);
  return compile(operand, compileExpression);
}

function compileObject(source: Value): Expression {
  const fields = entries(source).map(([name, value]) => {
    if (name.includes("."))
      throw new MongoError(16412, `FieldPath field names may not contain '.': '${name}'`);
    return [name, compileExpression(value)] as const;
  });
  return (scope) => {
    const made = new Map<string, Node>();
    for (const [name, value] of fields) {
      const result = value(scope);
      if (result !== undefined) made.set(name, result);
    }
    return made;
  };
}

function compileString(text: string, source: Value): Expression {
  if (!text.startsWith("$")) return () => source;
  if (!text.startsWith("$$")) {
    const path = parsePath(text.slice(1));
    if (path.parts.some((part) => part.name === "" || part.name.startsWith("$")))
      throw new MongoError(
        16872,
        `'${text}' starts with an invalid character for a user variable name or is an invalid field path`,
      );
    return (scope) => fieldPathValue(scope.root, path.parts, 0);
  }
  const [name = "", ...rest] = text.slice(2).split(".");
  const path = rest.length > 0 ? parsePath(rest.join(".")) : undefined;
  const start = variable(name);
  if (!path) return start;
  return (scope) => {
    const value = start(scope);
    return value === undefined ? undefined : fieldPathValue(close(value), path.parts, 0);
  };
}

function variable(name: string): Expression {
  if (name === "ROOT" || name === "CURRENT") return (scope) => scope.root;
  if (name === "NOW") return (scope) => makeDate(scope.now);
  if (name === "REMOVE") return () => undefined;
  if (!/^[a-z]/.test(name)) throw notSupported(`variable $$${name}`);
  return (scope) => {
    if (!scope.vars.has(name)) throw new MongoError(17276, `Use of undefined variable: ${name}`);
    return scope.vars.get(name);
  };
}
