import { sameValue } from "../bson/compare.ts";
import { isTruthy } from "../bson/read.ts";
import { BsonType, elements, entries, field, isArray, isDocument, type Value } from "../bson/value.ts";
import { orderTest } from "../match/compare-tests.ts";
import { holdsOperators } from "../match/compile.ts";
import { typeTest } from "../match/value-tests.ts";
import type { Bound, Bounds } from "./bounds.ts";

/** Whether every document that matches the filter surely matches the index's own filter. In doubt: no. */
export function impliesPartial(filter: Value, bounds: Bounds, partial: Value): boolean {
  return entries(partial).every(([name, condition]) => {
    if (name === "$and" && isArray(condition))
      return elements(condition).every(
        (branch) => isDocument(branch) && impliesPartial(filter, bounds, branch),
      );
    if (name.startsWith("$")) return false;
    const same = field(filter, name);
    if (same && same.type === condition.type && sameValue(same, condition)) return true;
    const bound = bounds.get(name);
    if (!bound) return false;
    if (!holdsOperators(condition)) return allEqual(bound, (value) => sameValue(value, condition));
    return entries(condition).every(([operator, operand]) => implied(bound, operator, operand));
  });
}

const allEqual = (bound: Bound, test: (value: Value) => boolean) =>
  bound.equal !== undefined && bound.equal.length > 0 && bound.equal.every(test);

function implied(bound: Bound, operator: string, operand: Value): boolean {
  switch (operator) {
    case "$exists":
      return (
        isTruthy(operand) &&
        (bound.low !== undefined ||
          bound.high !== undefined ||
          allEqual(bound, (v) => v.type !== BsonType.null))
      );
    case "$eq":
      return allEqual(bound, (value) => sameValue(value, operand));
    case "$in":
      return (
        isArray(operand) &&
        allEqual(bound, (value) => elements(operand).some((member) => sameValue(member, value)))
      );
    case "$type":
      return allEqual(bound, (value) => value.type !== BsonType.null && impliesType(value, operand));
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return impliesOrder(bound, operator, operand);
    default:
      return false;
  }
}

/** An equal number may be stored as another number type, so only the question for any number is settled by one. */
function impliesType(value: Value, operand: Value): boolean {
  const isNumeric = typeTest(operand);
  const numbers = [BsonType.int32, BsonType.int64, BsonType.double, BsonType.decimal];
  if (!numbers.some((type) => type === value.type)) return isNumeric(value);
  return numbers.every((type) => isNumeric({ type, buf: value.buf, start: value.start, end: value.end }));
}

function impliesOrder(bound: Bound, operator: "$gt" | "$gte" | "$lt" | "$lte", operand: Value): boolean {
  const test = orderTest(operator, operand);
  if (allEqual(bound, test)) return true;
  const edge = operator === "$gt" || operator === "$gte" ? bound.low : bound.high;
  if (!edge) return false;
  return test(edge.value) || (!edge.inclusive && sameValue(edge.value, operand));
}
