import { BsonType, Value } from "./value.ts";

/** A value on its way into BSON: stored bytes, an opened document or array, or a plain JS value of the store itself. */
export type Node = Value | Node[] | Map<string, Node>;
export type Encodable =
  | Node
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Encodable[]
  | Map<string, Encodable>
  | { [name: string]: Encodable | undefined };

/** A growing buffer; documents are written once, lengths are filled in afterwards. */
class ByteWriter {
  buf = Buffer.allocUnsafe(64 * 1024);
  pos = 0;

  room(bytes: number): void {
    if (this.pos + bytes <= this.buf.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buf.length * 2, this.pos + bytes));
    this.buf.copy(grown, 0, 0, this.pos);
    this.buf = grown;
  }

  cstring(text: string): void {
    this.room(text.length * 3 + 1);
    this.pos += this.buf.write(text, this.pos);
    this.buf[this.pos++] = 0;
  }

  take(): Buffer {
    const bytes = Buffer.from(this.buf.subarray(0, this.pos));
    if (this.buf.length > 1024 * 1024) this.buf = Buffer.allocUnsafe(64 * 1024);
    return bytes;
  }
}

const shared = new ByteWriter();

/** With `room` given, that many bytes are left free before the document. */
export function encodeDocument(doc: Encodable, room = 0): Buffer {
  shared.pos = room;
  writeBody(shared, doc);
  return shared.take();
}

function writeBody(w: ByteWriter, doc: Encodable): void {
  if (doc instanceof Value) {
    writeRaw(w, doc);
    return;
  }
  const at = w.pos;
  w.room(8);
  w.pos += 4;
  if (doc instanceof Map) for (const [name, value] of doc) writeElement(w, name, value);
  else if (Array.isArray(doc)) for (let i = 0; i < doc.length; i++) writeElement(w, String(i), doc[i]!);
  else
    for (const [name, value] of Object.entries(doc as { [name: string]: Encodable | undefined }))
      if (value !== undefined) writeElement(w, name, value);
  w.room(1);
  w.buf[w.pos++] = 0;
  w.buf.writeInt32LE(w.pos - at, at);
}

function writeRaw(w: ByteWriter, value: Value): void {
  w.room(value.end - value.start);
  w.pos += value.buf.copy(w.buf, w.pos, value.start, value.end);
}

function writeElement(w: ByteWriter, name: string, value: Encodable): void {
  w.room(1);
  w.buf[w.pos++] = typeOf(value);
  w.cstring(name);
  if (value instanceof Value) {
    writeRaw(w, value);
    return;
  }
  w.room(16);
  switch (typeof value) {
    case "string": {
      writeString(w, value);
      return;
    }
    case "number":
      if (isInt32(value)) w.pos = w.buf.writeInt32LE(value, w.pos);
      else w.pos = w.buf.writeDoubleLE(value, w.pos);
      return;
    case "bigint":
      w.pos = w.buf.writeBigInt64LE(value, w.pos);
      return;
    case "boolean":
      w.buf[w.pos++] = value ? 1 : 0;
      return;
  }
  if (value === null) return;
  if (value instanceof Date) w.pos = w.buf.writeBigInt64LE(BigInt(value.getTime()), w.pos);
  else writeBody(w, value);
}

function writeString(w: ByteWriter, text: string): void {
  w.room(text.length * 3 + 5);
  const bytes = w.buf.write(text, w.pos + 4);
  w.buf.writeInt32LE(bytes + 1, w.pos);
  w.pos += bytes + 5;
  w.buf[w.pos - 1] = 0;
}

const isInt32 = (n: number) => (n | 0) === n && !Object.is(n, -0);

function typeOf(value: Encodable): number {
  if (value instanceof Value) return value.type;
  if (value === null) return BsonType.null;
  switch (typeof value) {
    case "string":
      return BsonType.string;
    case "number":
      return isInt32(value) ? BsonType.int32 : BsonType.double;
    case "bigint":
      return BsonType.int64;
    case "boolean":
      return BsonType.bool;
  }
  if (value instanceof Date) return BsonType.date;
  return Array.isArray(value) ? BsonType.array : BsonType.document;
}

/** Any value as its own bytes. */
export function toValue(value: Encodable): Value {
  if (value instanceof Value) return value;
  shared.pos = 0;
  writeElement(shared, "", value);
  const buf = shared.take();
  return new Value(buf[0]!, buf, 2, buf.length);
}
