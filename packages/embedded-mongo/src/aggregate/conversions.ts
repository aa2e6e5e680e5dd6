import { makeBool, makeDouble, makeInt32, makeInt64, nullValue } from "../bson/make.ts";
import { readExact } from "../bson/numbers.ts";
import { isNumber, isTruthy, readBool, readInt64, readNumber, readString, typeName } from "../bson/read.ts";
import { BsonType, type Value } from "../bson/value.ts";
import { MongoError, notSupported } from "../errors.ts";
import type { OperatorCompiler } from "./expression.ts";
import { fixedOperator, isNullish } from "./operands.ts";

const failure = (why: string) => new MongoError(241, `${why} in $convert with no onError value`);

const conversion = (name: string, convert: (value: Value) => Value): OperatorCompiler =>
  fixedOperator(name, 1, ([value]) => (isNullish(value) ? nullValue : convert(value)));

/** The whole part of a number that fits, or what a text or truth value stands for. */
function toWhole(value: Value, kind: "int" | "long"): bigint {
  const bits = kind === "int" ? 32 : 64;
  const whole = wholeOf(value, kind);
  if (BigInt.asIntN(bits, whole) !== whole) throw failure("Conversion would overflow target type");
  return whole;
}

function wholeOf(value: Value, kind: string): bigint {
  if (value.type === BsonType.bool) return readBool(value) ? 1n : 0n;
  if (value.type === BsonType.date && kind === "long") return readInt64(value);
  if (value.type === BsonType.string) {
    const text = readString(value);
    if (!/^[+-]?\d+$/.test(text)) throw failure(`Failed to parse number '${text}'`);
    return BigInt(text.replace("+", ""));
  }
  if (!isNumber(value)) throw failure(`Unsupported conversion from ${typeName(value)} to ${kind}`);
  if (value.type === BsonType.decimal) throw notSupported(`conversion of a Decimal128 to ${kind}`);
  const exact = readExact(value);
  if (typeof exact === "bigint") return exact;
  if (typeof exact !== "number" || !Number.isFinite(exact))
    throw failure("Attempt to convert NaN or infinity value to integer type");
  return BigInt(Math.trunc(exact));
}

function toDouble(value: Value): Value {
  if (value.type === BsonType.bool) return makeDouble(readBool(value) ? 1 : 0);
  if (value.type === BsonType.date) return makeDouble(readNumber(value));
  if (value.type === BsonType.string) {
    const text = readString(value);
    if (text.trim() !== text || text === "" || Number.isNaN(Number(text)))
      throw failure(`Failed to parse number '${text}'`);
    return makeDouble(Number(text));
  }
  if (!isNumber(value)) throw failure(`Unsupported conversion from ${typeName(value)} to double`);
  if (value.type === BsonType.decimal) throw notSupported("conversion of a Decimal128 to double");
  return makeDouble(readNumber(value));
}

export const conversionOperators: Record<string, OperatorCompiler> = {
  $toInt: conversion("$toInt", (value) => makeInt32(Number(toWhole(value, "int")))),
  $toLong: conversion("$toLong", (value) => makeInt64(toWhole(value, "long"))),
  $toDouble: conversion("$toDouble", toDouble),
  $toBool: conversion("$toBool", (value) => makeBool(isTruthy(value))),
};
