import { readExact } from "../bson/numbers.ts";
import { isNumber, readNumber, readString, typeCodeOf } from "../bson/read.ts";
import { BsonType, elements, isArray, type Value } from "../bson/value.ts";
import { badValue, typeMismatch } from "../errors.ts";
import type { Test } from "./matcher.ts";

export function typeTest(operand: Value): Test {
  const wanted = new Set((isArray(operand) ? elements(operand) : [operand]).flatMap(typeCodes));
  if (wanted.size === 0) throw badValue("$type must match at least one type");
  return (value) => value !== undefined && wanted.has(value.type);
}

/** Types that MongoDB has given up: they can be asked for, and nothing has them. */
const retired: Record<string, number> = { undefined: 6, dbPointer: 12, symbol: 14, javascriptWithScope: 15 };
const knownCodes = new Set<number>([...Object.values(BsonType), ...Object.values(retired)]);

function typeCodes(operand: Value): number[] {
  if (operand.type === BsonType.string) {
    const name = readString(operand);
    if (name === "number") return [BsonType.int32, BsonType.int64, BsonType.double, BsonType.decimal];
    const code = typeCodeOf(name) ?? (Object.hasOwn(retired, name) ? retired[name] : undefined);
    if (code === undefined) throw badValue(`Unknown type name alias: ${name}`);
    return [code];
  }
  if (!isNumber(operand)) throw typeMismatch("type must be represented as a number or a string");
  const code = readNumber(operand) === -1 ? BsonType.minKey : readNumber(operand);
  if (!knownCodes.has(code)) throw badValue(`Invalid numerical type code: ${readNumber(operand)}`);
  return [code];
}

const fitsInt64 = (n: bigint) => BigInt.asIntN(64, n) === n;

/** Without its fraction; undefined for what no int64 holds, which is in no class for MongoDB. */
function wholeNumber(value: Value): bigint | undefined {
  const whole = truncated(value);
  return whole !== undefined && fitsInt64(whole) ? whole : undefined;
}

function truncated(value: Value): bigint | undefined {
  const exact = readExact(value);
  if (typeof exact === "bigint") return exact;
  if (typeof exact === "number") return Number.isFinite(exact) ? BigInt(Math.trunc(exact)) : undefined;
  if (exact.kind !== "finite") return undefined;
  return exact.exponent >= 0
    ? exact.coefficient * 10n ** BigInt(Math.min(exact.exponent, 40))
    : exact.coefficient / 10n ** BigInt(Math.min(-exact.exponent, 40));
}

export function modTest(operand: Value): Test {
  if (!isArray(operand)) throw badValue("malformed mod, needs to be an array");
  const [divisor, remainder, ...more] = elements(operand);
  if (!divisor) throw badValue("malformed mod, not enough elements");
  if (!remainder) throw badValue("malformed mod, not enough elements");
  if (more.length > 0) throw badValue("malformed mod, too many elements");
  const by = isNumber(divisor) ? wholeNumber(divisor) : undefined;
  const rest = isNumber(remainder) ? wholeNumber(remainder) : undefined;
  if (by === undefined) throw badValue("malformed mod, divisor value is invalid");
  if (rest === undefined) throw badValue("malformed mod, remainder value is invalid");
  if (by === 0n) throw badValue("divisor cannot be 0");
  return (value) => {
    const whole = isNumber(value) ? wholeNumber(value) : undefined;
    return whole !== undefined && whole % by === rest;
  };
}
