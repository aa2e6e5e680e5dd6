import { BSON, type Document } from "mongodb";

const { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } =
  BSON;

export const oid = (n: number): BSON.ObjectId => new ObjectId(n.toString(16).padStart(24, "0"));
export const long = (text: string | number): BSON.Long => Long.fromString(`${text}`);
export const decimal = (text: string): BSON.Decimal128 => Decimal128.fromString(text);
export const double = (value: number): BSON.Double => new Double(value);
export const int = (value: number): BSON.Int32 => new Int32(value);
export const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));

/** One document per interesting value of `v`: every type that can be compared, and the edges of each. */
const values: unknown[] = [
  null,
  int(0),
  double(-0),
  int(1),
  double(1),
  long(1),
  decimal("1.00"),
  double(1.5),
  decimal("1.5"),
  int(-7),
  int(2147483647),
  long("9007199254740992"),
  long("9007199254740993"),
  double(9007199254740992),
  long("9223372036854775807"),
  long("-9223372036854775808"),
  decimal("9007199254740993"),
  decimal("0.1"),
  double(0.1),
  decimal("1E+400"),
  decimal("Infinity"),
  double(Number.POSITIVE_INFINITY),
  double(Number.NEGATIVE_INFINITY),
  double(Number.NaN),
  decimal("NaN"),
  "",
  "a",
  "A",
  "ab",
  "b",
  "é",
  "z\u0000y",
  "😀",
  "\uffee",
  {},
  { a: 1 },
  { a: 1, b: 2 },
  { b: 2, a: 1 },
  { a: double(1), b: long(2) },
  { a: "1" },
  { a: [1, 2] },
  [],
  [1],
  [1, 2],
  [2, 1],
  [1, [2]],
  [[1, 2]],
  [null],
  [[]],
  ["a", 1, null],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1, b: 2 }],
  [5, 10],
  [-7, 100],
  new Binary(Buffer.from("ab")),
  new Binary(Buffer.from("abc")),
  new Binary(Buffer.from("ab"), 5),
  new UUID("6d1f3c5e-3c11-4b0f-9d40-0a1b2c3d4e5f"),
  oid(1),
  oid(2),
  false,
  true,
  day(1),
  day(2),
  new Date(-5),
  new Timestamp({ t: 5, i: 1 }),
  new Timestamp({ t: 5, i: 2 }),
  new BSONRegExp("^a", "i"),
  new MinKey(),
  new MaxKey(),
];

export const zoo: Document[] = [...values.map((v, at) => ({ _id: at + 1, v })), { _id: values.length + 1 }];
