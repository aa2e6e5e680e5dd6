import { BSON } from "mongodb";

type Tagged = { _bsontype: string };

/**
 * An answer as one line of text that shows each value's BSON type (1 int, 1.0 double, 1L long, 1.50D
 * decimal): two answers are the same exactly when their lines are, and a person can read the difference.
 */
export function render(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number")
    return Number.isInteger(value) && !Object.is(value, -0) ? `${value}` : double(value);
  if (typeof value === "bigint") return `${value}L`;
  if (typeof value === "boolean") return `${value}`;
  if (value instanceof Date)
    return `date(${Number.isNaN(value.getTime()) ? "invalid" : value.toISOString()})`;
  if (value instanceof RegExp) return `${value}`;
  if (value instanceof Uint8Array) return `bin(0,${Buffer.from(value).toString("hex")})`;
  if (Array.isArray(value)) return `[${value.map(render).join(", ")}]`;
  if (value instanceof Map) return `map${render([...value])}`;
  if (typeof value !== "object") throw new TypeError(`an answer cannot hold a ${typeof value}`);
  if ("_bsontype" in value) return bsonValue(value as Tagged);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${fields.map(([key, each]) => `${/^[\w$.]+$/.test(key) ? key : quoted(key)}: ${render(each)}`).join(", ")}}`;
}

function bsonValue(value: Tagged): string {
  if (value instanceof BSON.Int32) return `${value.value}`;
  if (value instanceof BSON.Double) return double(value.value);
  if (value instanceof BSON.Timestamp) return `timestamp(${value})`;
  if (value instanceof BSON.Long) return `${value}L`;
  if (value instanceof BSON.Decimal128) return `${value}D`;
  if (value instanceof BSON.ObjectId) return `oid(${value})`;
  if (value instanceof BSON.Binary)
    return `bin(${value.sub_type},${Buffer.from(value.value()).toString("hex")})`;
  if (value instanceof BSON.BSONRegExp) return `/${value.pattern}/${value.options}`;
  if (value instanceof BSON.MinKey) return "minKey";
  if (value instanceof BSON.MaxKey) return "maxKey";
  if (value instanceof BSON.BSONSymbol) return `symbol(${quoted(value.value)})`;
  if (value instanceof BSON.Code) return `code(${quoted(value.code)})`;
  throw new TypeError(`an answer cannot hold a ${value._bsontype}`);
}

function double(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : `${value}`;
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
