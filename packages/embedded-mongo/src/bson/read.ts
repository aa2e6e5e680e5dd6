import { BsonType, type Value, type ValueOf } from "./value.ts";

/** How MongoDB's `$type` and its messages call a type. */
const typeNames: Record<number, string> = {
  [BsonType.double]: "double",
  [BsonType.string]: "string",
  [BsonType.document]: "object",
  [BsonType.array]: "array",
  [BsonType.binary]: "binData",
  [BsonType.objectId]: "objectId",
  [BsonType.bool]: "bool",
  [BsonType.date]: "date",
  [BsonType.null]: "null",
  [BsonType.regex]: "regex",
  [BsonType.code]: "javascript",
  [BsonType.int32]: "int",
  [BsonType.timestamp]: "timestamp",
  [BsonType.int64]: "long",
  [BsonType.decimal]: "decimal",
  [BsonType.minKey]: "minKey",
  [BsonType.maxKey]: "maxKey",
};

export const typeName = (value: Value | undefined) =>
  value === undefined ? "missing" : (typeNames[value.type] ?? `type ${value.type}`);

export const typeCodeOf = (name: string): number | undefined => {
  const found = Object.entries(typeNames).find(([, known]) => known === name);
  return found && Number(found[0]);
};

type NumberType =
  | typeof BsonType.int32
  | typeof BsonType.double
  | typeof BsonType.int64
  | typeof BsonType.decimal;

export const isNumber = (value: Value | undefined): value is ValueOf<NumberType> =>
  value !== undefined &&
  (value.type === BsonType.int32 ||
    value.type === BsonType.double ||
    value.type === BsonType.int64 ||
    value.type === BsonType.decimal);

export const readString = (value: Value) => value.buf.toString("utf8", value.start + 4, value.end - 1);
export const readBool = (value: Value) => value.buf[value.start] !== 0;
export const readDate = (value: Value) => Number(value.buf.readBigInt64LE(value.start));
export const readInt64 = (value: Value) => value.buf.readBigInt64LE(value.start);

export function readRegex(value: Value): { pattern: string; flags: string } {
  const middle = value.buf.indexOf(0, value.start);
  return {
    pattern: value.buf.toString("utf8", value.start, middle),
    flags: value.buf.toString("utf8", middle + 1, value.end - 1),
  };
}

/** int32, double and int64 as a JS number (an int64 beyond 2^53 loses its tail; compare with `compareValues`). */
export function readNumber(value: Value): number {
  switch (value.type) {
    case BsonType.int32:
      return value.buf.readInt32LE(value.start);
    case BsonType.double:
      return value.buf.readDoubleLE(value.start);
    case BsonType.int64:
    case BsonType.date:
      return Number(value.buf.readBigInt64LE(value.start));
    default:
      return Number.NaN;
  }
}

/** MongoDB's truth: everything but false, zero, null and a missing field. */
/** NaN and the infinities: they say so in the highest bits and leave the digits empty. */
const isSpecialDecimal = (value: Value) => (value.buf[value.end - 1]! & 0x78) === 0x78;

export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value.type === BsonType.null) return false;
  if (value.type === BsonType.bool) return readBool(value);
  if (value.type === BsonType.decimal)
    return isSpecialDecimal(value) || value.buf.subarray(value.start, value.start + 14).some((b) => b !== 0);
  if (isNumber(value)) return readNumber(value) !== 0;
  return true;
}
