import { MongoError } from "../errors.ts";
import { BsonType } from "./value.ts";

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 100;

const invalid = (why: string) => new MongoError(22, `Invalid BSON: ${why}`);

/** Proves that every length, terminator and type within [start, end) holds, so that readers need not ask again. */
export function validateDocument(buf: Buffer, start: number, end: number, depth = 0): void {
  if (depth > MAX_DEPTH)
    throw new MongoError(15, `Document exceeds the nesting limit of ${MAX_DEPTH} levels`);
  if (end - start < 5 || end > buf.length) throw invalid("document is cut short");
  if (buf.readInt32LE(start) !== end - start) throw invalid("document length does not match");
  if (buf[end - 1] !== 0) throw invalid("document has no end");
  let pos = start + 4;
  while (pos < end - 1) {
    const type = buf[pos]!;
    // Names are short: looking for their end here is three times as fast as asking for it.
    let nameEnd = pos + 1;
    while (nameEnd < end - 1 && buf[nameEnd] !== 0) nameEnd++;
    if (nameEnd >= end - 1) throw invalid("field name has no end");
    pos = validateValue(type, buf, nameEnd + 1, end - 1, depth);
  }
  if (pos !== end - 1) throw invalid("a field runs past the end of its document");
}

function validateValue(type: number, buf: Buffer, pos: number, limit: number, depth: number): number {
  const fixed = (size: number) => {
    if (pos + size > limit) throw invalid("a value is cut short");
    return pos + size;
  };
  switch (type) {
    case BsonType.document:
    case BsonType.array: {
      fixed(4);
      const length = buf.readInt32LE(pos);
      if (length < 5 || pos + length > limit) throw invalid("an embedded document has an impossible length");
      validateDocument(buf, pos, pos + length, depth + 1);
      return pos + length;
    }
    case BsonType.string:
    case BsonType.code: {
      fixed(4);
      const length = buf.readInt32LE(pos);
      if (length < 1 || pos + 4 + length > limit) throw invalid("a string has an impossible length");
      if (buf[pos + 3 + length] !== 0) throw invalid("a string has no end");
      return pos + 4 + length;
    }
    case BsonType.binary: {
      fixed(5);
      const length = buf.readInt32LE(pos);
      if (length < 0 || pos + 5 + length > limit) throw invalid("binary data has an impossible length");
      return pos + 5 + length;
    }
    case BsonType.regex: {
      const middle = buf.indexOf(0, pos);
      const last = middle < 0 || middle >= limit ? -1 : buf.indexOf(0, middle + 1);
      if (last < 0 || last >= limit) throw invalid("a regular expression has no end");
      return last + 1;
    }
    case BsonType.bool:
      fixed(1);
      if (buf[pos]! > 1) throw invalid("a boolean is neither true nor false");
      return pos + 1;
    case BsonType.int32:
      return fixed(4);
    case BsonType.double:
    case BsonType.date:
    case BsonType.timestamp:
    case BsonType.int64:
      return fixed(8);
    case BsonType.objectId:
      return fixed(12);
    case BsonType.decimal:
      return fixed(16);
    case BsonType.null:
    case BsonType.minKey:
    case BsonType.maxKey:
      return pos;
    default:
      throw invalid(`element type 0x${type.toString(16).padStart(2, "0")} is not supported`);
  }
}

export function checkDocumentSize(bytes: number): void {
  if (bytes > MAX_DOCUMENT_BYTES)
    throw new MongoError(
      10334,
      `BSONObj size: ${bytes} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}(16MB)`,
    );
}
