import { compareValues } from "../bson/compare.ts";
import { divideDecimals, makeDecimal } from "../bson/decimal.ts";
import { makeDate, makeDouble, makeInt32, makeInt64, nullValue } from "../bson/make.ts";
import { add, multiply, readExact, toDecimal } from "../bson/numbers.ts";
import { isNumber, readDate, readInt64, readNumber, typeName } from "../bson/read.ts";
import { BsonType, elements, isArray, type Value } from "../bson/value.ts";
import { MongoError, notSupported } from "../errors.ts";
import type { OperatorCompiler } from "./expression.ts";
import { evaluate, fixedOperator, isNullish, listOperator, operandList } from "./operands.ts";
import { Sum } from "./sum.ts";

const zero = makeInt32(0);
const minusOne = makeInt32(-1);

function needNumber(name: string, code: number, value: Value): Value {
  if (!isNumber(value))
    throw new MongoError(code, `${name} only supports numeric types, not ${typeName(value)}`);
  return value;
}

function needNoDecimal(name: string, ...values: Value[]): void {
  if (values.some((value) => value.type === BsonType.decimal)) throw notSupported(`${name} of a Decimal128`);
}

/** A date moves by milliseconds; more than one date makes no sense. */
function sum(values: (Value | undefined)[]): Value {
  if (values.some(isNullish)) return nullValue;
  let date: number | undefined;
  const total = new Sum();
  for (const value of values as Value[]) {
    if (value.type === BsonType.date) {
      if (date !== undefined) throw new MongoError(16612, "only one date allowed in an $add expression");
      date = readDate(value);
    } else total.add(needNumber("$add", 14, value));
  }
  return date === undefined ? total.result() : makeDate(date + total.number);
}

function difference([a, b]: (Value | undefined)[]): Value {
  if (isNullish(a) || isNullish(b)) return nullValue;
  if (a.type === BsonType.date) {
    if (b.type === BsonType.date) return makeInt64(readInt64(a) - readInt64(b));
    return makeDate(readDate(a) - readNumber(needNumber("$subtract", 14, b)));
  }
  return add(needNumber("$subtract", 14, a), multiply(needNumber("$subtract", 14, b), minusOne));
}

function quotient([a, b]: (Value | undefined)[]): Value {
  if (isNullish(a) || isNullish(b)) return nullValue;
  const [x, y] = [needNumber("$divide", 14, a), needNumber("$divide", 14, b)];
  const decimal = x.type === BsonType.decimal || y.type === BsonType.decimal;
  if (compareValues(y, zero) === 0) throw new MongoError(2, "can't $divide by zero");
  if (decimal) return makeDecimal(divideDecimals(toDecimal(x), toDecimal(y)));
  return makeDouble(readNumber(x) / readNumber(y));
}

function remainder([a, b]: (Value | undefined)[]): Value {
  if (isNullish(a) || isNullish(b)) return nullValue;
  const [x, y] = [needNumber("$mod", 16611, a), needNumber("$mod", 16611, b)];
  needNoDecimal("$mod", x, y);
  if (readNumber(y) === 0) throw new MongoError(16610, "can't $mod by zero");
  if (x.type === BsonType.double || y.type === BsonType.double)
    return makeDouble(readNumber(x) % readNumber(y));
  const exact = BigInt(readExact(x) as bigint) % BigInt(readExact(y) as bigint);
  return x.type === BsonType.int32 && y.type === BsonType.int32 ? makeInt32(Number(exact)) : makeInt64(exact);
}

/** Whole numbers stay as they are, doubles are cut in the given way. */
const rounding = (name: string, code: number, round: (n: number) => number): OperatorCompiler =>
  fixedOperator(name, 1, ([value]) => {
    if (isNullish(value)) return nullValue;
    needNoDecimal(name, needNumber(name, code, value));
    return value.type === BsonType.double ? makeDouble(round(readNumber(value))) : value;
  });

/** Half to even, to so many places; whole numbers only take none. */
const roundTo: OperatorCompiler = (operand, compile) => {
  const [value, places] = operandList(operand).map(compile);
  if (!value || operandList(operand).length > 2)
    throw new MongoError(28667, "Expression $round takes one or two arguments");
  return (scope) => {
    const number = evaluate(value, scope);
    const to = places && evaluate(places, scope);
    if (isNullish(number) || (places && isNullish(to))) return nullValue;
    needNoDecimal("$round", needNumber("$round", 51081, number));
    const at = to && isNumber(to) ? readNumber(to) : 0;
    if (!Number.isInteger(at) || at < -20 || at > 100)
      throw new MongoError(51082, "precision argument to $round must be an integer between -20 and 100");
    if (number.type !== BsonType.double) {
      if (at < 0) throw notSupported("$round of a whole number to a negative place");
      return number;
    }
    return makeDouble(roundHalfEven(readNumber(number), at));
  };
};

function roundHalfEven(n: number, places: number): number {
  const scale = 10 ** places;
  const scaled = n * scale;
  const floor = Math.floor(scaled);
  const up = scaled - floor > 0.5 || (scaled - floor === 0.5 && floor % 2 !== 0);
  return Number.isFinite(scaled) ? (floor + (up ? 1 : 0)) / scale : n;
}

function magnitude([value]: (Value | undefined)[]): Value {
  if (isNullish(value)) return nullValue;
  const negative = compareValues(needNumber("$abs", 28765, value), zero) < 0;
  return negative ? multiply(value, minusOne) : value;
}

/** In an expression these take a list of operands, or one array. */
const overNumbers = (combine: (numbers: Value[]) => Value): OperatorCompiler =>
  listOperator((values) => {
    const [only] = values;
    const list = values.length === 1 && isArray(only) ? elements(only) : values;
    return combine(list.filter((value) => value !== undefined));
  });

export function total(values: Value[]): Value {
  const sum = new Sum();
  for (const value of values) sum.add(value);
  return sum.result();
}

export function average(values: Value[]): Value {
  const sum = new Sum();
  for (const value of values) sum.add(value);
  return sum.average();
}

/** Null and missing values do not take part. */
export function extreme(values: Value[], wanted: 1 | -1): Value {
  const present = values.filter((value) => !isNullish(value));
  if (present.length === 0) return nullValue;
  return present.reduce((best, value) => (Math.sign(compareValues(value, best)) === wanted ? value : best));
}

export const arithmeticOperators: Record<string, OperatorCompiler> = {
  $add: listOperator(sum),
  $subtract: fixedOperator("$subtract", 2, difference),
  $multiply: listOperator((values) =>
    values.some(isNullish)
      ? nullValue
      : (values as Value[]).reduce(
          (product, value) => multiply(product, needNumber("$multiply", 14, value)),
          makeInt32(1),
        ),
  ),
  $divide: fixedOperator("$divide", 2, quotient),
  $mod: fixedOperator("$mod", 2, remainder),
  $abs: fixedOperator("$abs", 1, magnitude),
  $floor: rounding("$floor", 28765, Math.floor),
  $ceil: rounding("$ceil", 28765, Math.ceil),
  $trunc: rounding("$trunc", 51081, Math.trunc),
  $round: roundTo,
  $sum: overNumbers(total),
  $avg: overNumbers(average),
  $min: overNumbers((values) => extreme(values, -1)),
  $max: overNumbers((values) => extreme(values, 1)),
};
