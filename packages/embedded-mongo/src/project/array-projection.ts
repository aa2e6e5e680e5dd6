import { isNumber, readNumber } from "../bson/read.ts";
import { close } from "../bson/tree.ts";
import { elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import { documentTest, elementTest } from "../match/array-operators.ts";
import { holdsOperators } from "../match/compile.ts";

export type ArrayChange = {
  /** `$elemMatch` keeps only what is named, `$slice` alone keeps everything else. */
  includes: boolean;
  /** Comes after the fields that are merely kept, as computed ones do. */
  last: boolean;
  apply: (value: Value) => Value | undefined;
};

/** `$slice` and `$elemMatch` of a find's projection; anything else is an expression. */
export function compileArrayProjection(
  path: string,
  value: Value,
  now: () => number,
): ArrayChange | undefined {
  if (!isDocument(value)) return undefined;
  const [[name, operand] = ["", value], ...more] = entries(value);
  if (more.length > 0) return undefined;
  if (name === "$slice" && !(isArray(operand) && elements(operand).some((each) => !isNumber(each))))
    return { includes: false, last: false, apply: slicer(operand) };
  if (name !== "$elemMatch") return undefined;
  if (!isDocument(operand)) throw new MongoError(31274, "elemMatch: Invalid argument, object required");
  if (path.includes(".")) throw new MongoError(31275, "Cannot use $elemMatch projection on a nested field.");
  const test = holdsOperators(operand) ? elementTest(operand, now) : documentTest(operand, now);
  return {
    includes: true,
    last: true,
    apply: (array) => {
      if (!isArray(array)) return undefined;
      const first = elements(array).find(test);
      return first && close([first]);
    },
  };
}

function slicer(operand: Value): ArrayChange["apply"] {
  const numbers = (isArray(operand) ? elements(operand) : [operand]).map((each) =>
    isNumber(each) ? Math.trunc(readNumber(each)) : Number.NaN,
  );
  if (numbers.some(Number.isNaN) || numbers.length < 1 || numbers.length > 2)
    throw new MongoError(28667, "Invalid $slice syntax: it takes a number, or an array of skip and limit");
  const [first = 0, limit] = numbers;
  if (limit !== undefined && limit <= 0)
    throw new MongoError(28724, `First argument to $slice must be positive: ${limit}`);
  return (value) => {
    if (!isArray(value)) return value;
    const list = elements(value);
    if (limit === undefined) return close(first >= 0 ? list.slice(0, first) : list.slice(first));
    const from = first >= 0 ? first : Math.max(0, list.length + first);
    return close(list.slice(from, from + limit));
  };
}

export function elementMet(value: Value, arrayIndex: number): Value | undefined {
  if (!isArray(value)) return value;
  const element = arrayIndex < 0 ? undefined : elements(value)[arrayIndex];
  if (!element)
    throw new MongoError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    );
  return close([element]);
}
