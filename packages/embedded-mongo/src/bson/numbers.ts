import { badValue } from "../errors.ts";
import {
  addDecimals,
  type Decimal,
  decimalFromDouble,
  makeDecimal,
  multiplyDecimals,
  readDecimal,
} from "./decimal.ts";
import { makeDouble, makeInt32, makeInt64 } from "./make.ts";
import { readNumber } from "./read.ts";
import { BsonType, type Value } from "./value.ts";

/** A number as JS can compare it exactly: a double or int32 as number, an int64 as bigint. */
export type Exact = number | bigint | Decimal;

export function readExact(value: Value): Exact {
  if (value.type === BsonType.int64) return value.buf.readBigInt64LE(value.start);
  if (value.type === BsonType.decimal) return readDecimal(value);
  return readNumber(value);
}

/** MongoDB's order of numbers, exact across types: NaN first, and equal to itself. */
export function compareNumbers(a: Value, b: Value): number {
  return compareExact(readExact(a), readExact(b));
}

export function compareExact(x: Exact, y: Exact): number {
  if (typeof x === "object" || typeof y === "object") return compareWithDecimal(x, y);
  if (x < y) return -1;
  if (x > y) return 1;
  const xNaN = Number.isNaN(x);
  const yNaN = Number.isNaN(y);
  return xNaN === yNaN ? 0 : xNaN ? -1 : 1;
}

function compareWithDecimal(x: Exact, y: Exact): number {
  const [p, q] = [rank(x), rank(y)];
  if (p !== q) return p < q ? -1 : 1;
  if (p !== 2) return 0;
  const a = fraction(x);
  const b = fraction(y);
  // Far apart values need no big powers of ten.
  if (a.sign !== b.sign) return a.sign < b.sign ? -1 : 1;
  if (a.sign === 0) return 0;
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** NaN, -infinity, finite, +infinity in order. */
function rank(x: Exact): number {
  if (typeof x === "bigint") return 2;
  if (typeof x === "number")
    return Number.isNaN(x) ? 0 : x === Number.NEGATIVE_INFINITY ? 1 : x === Number.POSITIVE_INFINITY ? 3 : 2;
  return x.kind === "nan" ? 0 : x.kind === "-inf" ? 1 : x.kind === "+inf" ? 3 : 2;
}

type Fraction = { numerator: bigint; denominator: bigint; sign: -1 | 0 | 1 };

function fraction(x: Exact): Fraction {
  const signed = (numerator: bigint, denominator: bigint): Fraction => ({
    numerator,
    denominator,
    sign: numerator > 0n ? 1 : numerator < 0n ? -1 : 0,
  });
  if (typeof x === "bigint") return signed(x, 1n);
  if (typeof x === "number") {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, x);
    const bits = view.getBigUint64(0);
    const biased = Number((bits >> 52n) & 0x7ffn);
    const mantissa = (bits & 0xfffffffffffffn) | (biased === 0 ? 0n : 1n << 52n);
    const power = (biased === 0 ? 1 : biased) - 1075;
    const signedMantissa = x < 0 ? -mantissa : mantissa;
    return power >= 0
      ? signed(signedMantissa << BigInt(power), 1n)
      : signed(signedMantissa, 1n << BigInt(-power));
  }
  if (x.kind !== "finite") return signed(0n, 1n);
  return x.exponent >= 0
    ? signed(x.coefficient * 10n ** BigInt(x.exponent), 1n)
    : signed(x.coefficient, 10n ** BigInt(-x.exponent));
}

export function toDecimal(value: Value): Decimal {
  if (value.type === BsonType.decimal) return readDecimal(value);
  if (value.type === BsonType.double) return decimalFromDouble(readNumber(value));
  return { kind: "finite", coefficient: BigInt(readExact(value) as number | bigint), exponent: 0 };
}

type Arithmetic = {
  decimal: (a: Decimal, b: Decimal) => Decimal;
  double: (a: number, b: number) => number;
  integer: (a: bigint, b: bigint) => bigint;
};

const addition: Arithmetic = { decimal: addDecimals, double: (a, b) => a + b, integer: (a, b) => a + b };
const multiplication: Arithmetic = {
  decimal: multiplyDecimals,
  double: (a, b) => a * b,
  integer: (a, b) => a * b,
};

/** The wider type wins; int32 that overflows becomes int64; an int64 that overflows is `onOverflow`'s business. */
function combine(how: Arithmetic, a: Value, b: Value, onOverflow: (exact: bigint) => Value): Value {
  if (a.type === BsonType.decimal || b.type === BsonType.decimal)
    return makeDecimal(how.decimal(toDecimal(a), toDecimal(b)));
  if (a.type === BsonType.double || b.type === BsonType.double)
    return makeDouble(how.double(readNumber(a), readNumber(b)));
  const exact = how.integer(BigInt(readExact(a) as bigint), BigInt(readExact(b) as bigint));
  if (a.type === BsonType.int32 && b.type === BsonType.int32 && exact === BigInt.asIntN(32, exact))
    return makeInt32(Number(exact));
  return exact === BigInt.asIntN(64, exact) ? makeInt64(exact) : onOverflow(exact);
}

const overflow = () => {
  throw badValue("long overflow");
};
const asDouble = (exact: bigint) => makeDouble(Number(exact));

/** Update operators refuse to overflow an int64; aggregation turns it into a double. */
export const addOrRefuse = (a: Value, b: Value) => combine(addition, a, b, overflow);
export const multiplyOrRefuse = (a: Value, b: Value) => combine(multiplication, a, b, overflow);
export const add = (a: Value, b: Value) => combine(addition, a, b, asDouble);
export const multiply = (a: Value, b: Value) => combine(multiplication, a, b, asDouble);
