import { decimalToString, readDecimal } from "../bson/decimal.ts";
import { makeInt32, makeString, nullValue } from "../bson/make.ts";
import { readBool, readDate, readInt64, readNumber, readString, typeName } from "../bson/read.ts";
import { BsonType, type Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import type { OperatorCompiler } from "./expression.ts";
import { fixedOperator, isNullish, listOperator } from "./operands.ts";

function concatenated(values: (Value | undefined)[]): Value {
  let text = "";
  for (const value of values) {
    if (isNullish(value)) return nullValue;
    if (value.type !== BsonType.string)
      throw new MongoError(16702, `$concat only supports strings, not ${typeName(value)}`);
    text += readString(value);
  }
  return makeString(text);
}

/** Only the letters A to Z change case, as MongoDB does without a collation. */
const asciiCase = (name: string, from: RegExp, change: (letter: string) => string): OperatorCompiler =>
  fixedOperator(name, 1, ([value]) => {
    if (isNullish(value)) return makeString("");
    if (value.type !== BsonType.string)
      throw new MongoError(16007, `can't convert from BSON type ${typeName(value)} to String`);
    return makeString(readString(value).replace(from, change));
  });

function toText(value: Value): string {
  switch (value.type) {
    case BsonType.string:
      return readString(value);
    case BsonType.int32:
    case BsonType.double:
      return String(readNumber(value));
    case BsonType.int64:
      return String(readInt64(value));
    case BsonType.decimal:
      return decimalToString(readDecimal(value));
    case BsonType.bool:
      return String(readBool(value));
    case BsonType.date:
      return new Date(readDate(value)).toISOString();
    case BsonType.objectId:
      return value.buf.toString("hex", value.start, value.end);
    default:
      throw new MongoError(
        241,
        `Unsupported conversion from ${typeName(value)} to string in $convert with no onError value`,
      );
  }
}

export const stringOperators: Record<string, OperatorCompiler> = {
  $concat: listOperator(concatenated),
  $toLower: asciiCase("$toLower", /[A-Z]/g, (letter) => letter.toLowerCase()),
  $toUpper: asciiCase("$toUpper", /[a-z]/g, (letter) => letter.toUpperCase()),
  $strLenCP: fixedOperator("$strLenCP", 1, ([value]) => {
    if (value?.type !== BsonType.string)
      throw new MongoError(34471, `$strLenCP requires a string argument, found: ${typeName(value)}`);
    return makeInt32([...readString(value)].length);
  }),
  $toString: fixedOperator("$toString", 1, ([value]) =>
    isNullish(value) ? nullValue : makeString(toText(value)),
  ),
};
