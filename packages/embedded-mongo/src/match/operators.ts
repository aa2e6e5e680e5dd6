import { isTruthy, readRegex } from "../bson/read.ts";
import { BsonType, elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import { toValue } from "../bson/write.ts";
import { badValue, notSupported } from "../errors.ts";
import { compileElemMatch, compileSize } from "./array-operators.ts";
import { equalOrPatternTest, equalTest, orderTest } from "./compare-tests.ts";
import { holdsOperators, stringOperand } from "./compile.ts";
import { allOf, type Condition, kindOf, type Matcher, matchAll, not, type Test } from "./matcher.ts";
import { compileRegex, regexTest } from "./regex-test.ts";
import { anyValue, type Target } from "./target.ts";
import { modTest, typeTest } from "./value-tests.ts";

const knownElsewhere = new Set([
  "$bitsAllClear",
  "$bitsAllSet",
  "$bitsAnyClear",
  "$bitsAnySet",
  "$geoIntersects",
  "$geoWithin",
  "$near",
  "$nearSphere",
  "$within",
  "$maxDistance",
  "$minDistance",
  "$center",
  "$box",
]); // prettier-ignore

/** All operators that one field's document names. */
export function conditionsOfOperators(target: Target, operators: Value, now: () => number): Condition[] {
  const list = entries(operators);
  const options = list.find(([operator]) => operator === "$options")?.[1];
  if (options && !list.some(([operator]) => operator === "$regex")) throw badValue("$options needs a $regex");
  return list.map(([operator, operand]) => ({
    kind: kindOf(operator),
    path: target.name,
    matches: compileOperator(target, operator, operand, options, now),
  }));
}

export const compileOperators = (target: Target, operators: Value, now: () => number): Matcher =>
  allOf(conditionsOfOperators(target, operators, now));

function compileOperator(
  target: Target,
  operator: string,
  operand: Value,
  options: Value | undefined,
  now: () => number,
): Matcher {
  switch (operator) {
    case "$eq":
      return anyValue(target, equalTest(operand));
    case "$ne":
      if (operand.type === BsonType.regex) throw badValue("Can't have regex as arg to $ne.");
      return not(anyValue(target, equalTest(operand)));
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      if (operand.type === BsonType.regex)
        throw badValue(`Can't have RegEx as arg to predicate over field '${target.name}'.`);
      return anyValue(target, orderTest(operator, operand));
    case "$in":
      return anyValue(target, oneOf(operator, operand));
    case "$nin":
      return not(anyValue(target, oneOf(operator, operand)));
    case "$exists": {
      const wanted = isTruthy(operand);
      return (doc) => target.visit(doc, false, (value) => value !== undefined) === wanted;
    }
    case "$type":
      return anyValue(target, typeTest(operand));
    case "$regex":
      return anyValue(target, regexTest(regexOperand(operand, options)));
    case "$options":
      return matchAll;
    case "$mod":
      return anyValue(target, modTest(operand));
    case "$size":
      return compileSize(target, operand);
    case "$all":
      return compileAll(target, operand, now);
    case "$elemMatch":
      return compileElemMatch(target, operand, now);
    case "$not":
      if (operand.type === BsonType.regex) return not(anyValue(target, regexTest(operand)));
      if (!isDocument(operand)) throw badValue("$not needs a regex or a document");
      if (!holdsOperators(operand)) throw badValue("$not cannot be empty or hold a plain document");
      return not(compileOperators(target, operand, now));
    default:
      if (knownElsewhere.has(operator)) throw notSupported(`query operator ${operator}`);
      throw badValue(`unknown operator: ${operator}`);
  }
}

function oneOf(operator: string, operand: Value): Test {
  if (!isArray(operand)) throw badValue(`${operator} needs an array`);
  const tests = elements(operand).map((member) => {
    if (holdsOperators(member)) throw badValue(`cannot nest $ under ${operator}`);
    return equalOrPatternTest(member);
  });
  return (value) => tests.some((test) => test(value));
}

function regexOperand(operand: Value, options: Value | undefined): Value {
  const flags = options && stringOperand("$options", options);
  if (operand.type === BsonType.regex) {
    const own = readRegex(operand);
    if (flags !== undefined && own.flags !== "") throw badValue("options set in both $regex and $options");
    return flags === undefined ? operand : regexValue(own.pattern, flags);
  }
  const pattern = stringOperand("$regex", operand);
  compileRegex(pattern, flags ?? "");
  return regexValue(pattern, flags ?? "");
}

function regexValue(pattern: string, flags: string): Value {
  const bytes = Buffer.from(`${pattern}\0${flags}\0`);
  return { type: BsonType.regex, buf: bytes, start: 0, end: bytes.length };
}

function compileAll(target: Target, operand: Value, now: () => number): Matcher {
  if (!isArray(operand)) throw badValue("$all needs an array");
  const members = elements(operand);
  if (members.length === 0) return () => false;
  const matchers = members.map((member): Matcher => {
    if (!holdsOperators(member)) return anyValue(target, equalOrPatternTest(member));
    const [[operator, inner] = ["", toValue(null)], ...more] = entries(member);
    if (operator !== "$elemMatch" || more.length > 0) throw badValue("no $ expressions in $all");
    return compileElemMatch(target, inner, now);
  });
  return (doc, details) => matchers.every((matcher) => matcher(doc, details));
}
