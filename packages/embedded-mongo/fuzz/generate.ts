import { BSON, type Document } from "mongodb";
import { render } from "../conformance/render.ts";
import { decimal, double, int, long, oid } from "../conformance/zoo.ts";
import type { Chance } from "./chance.ts";
import type { Order } from "./model.ts";

/** Documents have `a` and `b` of any shape, `c` of any plain type, `d` and `n` small ints. */
export const paths = ["a", "b", "c", "d", "a.x", "b.x", "b.y", "_id"] as const;

export interface Generator {
  plain(): unknown;
  value(): unknown;
  document(id: number): Document;
  path(): string;
  filter(): Document;
  order(): Order;
  index(at: number): { key: Document; name: string } & Document;
}

const longs = ["9007199254740992", "9007199254740993", "3"].map(long);
const decimals = ["1.50", "2", "0.125", "9007199254740993"].map(decimal);
const doubles = [2.5, 1, -0.5, 9007199254740992, Number.NaN].map(double);
const strings = ["a", "b", "ab", "", "é", "B", "a\u0000b"];
const dates = [new Date(1e12), new Date(1e12 + 1000), new Date(-5)];
const ids = [1, 2, 3].map(oid);
const expressions = [/^a/, /b$/, /^A/i, /./];
const types = [
  "string",
  "int",
  "number",
  "array",
  "null",
  "object",
  "bool",
  "date",
  "long",
  "double",
  "decimal",
];

/** Without null through arrays: what released versions and the real engine's alpha read differently. */
export function generator(chance: Chance, { nullThroughArrays = true } = {}): Generator {
  const { below, pick, often, times } = chance;
  const number = () => (often(0.75) ? int(below(6) - 2) : pick([...longs, ...decimals, ...doubles]));
  const plain = () =>
    pick([
      number,
      number,
      number,
      () => pick(strings),
      () => pick(strings),
      () => null,
      () => often(0.5),
      () => pick(dates),
      () => pick(ids),
    ])();
  const inner = (): Document => ({
    ...(often(0.9) ? { x: plain() } : {}),
    ...(often(0.5) ? { y: number() } : {}),
  });
  const value = () => {
    const kind = below(20);
    if (kind < 11) return plain();
    if (kind < 14) return times(below(4), plain);
    if (kind < 16) return inner();
    if (kind < 19) return times(below(4), () => (often(0.8) ? inner() : plain()));
    return [times(below(3), number), number()];
  };
  const document = (id: number): Document => ({
    _id: int(id),
    ...(often(0.85) ? { a: value() } : {}),
    ...(often(0.85) ? { b: value() } : {}),
    ...(often(0.9) ? { c: plain() } : {}),
    d: int(below(10)),
    n: int(0),
  });
  const path = () => pick(paths);

  const range = (): Document => {
    const low = pick(["$gt", "$gte"]);
    const high = pick(["$lt", "$lte"]);
    const [from, to] = often(0.6) ? [int(below(6) - 2), int(below(8))] : [plain(), plain()];
    return { [low]: from, ...(often(0.6) ? { [high]: to } : {}) };
  };
  const operators = (): Document =>
    pick<() => Document>([
      range,
      range,
      () => ({ [pick(["$gt", "$gte", "$lt", "$lte"])]: often(0.8) ? plain() : value() }),
      () => ({ $eq: often(0.7) ? plain() : value() }),
      () => ({ $ne: plain() }),
      () => ({
        $in: times(below(4), () => (often(0.9) ? plain() : often(0.5) ? value() : pick(expressions))),
      }),
      () => ({ $nin: times(below(3), plain) }),
      () => ({ $exists: often(0.5) }),
      () => ({ $type: pick(types) }),
      () => ({ $size: int(below(4)) }),
      () => ({ $all: times(1 + below(2), plain) }),
      () => ({
        $elemMatch: often(0.5)
          ? range()
          : { x: often(0.5) ? plain() : range(), ...(often(0.4) ? { y: range() } : {}) },
      }),
      () => ({ $mod: [2 + below(3), below(2)] }),
      () => ({ $not: often(0.5) ? range() : { $in: times(2, plain) } }),
    ])();
  const condition = (): unknown =>
    often(0.35) ? (often(0.8) ? plain() : value()) : often(0.08) ? pick(expressions) : operators();
  const at = (asked: unknown, chosen: string): [string, unknown] => {
    return nullThroughArrays || !/null/.test(render(asked))
      ? [chosen, asked]
      : [chosen.split(".")[0]!, asked];
  };
  const field = () => at(condition(), path());
  const twoElements = () => ["b.x", "b.y"].map((each) => at(often(0.5) ? number() : range(), each));
  const fields = (): Document => Object.fromEntries(times(1 + below(3), field));
  const filter = (): Document => {
    const plainly = fields();
    // Two conditions that two elements of one array may meet between them.
    if (often(0.06)) return Object.fromEntries(twoElements());
    if (often(0.12)) return { ...plainly, $or: times(2, fields) };
    if (often(0.08)) return { $or: times(2 + below(2), fields) };
    if (often(0.06)) return { $and: [plainly, fields()] };
    if (often(0.04)) return { ...plainly, $nor: [fields()] };
    return plainly;
  };
  // Two arrays in one sort are refused by MongoDB, so at most one field that can hold one.
  const order = (): Order => {
    const direction = () => pick([1, -1] as const);
    const many = often(0.6) ? [pick(["a", "b", "a.x", "b.x"])] : [];
    const single = ["c", "d", "_id"].filter(() => often(0.45));
    const chosen = often(0.5) ? [...many, ...single] : [...single, ...many];
    return (chosen.length > 0 ? chosen : ["d"]).map((each) => [each, direction()]);
  };
  // Two fields of one array's elements may share an index, and must not be taken for one element's.
  const oneArray = (): Order => {
    const both: Order = [
      ["b.x", pick([1, -1])],
      ["b.y", pick([1, -1])],
    ];
    return [
      ...(often(0.3) ? ([["d", 1]] as Order) : []),
      ...(often(0.5) ? both : both.reverse()),
      ...(often(0.3) ? ([["c", 1]] as Order) : []),
    ];
  };
  const index = (at: number) => {
    const keys = often(0.25) ? oneArray() : order().filter(([each]) => each !== "_id");
    const partial = pick<Document>([
      { d: { $exists: true } },
      { c: { $type: "string" } },
      { d: { $gte: 4 } },
      { d: 3 },
    ]);
    return {
      key: Object.fromEntries(keys.length > 0 ? keys : ([["a", 1]] as Order)),
      name: `index_${at}`,
      ...(often(0.2) ? { sparse: true } : often(0.25) ? { partialFilterExpression: partial } : {}),
    };
  };
  return { plain, value, document, path, filter, order, index };
}

/** The value as the driver reads it back, BSON types kept. */
export function asRead(document: Document): Document {
  return BSON.deserialize(BSON.serialize(document), { promoteValues: false, promoteLongs: false });
}
