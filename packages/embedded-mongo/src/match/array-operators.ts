import { isNumber, readNumber } from "../bson/read.ts";
import { elements, firstName, isArray, isDocument, someElement, type Value } from "../bson/value.ts";
import { badValue } from "../errors.ts";
import { compileFilter, holdsOperators } from "./compile.ts";
import type { Matcher } from "./matcher.ts";
import { compileOperators } from "./operators.ts";
import { elementTarget, type Target } from "./target.ts";

export function compileSize(target: Target, operand: Value): Matcher {
  const wanted = isNumber(operand) ? readNumber(operand) : Number.NaN;
  if (!Number.isInteger(wanted)) throw badValue("Failed to parse $size. Expected an integer");
  if (wanted < 0)
    throw badValue(`Failed to parse $size. Expected a non-negative number in: $size: ${wanted}`);
  return (doc) => target.visit(doc, false, (value) => isArray(value) && elements(value).length === wanted);
}

const topLevel = new Set(["$and", "$or", "$nor", "$where", "$expr"]);

/** Operators that are about the value itself, rather than about fields of a document. */
export const isAboutElement = (operand: Value) =>
  holdsOperators(operand) && !topLevel.has(firstName(operand) ?? "");

/** One element has to pass everything: operators are about the element itself, fields about a document in it. */
export function compileElemMatch(target: Target, operand: Value, now: () => number): Matcher {
  if (!isDocument(operand)) throw badValue("$elemMatch needs an Object");
  const passes = isAboutElement(operand) ? elementTest(operand, now) : documentTest(operand, now);
  return (doc, details) =>
    target.visit(doc, false, (value, outer) => {
      if (!isArray(value)) return false;
      return someElement(value, (element, i) => {
        if (!passes(element)) return false;
        if (details) details.arrayIndex = outer < 0 ? i : outer;
        return true;
      });
    });
}

export function documentTest(operand: Value, now: () => number): (element: Value) => boolean {
  const matcher = compileFilter(operand, now);
  return (element) => (isDocument(element) || isArray(element)) && matcher(element, undefined);
}

export function elementTest(operators: Value, now: () => number): (element: Value) => boolean {
  const matcher = compileOperators(elementTarget, operators, now);
  return (element) => matcher(element, undefined);
}
