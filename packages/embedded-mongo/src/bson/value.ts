/** BSON element types this store keeps. */
export const BsonType = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  objectId: 0x07,
  bool: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  code: 0x0d,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal: 0x13,
  minKey: 0xff,
  maxKey: 0x7f,
} as const;

/** A window on the bytes of one BSON value: documents are matched, indexed and answered without being decoded. */
export class Value {
  readonly type: number;
  readonly buf: Buffer;
  readonly start: number;
  readonly end: number;

  constructor(type: number, buf: Buffer, start: number, end: number) {
    this.type = type;
    this.buf = buf;
    this.start = start;
    this.end = end;
  }
}

/** Where a value that begins at `pos` ends. The bytes have been validated before. */
export function valueEnd(type: number, buf: Buffer, pos: number): number {
  switch (type) {
    case BsonType.string:
    case BsonType.code:
      return pos + 4 + buf.readInt32LE(pos);
    case BsonType.document:
    case BsonType.array:
      return pos + buf.readInt32LE(pos);
    case BsonType.double:
    case BsonType.date:
    case BsonType.timestamp:
    case BsonType.int64:
      return pos + 8;
    case BsonType.int32:
      return pos + 4;
    case BsonType.objectId:
      return pos + 12;
    case BsonType.bool:
      return pos + 1;
    case BsonType.binary:
      return pos + 5 + buf.readInt32LE(pos);
    case BsonType.decimal:
      return pos + 16;
    case BsonType.regex:
      return buf.indexOf(0, buf.indexOf(0, pos) + 1) + 1;
    default:
      return pos;
  }
}

export function documentOf(bytes: Uint8Array): Value {
  const buf = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Value(BsonType.document, buf, 0, buf.length);
}

export function bytesOf(value: Value): Buffer {
  return value.start === 0 && value.end === value.buf.length
    ? value.buf
    : value.buf.subarray(value.start, value.end);
}

/** The field of a document (or the index of an array) whose name is exactly these bytes. */
export function findField(doc: Value, name: Uint8Array): Value | undefined {
  const { buf } = doc;
  const length = name.length;
  let pos = doc.start + 4;
  for (;;) {
    const type = buf[pos]!;
    if (type === 0) return undefined;
    pos++;
    let i = 0;
    while (i < length && buf[pos + i] === name[i]) i++;
    if (i === length && buf[pos + i] === 0) {
      const start = pos + i + 1;
      return new Value(type, buf, start, valueEnd(type, buf, start));
    }
    pos += i;
    while (buf[pos] !== 0) pos++;
    pos = valueEnd(type, buf, pos + 1);
  }
}

export const field = (doc: Value, name: string) => findField(doc, Buffer.from(name));

/** Calls back for each element in stored order; a callback that answers true ends the walk. */
export function someElement(
  doc: Value,
  visit: (value: Value, index: number, nameStart: number) => boolean,
): boolean {
  const { buf } = doc;
  let pos = doc.start + 4;
  for (let index = 0; ; index++) {
    const type = buf[pos]!;
    if (type === 0) return false;
    const nameStart = ++pos;
    while (buf[pos] !== 0) pos++;
    const end = valueEnd(type, buf, pos + 1);
    if (visit(new Value(type, buf, pos + 1, end), index, nameStart)) return true;
    pos = end;
  }
}

export function elements(doc: Value): Value[] {
  const list: Value[] = [];
  someElement(doc, (value) => {
    list.push(value);
    return false;
  });
  return list;
}

export function entries(doc: Value): [name: string, value: Value][] {
  const { buf } = doc;
  const list: [string, Value][] = [];
  let pos = doc.start + 4;
  for (;;) {
    const type = buf[pos]!;
    if (type === 0) return list;
    const nameEnd = buf.indexOf(0, pos + 1);
    const name = buf.toString("utf8", pos + 1, nameEnd);
    const end = valueEnd(type, buf, nameEnd + 1);
    list.push([name, new Value(type, buf, nameEnd + 1, end)]);
    pos = end;
  }
}

/** Narrowed by kind, so that what is not of the kind stays a Value to the compiler. */
export type ValueOf<Type extends number> = Value & { readonly type: Type };

export const isDocument = (value: Value | undefined): value is ValueOf<typeof BsonType.document> =>
  value?.type === BsonType.document;
export const isArray = (value: Value | undefined): value is ValueOf<typeof BsonType.array> =>
  value?.type === BsonType.array;
export const isEmptyDocument = (value: Value) => value.buf[value.start + 4] === 0;

export function firstName(doc: Value): string | undefined {
  if (isEmptyDocument(doc)) return undefined;
  const from = doc.start + 5;
  return doc.buf.toString("utf8", from, doc.buf.indexOf(0, from));
}
