import { BSON } from "mongodb";

/** A field that is not there. */
export const missing = Symbol("missing");

/** MongoDB's order of types; missing and null are one place, numbers of all types are one place. */
export function place(value: unknown): number {
  if (value === missing || value === null) return 1;
  if (isNumber(value)) return 2;
  if (typeof value === "string") return 3;
  if (Array.isArray(value)) return 5;
  if (value instanceof BSON.ObjectId) return 7;
  if (typeof value === "boolean") return 8;
  if (value instanceof Date) return 9;
  if (typeof value === "object") return 4;
  throw new TypeError(`the model knows no ${typeof value}`);
}

export function isNumber(value: unknown): boolean {
  return (
    typeof value === "number" ||
    value instanceof BSON.Int32 ||
    value instanceof BSON.Double ||
    value instanceof BSON.Long ||
    value instanceof BSON.Decimal128
  );
}

export function isNaNumber(value: unknown): boolean {
  return isNumber(value) && `${value}` === "NaN";
}

/** Exact for what the fuzz makes: whole numbers, and fractions of at most three decimal digits. */
function thousandths(value: unknown): bigint {
  const [, sign, whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d{0,3}))?$/.exec(`${value}`) ?? [];
  if (whole === undefined) throw new TypeError(`the model cannot count with ${value}`);
  const size = BigInt(whole) * 1000n + BigInt(fraction.padEnd(3, "0"));
  return sign ? -size : size;
}

export function compare(a: unknown, b: unknown): number {
  const [left, right] = [place(a), place(b)];
  if (left !== right) return left - right;
  if (left === 2) return compareNumbers(a, b);
  if (left === 3) return Buffer.compare(Buffer.from(a as string), Buffer.from(b as string));
  if (left === 4) return compareDocuments(a as object, b as object);
  if (left === 5) return compareArrays(a as unknown[], b as unknown[]);
  if (left === 7) return `${a}` < `${b}` ? -1 : `${a}` > `${b}` ? 1 : 0;
  if (left === 1) return 0;
  return Number(a) - Number(b);
}

function compareNumbers(a: unknown, b: unknown): number {
  if (isNaNumber(a) || isNaNumber(b)) return Number(isNaNumber(b)) - Number(isNaNumber(a));
  const difference = thousandths(a) - thousandths(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function compareArrays(a: unknown[], b: unknown[]): number {
  for (const [at, element] of a.entries()) {
    if (at >= b.length) return 1;
    const order = compare(element, b[at]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Field by field: first the type, then the name, then the value. */
function compareDocuments(a: object, b: object): number {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  for (const [at, [name, value]] of left.entries()) {
    const other = right[at];
    if (!other) return 1;
    const byType = place(value) - place(other[1]);
    if (byType !== 0) return byType;
    const byName = Buffer.compare(Buffer.from(name), Buffer.from(other[0]));
    const order = byName || compare(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
