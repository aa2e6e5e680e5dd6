import { BsonType, Value } from "./value.ts";

/** An exact decimal: `coefficient * 10^exponent`, or one of the special values. */
export type Decimal =
  | { kind: "finite"; coefficient: bigint; exponent: number }
  | { kind: "nan" | "+inf" | "-inf" };

const BIAS = 6176;
const MAX_DIGITS = 34;
const LOW_113 = (1n << 113n) - 1n;

export function readDecimal(value: Value): Decimal {
  const low = value.buf.readBigUInt64LE(value.start);
  const high = value.buf.readBigUInt64LE(value.start + 8);
  const negative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 31n);
  if (combination === 31) return { kind: "nan" };
  if (combination === 30) return { kind: negative ? "-inf" : "+inf" };
  const bits = (high << 64n) | low;
  // The second form holds coefficients beyond 34 digits: not canonical, and read as zero.
  if (combination >> 3 === 3)
    return { kind: "finite", coefficient: 0n, exponent: Number((high >> 47n) & 0x3fffn) - BIAS };
  const coefficient = bits & LOW_113;
  const exponent = Number((high >> 49n) & 0x3fffn) - BIAS;
  return { kind: "finite", coefficient: negative ? -coefficient : coefficient, exponent };
}

export function makeDecimal(decimal: Decimal): Value {
  const buf = Buffer.alloc(16);
  if (decimal.kind !== "finite") {
    buf[15] = decimal.kind === "nan" ? 0x7c : decimal.kind === "+inf" ? 0x78 : 0xf8;
    return new Value(BsonType.decimal, buf, 0, 16);
  }
  const fitted = fit(decimal.coefficient, decimal.exponent);
  if (fitted.kind !== "finite") return makeDecimal(fitted);
  const magnitude = fitted.coefficient < 0n ? -fitted.coefficient : fitted.coefficient;
  const bits = (BigInt(fitted.exponent + BIAS) << 113n) | magnitude;
  buf.writeBigUInt64LE(bits & 0xffffffffffffffffn, 0);
  buf.writeBigUInt64LE((bits >> 64n) | (fitted.coefficient < 0n ? 1n << 63n : 0n), 8);
  return new Value(BsonType.decimal, buf, 0, 16);
}

/** Rounds half to even until the coefficient has at most 34 digits and the exponent is one that can be stored. */
function fit(coefficient: bigint, exponent: number): Decimal {
  let c = coefficient;
  let e = exponent;
  const spare = (c < 0n ? -c : c).toString().length - MAX_DIGITS;
  const drop = Math.max(spare, -BIAS - e);
  if (drop > 0) {
    c = divideHalfEven(c, 10n ** BigInt(Math.min(drop, 7000)));
    e += drop;
    if ((c < 0n ? -c : c).toString().length > MAX_DIGITS) {
      c /= 10n;
      e++;
    }
  }
  while (e > 6111 && c !== 0n && (c < 0n ? -c : c).toString().length < MAX_DIGITS) {
    c *= 10n;
    e--;
  }
  if (c === 0n) e = Math.min(e, 6111);
  if (e > 6111) return { kind: c < 0n ? "-inf" : "+inf" };
  return { kind: "finite", coefficient: c, exponent: e };
}

function divideHalfEven(n: bigint, by: bigint): bigint {
  const quotient = n / by;
  const rest = n % by;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < by || (twice === by && quotient % 2n === 0n)) return quotient;
  return n < 0n ? quotient - 1n : quotient + 1n;
}

/** A double as MongoDB turns it into a decimal: 15 significant digits. */
export function decimalFromDouble(n: number): Decimal {
  if (Number.isNaN(n)) return { kind: "nan" };
  if (!Number.isFinite(n)) return { kind: n > 0 ? "+inf" : "-inf" };
  return parseDecimal(n.toPrecision(15));
}

/** Plain or exponential notation; the text has been checked by the caller or made by JS itself. */
export function parseDecimal(text: string): Decimal {
  const [mantissa = "0", power = "0"] = text.toLowerCase().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { kind: "finite", coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind !== "finite" || b.kind !== "finite") {
    if (a.kind === "finite") return b;
    if (b.kind === "finite" || a.kind === b.kind) return a;
    return { kind: "nan" };
  }
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (d: typeof a) => d.coefficient * 10n ** BigInt(d.exponent - exponent);
  return { kind: "finite", coefficient: scale(a) + scale(b), exponent };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === "finite" && b.kind === "finite")
    return {
      kind: "finite",
      coefficient: a.coefficient * b.coefficient,
      exponent: a.exponent + b.exponent,
    };
  const sign = (d: Decimal) =>
    d.kind === "finite" ? (d.coefficient > 0n ? 1 : d.coefficient < 0n ? -1 : 0) : d.kind === "-inf" ? -1 : 1;
  const product = sign(a) * sign(b);
  if (a.kind === "nan" || b.kind === "nan" || product === 0) return { kind: "nan" };
  return { kind: product > 0 ? "+inf" : "-inf" };
}

export function decimalToString(d: Decimal): string {
  if (d.kind !== "finite") return d.kind === "nan" ? "NaN" : d.kind === "+inf" ? "Infinity" : "-Infinity";
  const negative = d.coefficient < 0n;
  const digits = (negative ? -d.coefficient : d.coefficient).toString();
  const sign = negative ? "-" : "";
  const adjusted = d.exponent + digits.length - 1;
  if (d.exponent <= 0 && adjusted >= -6) {
    if (d.exponent === 0) return sign + digits;
    const padded = digits.padStart(1 - d.exponent, "0");
    const point = padded.length + d.exponent;
    return `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${sign}${mantissa}E${adjusted < 0 ? "" : "+"}${adjusted}`;
}

/** Every digit a double has, as sums take it. */
export function decimalFromExactDouble(n: number): Decimal {
  if (!Number.isFinite(n)) return decimalFromDouble(n);
  if (n === 0) return { kind: "finite", coefficient: 0n, exponent: 0 };
  let numerator = n;
  let halvings = 0;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    halvings++;
  }
  // A half is five tenths: n/2^k = n*5^k/10^k.
  return rounded({
    kind: "finite",
    coefficient: BigInt(numerator) * 5n ** BigInt(halvings),
    exponent: -halvings,
  });
}

const rounded = (decimal: Decimal): Decimal =>
  decimal.kind === "finite" ? fit(decimal.coefficient, decimal.exponent) : decimal;

/** As many digits as there are, or 34; of the exact ones no zeros more than needed. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind !== "finite" || b.kind !== "finite") {
    if (a.kind === "finite" && b.kind !== "nan") return { kind: "finite", coefficient: 0n, exponent: 0 };
    if (b.kind !== "finite" || a.kind === "nan" || a.kind === "finite") return { kind: "nan" };
    const negative = (a.kind === "-inf") !== b.coefficient < 0n;
    return { kind: negative ? "-inf" : "+inf" };
  }
  const wanted = a.exponent - b.exponent;
  const scaled = a.coefficient * 10n ** 40n;
  const exact = scaled % b.coefficient === 0n;
  let coefficient = scaled / b.coefficient;
  let exponent = wanted - 40;
  if (!exact) return rounded({ kind: "finite", coefficient, exponent });
  while (exponent < wanted && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent++;
  }
  return rounded({ kind: "finite", coefficient, exponent });
}
