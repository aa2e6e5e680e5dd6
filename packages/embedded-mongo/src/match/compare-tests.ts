import { compareValues, typeRank } from "../bson/compare.ts";
import { nullValue } from "../bson/make.ts";
import { readExact } from "../bson/numbers.ts";
import { isNumber } from "../bson/read.ts";
import { BsonType, type Value } from "../bson/value.ts";
import type { Test } from "./matcher.ts";
import { regexTest } from "./regex-test.ts";

const isNull = (value: Value | undefined) => value === undefined || value.type === BsonType.null;

const isNaNValue = (value: Value) => {
  const exact = readExact(value);
  return typeof exact === "number" ? Number.isNaN(exact) : typeof exact === "object" && exact.kind === "nan";
};

export function equalTest(operand: Value): Test {
  if (operand.type === BsonType.null) return isNull;
  const rank = typeRank(operand);
  return (value) => value !== undefined && typeRank(value) === rank && compareValues(value, operand) === 0;
}

/** `$in` members and plain values: a regular expression is a pattern there. */
export const equalOrPatternTest = (operand: Value): Test =>
  operand.type === BsonType.regex ? regexTest(operand) : equalTest(operand);

export type Order = "$gt" | "$gte" | "$lt" | "$lte";

/** Only values of the operand's own type compare, except with MinKey and MaxKey; NaN only equals itself. */
export function orderTest(order: Order, operand: Value): Test {
  const inclusive = order === "$gte" || order === "$lte";
  const wanted = order === "$gt" || order === "$gte" ? 1 : -1;
  if (operand.type === BsonType.null) return inclusive ? isNull : () => false;
  const rank = typeRank(operand);
  const anyType = operand.type === BsonType.minKey || operand.type === BsonType.maxKey;
  if (isNumber(operand) && isNaNValue(operand))
    return (value) => inclusive && isNumber(value) && isNaNValue(value);
  return (given) => {
    // A missing value stands between the two ends of the order like null does.
    const value = given ?? (anyType ? nullValue : undefined);
    if (value === undefined) return false;
    if (!anyType && typeRank(value) !== rank) return false;
    const compared = compareValues(value, operand);
    if (compared === 0) return inclusive;
    return Math.sign(compared) === wanted && !(rank === 10 && wanted < 0 && isNaNValue(value));
  };
}
