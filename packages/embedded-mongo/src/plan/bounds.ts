import { typeRank } from "../bson/compare.ts";
import { BsonType, elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import { holdsOperators } from "../match/compile.ts";

/** What a filter demands of one path, as far as an index can serve it. Any part may be missing, none may be wrong. */
export type Bound = { equal?: Value[]; low?: Edge; high?: Edge };
export type Edge = { value: Value; inclusive: boolean };
export type Bounds = Map<string, Bound>;

const MOST_VALUES = 1000;

/** Values that one index key stands for. Arrays, patterns and the ends of the order need the predicate. */
const isSimple = (value: Value) =>
  value.type !== BsonType.array &&
  value.type !== BsonType.regex &&
  value.type !== BsonType.minKey &&
  value.type !== BsonType.maxKey;

/** Conditions joined by and; what cannot be used is left out, which only makes the candidates more. */
export function boundsOf(filter: Value, bounds: Bounds = new Map()): Bounds {
  for (const [name, operand] of entries(filter)) {
    if (name === "$and" && isArray(operand)) {
      for (const branch of elements(operand)) if (isDocument(branch)) boundsOf(branch, bounds);
    } else if (!name.startsWith("$")) {
      const bound = bounds.get(name) ?? {};
      bounds.set(name, bound);
      if (!holdsOperators(operand)) demandEqual(bound, [operand]);
      else for (const [operator, value] of entries(operand)) demand(bound, operator, value);
    }
  }
  return bounds;
}

function demand(bound: Bound, operator: string, value: Value): void {
  if (operator === "$eq") demandEqual(bound, [value]);
  else if (operator === "$in" && isArray(value)) demandEqual(bound, elements(value));
  else if (operator === "$gt" || operator === "$gte") {
    if (isRangeable(value)) bound.low ??= { value, inclusive: operator === "$gte" };
  } else if (operator === "$lt" || operator === "$lte") {
    if (isRangeable(value)) bound.high ??= { value, inclusive: operator === "$lte" };
  }
}

const isRangeable = (value: Value) =>
  isSimple(value) && value.type !== BsonType.null && typeRank(value) !== 20;

function demandEqual(bound: Bound, values: Value[]): void {
  if (!values.every(isSimple) || values.length > MOST_VALUES) return;
  if (bound.equal === undefined || values.length < bound.equal.length) bound.equal = values;
}
