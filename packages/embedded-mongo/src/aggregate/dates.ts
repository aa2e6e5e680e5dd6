import { makeInt32, makeString, nullValue } from "../bson/make.ts";
import { readDate, readString, typeName } from "../bson/read.ts";
import { BsonType, entries, firstName, isDocument, type Value } from "../bson/value.ts";
import { MongoError, notSupported } from "../errors.ts";
import type { Expression, OperatorCompiler } from "./expression.ts";
import { evaluate, isNullish, operandList } from "./operands.ts";
import { type Shift, zoneShift } from "./time-zones.ts";

function needDate(name: string, value: Value): Date {
  if (value.type === BsonType.date) return new Date(readDate(value));
  if (value.type === BsonType.objectId) return new Date(value.buf.readUInt32BE(value.start) * 1000);
  throw new MongoError(16006, `can't convert from BSON type ${typeName(value)} to Date in ${name}`);
}

/** A part of a date in UTC, or in the zone of `{date, timezone}`. */
const part = (name: string, read: (date: Date) => number): OperatorCompiler => {
  return (operand, compile) => {
    const named =
      isDocument(operand) && !firstName(operand)?.startsWith("$") ? new Map(entries(operand)) : undefined;
    for (const option of named?.keys() ?? [])
      if (option !== "date" && option !== "timezone")
        throw new MongoError(40535, `unrecognized option to ${name}: "${option}"`);
    const source = named ? named.get("date") : operandList(operand)[0];
    if (!source || (!named && operandList(operand).length !== 1))
      throw new MongoError(40539, `missing 'date' argument to ${name}`);
    const date = compile(source);
    const zone = named?.get("timezone");
    const shift = zone ? zoneShift(compile(zone)) : undefined;
    return (scope) => {
      const value = evaluate(date, scope);
      if (isNullish(value)) return nullValue;
      const moment = needDate(name, value);
      return makeInt32(read(shift ? shift(moment, scope) : moment));
    };
  };
};

const pad = (n: number, width: number) => String(n).padStart(width, "0");

const specifiers: Record<string, (date: Date) => string> = {
  Y: (d) => pad(d.getUTCFullYear(), 4),
  m: (d) => pad(d.getUTCMonth() + 1, 2),
  d: (d) => pad(d.getUTCDate(), 2),
  H: (d) => pad(d.getUTCHours(), 2),
  M: (d) => pad(d.getUTCMinutes(), 2),
  S: (d) => pad(d.getUTCSeconds(), 2),
  L: (d) => pad(d.getUTCMilliseconds(), 3),
  "%": () => "%",
};

const compileDateToString: OperatorCompiler = (operand, compile) => {
  if (!isDocument(operand))
    throw new MongoError(18629, "$dateToString only supports an object as its argument");
  let date: Expression | undefined;
  let shift: Shift | undefined;
  let format = "%Y-%m-%dT%H:%M:%S.%LZ";
  for (const [name, value] of entries(operand)) {
    if (name === "date") date = compile(value);
    else if (name === "format" && value.type === BsonType.string) format = readString(value);
    else if (name === "timezone") shift = zoneShift(compile(value));
    else throw notSupported(`$dateToString option '${name}'`);
  }
  for (const [, letter = ""] of format.matchAll(/%(.?)/g))
    if (!Object.hasOwn(specifiers, letter))
      throw new MongoError(18536, `Invalid format character '%${letter}' in format string`);
  if (!date) throw new MongoError(18628, "Missing 'date' parameter to $dateToString");
  const source = date;
  return (scope) => {
    const value = evaluate(source, scope);
    if (isNullish(value)) return nullValue;
    const date = needDate("$dateToString", value);
    const moment = shift ? shift(date, scope) : date;
    return makeString(format.replace(/%(.)/g, (_all, letter: string) => specifiers[letter]!(moment)));
  };
};

export const dateOperators: Record<string, OperatorCompiler> = {
  $year: part("$year", (d) => d.getUTCFullYear()),
  $month: part("$month", (d) => d.getUTCMonth() + 1),
  $dayOfMonth: part("$dayOfMonth", (d) => d.getUTCDate()),
  $dayOfWeek: part("$dayOfWeek", (d) => d.getUTCDay() + 1),
  $hour: part("$hour", (d) => d.getUTCHours()),
  $minute: part("$minute", (d) => d.getUTCMinutes()),
  $second: part("$second", (d) => d.getUTCSeconds()),
  $millisecond: part("$millisecond", (d) => d.getUTCMilliseconds()),
  $dateToString: compileDateToString,
};
