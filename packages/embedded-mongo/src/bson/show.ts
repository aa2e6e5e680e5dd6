import { decimalToString, readDecimal } from "./decimal.ts";
import { readBool, readDate, readInt64, readNumber, readRegex, readString } from "./read.ts";
import { close } from "./tree.ts";
import { BsonType, elements, entries, type Value } from "./value.ts";
import type { Node } from "./write.ts";

const LONGEST = 200;

/** A value as MongoDB's messages print it; long ones are cut, so that no message carries a whole document. */
export function show(node: Node | undefined): string {
  if (node === undefined) return "MISSING";
  const text = print(close(node));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

function print(value: Value): string {
  switch (value.type) {
    case BsonType.string:
      return JSON.stringify(readString(value));
    case BsonType.int32:
      return String(readNumber(value));
    case BsonType.double: {
      const n = readNumber(value);
      return Number.isInteger(n) && Math.abs(n) < 1e17 ? n.toFixed(1) : String(n);
    }
    case BsonType.int64:
      return String(readInt64(value));
    case BsonType.decimal:
      return decimalToString(readDecimal(value));
    case BsonType.objectId:
      return `ObjectId('${value.buf.toString("hex", value.start, value.end)}')`;
    case BsonType.bool:
      return String(readBool(value));
    case BsonType.date:
      return `new Date(${readDate(value)})`;
    case BsonType.null:
      return "null";
    case BsonType.regex: {
      const { pattern, flags } = readRegex(value);
      return `/${pattern}/${flags}`;
    }
    case BsonType.document:
      return `{ ${entries(value)
        .slice(0, 20)
        .map(([name, inner]) => `${name}: ${print(inner)}`)
        .join(", ")} }`;
    case BsonType.array:
      return `[ ${elements(value).slice(0, 20).map(print).join(", ")} ]`;
    case BsonType.binary:
      return showBinary(value.buf[value.start + 4]!, value.buf.toString("hex", value.start + 5, value.end));
    case BsonType.timestamp:
      return `Timestamp(${value.buf.readUInt32LE(value.start + 4)}, ${value.buf.readUInt32LE(value.start)})`;
    case BsonType.minKey:
      return "MinKey";
    case BsonType.maxKey:
      return "MaxKey";
    default:
      return "?";
  }
}

function showBinary(subtype: number, hex: string): string {
  if (subtype !== 4 || hex.length !== 32) return `BinData(${subtype}, ${hex.toUpperCase()})`;
  return `UUID("${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}")`;
}
