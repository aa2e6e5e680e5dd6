import { compareNumbers } from "./numbers.ts";
import { readNumber, readRegex } from "./read.ts";
import { BsonType, type Value, valueEnd } from "./value.ts";

/** MongoDB's canonical order of types; a missing value sorts with null. */
const order = new Uint8Array(256);
order[BsonType.minKey] = 1;
order[BsonType.null] = 5;
for (const type of [BsonType.int32, BsonType.double, BsonType.int64, BsonType.decimal]) order[type] = 10;
order[BsonType.string] = 15;
order[BsonType.document] = 20;
order[BsonType.array] = 25;
order[BsonType.binary] = 30;
order[BsonType.objectId] = 35;
order[BsonType.bool] = 40;
order[BsonType.date] = 45;
order[BsonType.timestamp] = 47;
order[BsonType.regex] = 50;
order[BsonType.code] = 60;
order[BsonType.maxKey] = 127;

/** Where an empty array stands when it is sorted or indexed: before null. */
export const UNDEFINED_RANK = 3;
export const NULL_RANK = 5;

export const typeRank = (value: Value | undefined) => (value === undefined ? NULL_RANK : order[value.type]!);

export function compareValues(a: Value, b: Value): number {
  const rank = order[a.type]!;
  const difference = rank - order[b.type]!;
  if (difference !== 0) return difference < 0 ? -1 : 1;
  switch (a.type) {
    case BsonType.int32:
    case BsonType.double:
      if (b.type === BsonType.int32 || b.type === BsonType.double) {
        const x = readNumber(a);
        const y = readNumber(b);
        if (x < y) return -1;
        if (x > y) return 1;
        if (x === y) return 0;
      }
      return compareNumbers(a, b);
    case BsonType.int64:
    case BsonType.decimal:
      return compareNumbers(a, b);
    case BsonType.string:
    case BsonType.code:
      return a.buf.compare(b.buf, b.start + 4, b.end - 1, a.start + 4, a.end - 1);
    case BsonType.objectId:
    case BsonType.bool:
      return a.buf.compare(b.buf, b.start, b.end, a.start, a.end);
    case BsonType.date:
      return sign(a.buf.readBigInt64LE(a.start), b.buf.readBigInt64LE(b.start));
    case BsonType.timestamp:
      return sign(a.buf.readBigUInt64LE(a.start), b.buf.readBigUInt64LE(b.start));
    case BsonType.binary:
      return compareBinary(a, b);
    case BsonType.regex: {
      const [x, y] = [readRegex(a), readRegex(b)];
      return text(x.pattern, y.pattern) || text(x.flags, y.flags);
    }
    case BsonType.document:
      return compareElements(a, b, true);
    case BsonType.array:
      return compareElements(a, b, false);
    default:
      return 0;
  }
}

const sign = (x: bigint, y: bigint) => (x < y ? -1 : x > y ? 1 : 0);
const text = (x: string, y: string) => Buffer.compare(Buffer.from(x), Buffer.from(y));

/** Length first, then subtype, then bytes. */
function compareBinary(a: Value, b: Value): number {
  const length = a.end - a.start - (b.end - b.start);
  if (length !== 0) return length < 0 ? -1 : 1;
  return a.buf.compare(b.buf, b.start + 4, b.end, a.start + 4, a.end);
}

/** Field by field: type, then name, then value; what ends first is less. */
function compareElements(a: Value, b: Value, named: boolean): number {
  let p = a.start + 4;
  let q = b.start + 4;
  for (;;) {
    const s = a.buf[p]!;
    const t = b.buf[q]!;
    if (s === 0 || t === 0) return s === t ? 0 : s === 0 ? -1 : 1;
    const byType = order[s]! - order[t]!;
    if (byType !== 0) return byType < 0 ? -1 : 1;
    const nameOfA = a.buf.indexOf(0, p + 1);
    const nameOfB = b.buf.indexOf(0, q + 1);
    if (named) {
      const byName = a.buf.compare(b.buf, q + 1, nameOfB, p + 1, nameOfA);
      if (byName !== 0) return byName;
    }
    const endOfA = valueEnd(s, a.buf, nameOfA + 1);
    const endOfB = valueEnd(t, b.buf, nameOfB + 1);
    const byValue = compareValues(
      { type: s, buf: a.buf, start: nameOfA + 1, end: endOfA },
      { type: t, buf: b.buf, start: nameOfB + 1, end: endOfB },
    );
    if (byValue !== 0) return byValue;
    p = endOfA;
    q = endOfB;
  }
}

export const sameValue = (a: Value, b: Value) => compareValues(a, b) === 0;
export const sameBytes = (a: Value, b: Value) =>
  a.type === b.type && a.buf.compare(b.buf, b.start, b.end, a.start, a.end) === 0;
