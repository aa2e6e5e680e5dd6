import { NULL_RANK, typeRank, UNDEFINED_RANK } from "./compare.ts";
import { decimalToString, parseDecimal } from "./decimal.ts";
import { compareExact, type Exact, readExact } from "./numbers.ts";
import { readNumber, readRegex } from "./read.ts";
import { BsonType, someElement, type Value } from "./value.ts";

/** What an index holds for an empty array. */
export const EMPTY_ARRAY = Symbol("empty array");
export type KeyPart = Value | undefined | typeof EMPTY_ARRAY;

/** Added to a type's rank so that no type byte is 0x00 or, turned over for a descending key, 0xff. */
const SHIFT = 2;
export const typeByte = (rank: number) => rank + SHIFT;

let out = Buffer.allocUnsafe(4096);
let pos = 0;

function room(bytes: number): void {
  if (pos + bytes <= out.length) return;
  const grown = Buffer.allocUnsafe(Math.max(out.length * 2, pos + bytes));
  out.copy(grown, 0, 0, pos);
  out = grown;
}

/**
 * Bytes whose order is MongoDB's order of the values. No key is the beginning of another one, so parts can follow
 * one another (compound keys) and be turned over (descending keys).
 */
export function encodeKey(parts: readonly KeyPart[], directions: readonly number[]): Buffer {
  pos = 0;
  for (let i = 0; i < parts.length; i++) {
    const from = pos;
    writePart(parts[i]);
    if (directions[i]! < 0) for (let at = from; at < pos; at++) out[at] = ~out[at]!;
  }
  return Buffer.from(out.subarray(0, pos));
}

function writePart(value: KeyPart): void {
  room(16);
  if (value === EMPTY_ARRAY) out[pos++] = typeByte(UNDEFINED_RANK);
  else if (value === undefined) out[pos++] = typeByte(NULL_RANK);
  else {
    out[pos++] = typeByte(typeRank(value));
    writeContent(value);
  }
}

function writeContent(value: Value): void {
  const { buf, start, end } = value;
  switch (value.type) {
    case BsonType.int32: {
      writeDouble(readNumber(value), undefined);
      return;
    }
    case BsonType.double:
    case BsonType.int64:
    case BsonType.decimal: {
      writeNumber(readExact(value));
      return;
    }
    case BsonType.string:
    case BsonType.code: {
      writeEscaped(buf, start + 4, end - 1);
      return;
    }
    case BsonType.objectId:
    case BsonType.bool:
      pos += buf.copy(out, pos, start, end);
      return;
    case BsonType.date:
      pos = out.writeBigUInt64BE(BigInt.asUintN(64, buf.readBigInt64LE(start) ^ (1n << 63n)), pos);
      return;
    case BsonType.timestamp:
      pos = out.writeBigUInt64BE(buf.readBigUInt64LE(start), pos);
      return;
    case BsonType.binary:
      room(end - start + 16);
      pos = out.writeUInt32BE(end - start - 5, pos);
      pos += buf.copy(out, pos, start + 4, end);
      return;
    case BsonType.regex: {
      const { pattern, flags } = readRegex(value);
      for (const text of [pattern, flags]) writeEscaped(Buffer.from(text), 0, Buffer.byteLength(text));
      return;
    }
    case BsonType.document:
    case BsonType.array: {
      writeElements(value);
      return;
    }
  }
}

/** A zero byte is followed by 0xff, so that the end (two zero bytes) sorts before anything that goes on. */
function writeEscaped(buf: Buffer, start: number, end: number): void {
  room((end - start) * 2 + 18);
  for (let i = start; i < end; i++) {
    out[pos++] = buf[i]!;
    if (buf[i] === 0) out[pos++] = 0xff;
  }
  out[pos++] = 0;
  out[pos++] = 0;
}

function writeElements(value: Value): void {
  const named = value.type === BsonType.document;
  someElement(value, (element, _index, nameStart) => {
    room(element.start - nameStart + 16);
    out[pos++] = typeByte(typeRank(element));
    if (named) pos += element.buf.copy(out, pos, nameStart, element.start);
    room(16);
    writeContent(element);
    return false;
  });
  room(16);
  out[pos++] = 0;
}

const floats = new DataView(new ArrayBuffer(8));

/** The nearest double not above the number, then what is left of it: exact for every int64 and decimal. */
function writeNumber(exact: Exact): void {
  const special = specialDouble(exact);
  if (special !== undefined) {
    writeDouble(special, undefined);
    return;
  }
  const floor = floorDouble(exact);
  writeDouble(floor, compareExact(floor, exact) === 0 ? undefined : exact);
}

/** A double as it is, and the decimals that are no finite number. */
function specialDouble(exact: Exact): number | undefined {
  if (typeof exact === "number") return exact;
  if (typeof exact === "bigint" || exact.kind === "finite") return undefined;
  if (exact.kind === "nan") return Number.NaN;
  return exact.kind === "+inf" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

function floorDouble(exact: Exact): number {
  const nearest = typeof exact === "object" ? Number(decimalToString(exact)) : Number(exact);
  return compareExact(nearest, exact) > 0 ? nextBelow(nearest) : nearest;
}

function nextBelow(n: number): number {
  if (n === 0) return -Number.MIN_VALUE;
  floats.setFloat64(0, n);
  floats.setBigInt64(0, floats.getBigInt64(0) + (n > 0 ? -1n : 1n));
  return floats.getFloat64(0);
}

function writeDouble(n: number, rest: Exact | undefined): void {
  room(16);
  if (Number.isNaN(n)) out.fill(0, pos, pos + 8);
  else {
    out.writeDoubleBE(n === 0 ? 0 : n, pos);
    if (out[pos]! & 0x80) for (let i = pos; i < pos + 8; i++) out[i] = ~out[i]!;
    else out[pos] = out[pos]! | 0x80;
  }
  pos += 8;
  out[pos++] = rest === undefined ? 0 : 1;
  if (rest !== undefined) writeDigits(rest);
}

/** Decimal exponent and digits; only numbers between the same two neighbouring doubles are told apart by it. */
function writeDigits(exact: Exact): void {
  const decimal = typeof exact === "object" ? exact : parseDecimal(String(exact));
  if (decimal.kind !== "finite") return;
  const negative = decimal.coefficient < 0n;
  const all = (negative ? -decimal.coefficient : decimal.coefficient).toString();
  const digits = all.replace(/0+$/, "");
  room(digits.length + 16);
  const from = pos;
  pos = out.writeUInt16BE(decimal.exponent + all.length + 0x4000, pos);
  pos += out.write(digits, pos, "latin1");
  out[pos++] = 0;
  if (negative) for (let i = from; i < pos; i++) out[i] = ~out[i]!;
}

/** The first key after every key that begins with these bytes; undefined when there is none. */
export function successor(prefix: Buffer): Buffer | undefined {
  for (let i = prefix.length - 1; i >= 0; i--) {
    if (prefix[i]! === 0xff) continue;
    const next = Buffer.from(prefix.subarray(0, i + 1));
    next[i] = next[i]! + 1;
    return next;
  }
  return undefined;
}
