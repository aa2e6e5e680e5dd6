import { randomBytes } from "node:crypto";
import { BsonType, Value } from "./value.ts";
import { toValue } from "./write.ts";

const fixed = (type: number, size: number, fill: (buf: Buffer) => unknown) => {
  const buf = Buffer.alloc(size);
  fill(buf);
  return new Value(type, buf, 0, size);
};

export const makeInt32 = (n: number) => fixed(BsonType.int32, 4, (b) => b.writeInt32LE(n));
export const makeInt64 = (n: bigint) => fixed(BsonType.int64, 8, (b) => b.writeBigInt64LE(n));
export const makeDouble = (n: number) => fixed(BsonType.double, 8, (b) => b.writeDoubleLE(n));
export const makeDate = (ms: number) =>
  fixed(BsonType.date, 8, (b) => b.writeBigInt64LE(BigInt(Math.trunc(ms))));
export const makeBool = (flag: boolean) => (flag ? trueValue : falseValue);
export const makeString = (text: string) => toValue(text);

export const nullValue = new Value(BsonType.null, Buffer.alloc(0), 0, 0);
export const minKey = new Value(BsonType.minKey, Buffer.alloc(0), 0, 0);
const trueValue = fixed(BsonType.bool, 1, (b) => b.fill(1));
const falseValue = fixed(BsonType.bool, 1, (b) => b.fill(0));
export const emptyDocument = new Value(BsonType.document, Buffer.from([5, 0, 0, 0, 0]), 0, 5);

let timestampSecond = 0;
let timestampIncrement = 0;

/** Never the same twice within this process. */
export function makeTimestamp(nowMs: number): Value {
  const second = Math.floor(nowMs / 1000);
  if (second > timestampSecond) {
    timestampSecond = second;
    timestampIncrement = 0;
  }
  timestampIncrement++;
  return fixed(BsonType.timestamp, 8, (b) => {
    b.writeUInt32LE(timestampIncrement, 0);
    b.writeUInt32LE(timestampSecond, 4);
  });
}

const processPart = randomBytes(5);
let counter = randomBytes(3).readUIntBE(0, 3);

export function makeObjectId(nowMs: number): Value {
  return fixed(BsonType.objectId, 12, (b) => {
    b.writeUInt32BE(Math.floor(nowMs / 1000) >>> 0, 0);
    processPart.copy(b, 4);
    counter = (counter + 1) & 0xffffff;
    b.writeUIntBE(counter, 9, 3);
  });
}
