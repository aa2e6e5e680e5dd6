import { BSON, type Document } from "mongodb";
import { compare, isNaNumber, isNumber, missing, place } from "./model-order.ts";

// MongoDB's finds as the manual tells them, over plain documents and with no thought of speed: the fuzz
// compares the engine with this, and the command against the real engine compares this with MongoDB.

/**
 * Whether `{ "a.b": null }` finds `{ a: [1] }` and `{ a: [] }`: not in any released version, but in 9.0's
 * alpha, which the real engine's package carries.
 */
export type Version = "released" | "9.0 alpha";

export function matches(document: unknown, filter: Document, version: Version = "released"): boolean {
  return Object.entries(filter).every(([key, condition]) => {
    const one = (each: Document) => matches(document, each, version);
    if (key === "$and") return (condition as Document[]).every(one);
    if (key === "$or") return (condition as Document[]).some(one);
    if (key === "$nor") return !(condition as Document[]).some(one);
    return meets(leaves(document, key.split(".")), condition, { arrays: "elements too", version });
  });
}

/** Where a path goes through an array and finds no field. */
const passed = Symbol("passed");

/** What a path leads to: through arrays it leads to many. Arrays at its end are there whole. */
function leaves(value: unknown, [name, ...rest]: string[]): unknown[] {
  if (name === undefined) return [value];
  if (Array.isArray(value)) {
    // A plain element leads to nothing, which is a find too; an array within the array is not looked into.
    const within = value
      .filter((element) => !Array.isArray(element))
      .flatMap((element) => (isDocument(element) ? leaves(element, [name, ...rest]) : [passed]));
    return within.length > 0 ? within : [passed];
  }
  if (!isDocument(value) || !(name in value)) return [missing];
  return leaves((value as Document)[name], rest);
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !(value instanceof RegExp) && place(value) === 4;
}

function isOperators(condition: unknown): condition is Document {
  return isDocument(condition) && Object.keys(condition).some((key) => key.startsWith("$"));
}

/** An array at the end of a path stands for its elements and for itself; one within an array only for itself. */
interface Reading {
  arrays: "elements too" | "whole";
  version: Version;
}

function meets(found: unknown[], condition: unknown, reading: Reading): boolean {
  if (!isOperators(condition))
    return meetsOne(found, condition instanceof RegExp ? "$regex" : "$eq", condition, reading);
  return Object.entries(condition).every(([operator, operand]) =>
    meetsOne(found, operator, operand, reading),
  );
}

function meetsOne(found: unknown[], operator: string, operand: unknown, reading: Reading): boolean {
  const withElements = (value: unknown) => (Array.isArray(value) ? [...value, value] : [value]);
  const seen =
    reading.version === "released"
      ? found.filter((value) => value !== passed)
      : found.map((value) => (value === passed ? missing : value));
  const each = reading.arrays === "whole" ? seen : seen.flatMap(withElements);
  switch (operator) {
    case "$eq":
      return each.some((value) => compare(value, operand) === 0);
    case "$ne":
      return !meetsOne(found, "$eq", operand, reading);
    case "$in":
      return (operand as unknown[]).some((one) =>
        meets(found, one instanceof RegExp ? one : { $eq: one }, reading),
      );
    case "$nin":
      return !meetsOne(found, "$in", operand, reading);
    case "$not":
      return !meets(found, operand, reading);
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return each.some((value) => ordered(value, operator, operand));
    case "$exists":
      return found.some((value) => value !== missing && value !== passed) === Boolean(operand);
    case "$type":
      return each.some((value) => typeName(value) === operand || (operand === "number" && isNumber(value)));
    case "$regex":
      return each.some((value) => typeof value === "string" && (operand as RegExp).test(value));
    case "$size":
      return found.some((value) => Array.isArray(value) && value.length === Number(operand));
    case "$all":
      return (
        (operand as unknown[]).length > 0 &&
        (operand as unknown[]).every((one) => meets(found, { $eq: one }, reading))
      );
    case "$elemMatch":
      return found.some(
        (value) =>
          Array.isArray(value) &&
          value.some((element) => elementMatches(element, operand as Document, reading.version)),
      );
    case "$mod":
      return each.some((value) => inClass(value, operand as [number, number]));
    default:
      throw new Error(`the model has no ${operator}`);
  }
}

function ordered(value: unknown, operator: string, operand: unknown): boolean {
  if (place(value) !== place(operand)) return false;
  if (isNaNumber(value) || isNaNumber(operand))
    return operator.endsWith("e") && isNaNumber(value) && isNaNumber(operand);
  const order = compare(value, operand);
  if (order === 0) return operator.endsWith("e");
  return operator.startsWith("$g") ? order > 0 : order < 0;
}

function elementMatches(element: unknown, operand: Document, version: Version): boolean {
  if (Object.keys(operand).every((key) => key.startsWith("$") && !/^\$(and|or|nor)$/.test(key))) {
    return meets([element], operand, { arrays: "whole", version });
  }
  // To $elemMatch an array within the array is a document whose fields are its positions.
  return (isDocument(element) || Array.isArray(element)) && matches({ ...element }, operand, version);
}

function inClass(value: unknown, [divisor, remainder]: [number, number]): boolean {
  if (!isNumber(value) || isNaNumber(value)) return false;
  return BigInt(`${value}`.replace(/\..*$/, "")) % BigInt(divisor) === BigInt(remainder);
}

const names: Record<number, string> = {
  3: "string",
  4: "object",
  5: "array",
  7: "objectId",
  8: "bool",
  9: "date",
};

function typeName(value: unknown): string {
  if (value === missing) return "missing";
  if (value === null) return "null";
  if (value instanceof BSON.Int32) return "int";
  if (value instanceof BSON.Long) return "long";
  if (value instanceof BSON.Decimal128) return "decimal";
  return isNumber(value) ? "double" : names[place(value)]!;
}

export type Order = [path: string, direction: 1 | -1][];

export function inOrder(order: Order): (a: Document, b: Document) => number {
  return (a, b) => {
    for (const [path, direction] of order) {
      const difference = compareKeys(sortKey(a, path, direction), sortKey(b, path, direction));
      if (difference !== 0) return difference * direction;
    }
    return 0;
  };
}

/** Below null: an array of nothing. */
const nothing = Symbol("nothing");

function sortKey(document: Document, path: string, direction: 1 | -1): unknown {
  const found = leaves(document, path.split("."));
  const keys = found.flatMap((value) =>
    Array.isArray(value) ? (value.length > 0 ? value : [nothing]) : [value === passed ? missing : value],
  );
  if (keys.length === 0) return missing;
  return keys.reduce((best, key) => (compareKeys(key, best) * direction < 0 ? key : best));
}

function compareKeys(a: unknown, b: unknown): number {
  if (a === nothing || b === nothing) return Number(b === nothing) - Number(a === nothing);
  return compare(a, b);
}
