import { typeRank } from "../bson/compare.ts";
import { encodeKey, successor, typeByte } from "../bson/key-encoding.ts";
import { BsonType, type Value } from "../bson/value.ts";
import type { Collection, Index } from "../storage/catalog.ts";
import { type Bound, type Bounds, boundsOf, type Edge } from "./bounds.ts";
import { impliesPartial } from "./partial.ts";
import type { Sort } from "./sort.ts";

/** Key ranges [from, to) of one index that hold every document the filter can match. */
export type Plan = {
  index: Index;
  ranges: Range[];
  /** Each range is one key of a unique index, which its `from` is: it leads to one document at most. */
  points: boolean;
  inOrder: boolean;
  backwards: boolean;
};
export type Range = { from: Buffer; to: Buffer | undefined };

const MOST_RANGES = 1000;

/** Before every key; an empty blob would be bound as NULL, which compares with nothing. */
const BEGINNING = Buffer.from([0]);

/** The best index for a filter and sort, or undefined when only a scan of all documents is sure to find all. */
export function choosePlan(collection: Collection, filter: Value, sort: Sort | undefined): Plan | undefined {
  const bounds = boundsOf(filter);
  let best: { plan: Plan; score: number } | undefined;
  for (const index of collection.indexes) {
    const candidate = planFor(index, bounds, filter, sort);
    if (candidate && candidate.score > (best?.score ?? 0)) best = candidate;
  }
  return best?.plan;
}

function planFor(index: Index, bounds: Bounds, filter: Value, sort: Sort | undefined) {
  if (index.partial && !impliesPartial(filter, bounds, index.partial.filter)) return undefined;
  if (index.sparse && !index.paths.some((path) => excludesMissing(bounds.get(path.text)))) return undefined;
  let prefixes = [Buffer.alloc(0)];
  let depth = 0;
  let score = 0;
  for (; depth < index.paths.length; depth++) {
    if (sharesArray(index, depth)) break;
    const equal = bounds.get(index.paths[depth]!.text)?.equal;
    if (!equal || prefixes.length * equal.length > MOST_RANGES) break;
    const keys = distinct(equal.map((value) => encodeKey([value], [index.directions[depth]!])));
    prefixes = prefixes.flatMap((prefix) => keys.map((key) => Buffer.concat([prefix, key])));
    score += 10;
  }
  const complete = depth === index.paths.length;
  const next =
    complete || sharesArray(index, depth)
      ? undefined
      : rangeOf(index, depth, bounds.get(index.paths[depth]!.text));
  if (next) score += 5;
  if (complete && index.unique) score += 100;
  const order = sort && prefixes.length === 1 && !index.multikey ? servesSort(index, depth, sort) : undefined;
  if (order) score += 4;
  if (score === 0) return undefined;
  const ranges = prefixes.map((prefix): Range => {
    const from = next ? Buffer.concat([prefix, next.from]) : prefix.length > 0 ? prefix : BEGINNING;
    return { from, to: next?.to ? Buffer.concat([prefix, next.to]) : successor(prefix) };
  });
  const points = complete && index.unique;
  return {
    plan: { index, ranges, points, inOrder: order !== undefined, backwards: order === "backwards" },
    score,
  };
}

/** Two conditions on fields of one array may be met by different elements, which have different keys. */
function sharesArray(index: Index, depth: number): boolean {
  if (!index.multikey) return false;
  const first = index.paths[depth]!.parts[0]!.name;
  return index.paths.slice(0, depth).some((path) => path.parts[0]!.name === first);
}

const excludesMissing = (bound: Bound | undefined) =>
  bound !== undefined &&
  (bound.low !== undefined ||
    bound.high !== undefined ||
    (bound.equal?.every((value) => value.type !== BsonType.null) ?? false));

function distinct(keys: Buffer[]): Buffer[] {
  const seen = new Map(keys.map((key) => [key.toString("latin1"), key]));
  return [...seen.values()].sort(Buffer.compare);
}

/** Two bounds on an array may be met by two different elements, so a multikey index takes one of them only. */
function rangeOf(
  index: Index,
  depth: number,
  bound: Bound | undefined,
): { from: Buffer; to: Buffer | undefined } | undefined {
  if (!bound) return undefined;
  const { low } = bound;
  const high = low && index.multikey ? undefined : bound.high;
  const edge = low ?? high;
  if (!edge) return undefined;
  const rank = typeRank(edge.value);
  if (low && high && typeRank(high.value) !== rank) return undefined;
  const direction = index.directions[depth]!;
  const [first, last] = direction > 0 ? [low, high] : [high, low];
  const byte = direction > 0 ? typeByte(rank) : 255 - typeByte(rank);
  const key = (side: Edge) => encodeKey([side.value], [direction]);
  const from = first ? (first.inclusive ? key(first) : successor(key(first))) : Buffer.from([byte]);
  const to = last ? (last.inclusive ? successor(key(last)) : key(last)) : Buffer.from([byte + 1]);
  return from && { from, to };
}

/** Whether what follows the fixed fields of the index is the wanted order, forwards or backwards. */
function servesSort(index: Index, fixed: number, sort: Sort): "forwards" | "backwards" | undefined {
  const settled = new Set(index.paths.slice(0, fixed).map((path) => path.text));
  const wanted = sort.fields.filter((field) => !settled.has(field.path.text));
  const first = wanted[0];
  if (!first) return "forwards";
  if (wanted.length > index.paths.length - fixed) return undefined;
  const turned = first.direction !== index.directions[fixed];
  const fits = wanted.every(
    (field, i) =>
      index.paths[fixed + i]!.text === field.path.text &&
      (field.direction !== index.directions[fixed + i]) === turned,
  );
  return fits ? (turned ? "backwards" : "forwards") : undefined;
}
