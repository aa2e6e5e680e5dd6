import { elements, field, isArray, isDocument, isEmptyDocument, type Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import type { MatchDetails, Matcher } from "../match/matcher.ts";
import type { Collection } from "../storage/catalog.ts";
import type { Connection } from "../storage/connection.ts";
import type { StoredDocument } from "../storage/documents.ts";
import { storedDocument } from "../storage/stored-bytes.ts";
import { choosePlan, type Plan } from "./choose.ts";
import { checkHint } from "./hint.ts";
import { type Sort, sortBy } from "./sort.ts";

export type Query = {
  filter: Value;
  matches: Matcher;
  sort?: Sort | undefined;
  skip?: number;
  limit?: number;
  hint?: Value | undefined;
};
export type Found = StoredDocument & { arrayIndex: number };
export type ScanLog = (
  collection: Collection,
  filter: Value,
  examined: number,
  index: string | undefined,
) => void;

const SLOW_SCAN = 1000;
const DEADLINE_EVERY = 1024;

/** Documents that match, in the wanted order. SQL narrows, the predicate decides on each. */
export function findDocuments(
  connection: Connection,
  collection: Collection,
  query: Query,
  log: ScanLog,
  deadline: number,
): Found[] {
  if (query.hint) checkHint(collection, query.hint);
  const plan = choosePlan(collection, query.filter, query.sort);
  const inOrder = query.sort === undefined || plan?.inOrder === true;
  const wanted = query.limit ? query.limit + (query.skip ?? 0) : Number.POSITIVE_INFINITY;
  const found: Found[] = [];
  let examined = 0;
  const details: MatchDetails = { arrayIndex: -1 };
  const visit = (row: number, doc: Value): boolean => {
    if (++examined % DEADLINE_EVERY === 0 && Date.now() > deadline)
      throw new MongoError(50, "operation exceeded time limit");
    details.arrayIndex = -1;
    if (!query.matches(doc, details)) return false;
    found.push({ row, doc, arrayIndex: details.arrayIndex });
    return inOrder && found.length >= wanted;
  };
  walkCandidates(connection, collection, query, plan, visit);
  if (examined > SLOW_SCAN) log(collection, query.filter, examined, plan?.index.name);
  const sorted = query.sort && !inOrder ? sortBy(found, query.sort, (each) => each.doc) : found;
  return query.skip || query.limit ? sorted.slice(query.skip ?? 0, query.limit ? wanted : undefined) : sorted;
}

/** Answers true when no more are wanted. */
type Visit = (row: number, doc: Value) => boolean;

function walkCandidates(
  connection: Connection,
  collection: Collection,
  query: Query,
  plan: Plan | undefined,
  visit: Visit,
): void {
  const union = plan ? undefined : planUnion(collection, query.filter);
  if (plan?.points) walkPoints(connection, plan, visit);
  else if (plan) walkIndex(connection, plan, visit);
  else if (union) walkUnion(connection, collection, union, visit);
  else
    for (const [row, bytes] of connection.iterate(collection.sql.all))
      if (visit(row as number, storedDocument(bytes))) return;
}

function walkPoints(connection: Connection, { index, ranges }: Plan, visit: Visit): void {
  const seen = index.multikey && ranges.length > 1 ? new Set<unknown>() : undefined;
  for (const { from } of ranges) {
    const found = connection.get(index.sql.point, from);
    if (!found) continue;
    const [row, bytes] = found;
    if (seen?.has(row)) continue;
    seen?.add(row);
    if (visit(row as number, storedDocument(bytes))) return;
  }
}

function walkIndex(connection: Connection, { index, ranges, backwards }: Plan, visit: Visit): void {
  const seen = index.multikey || ranges.length > 1 ? new Set<unknown>() : undefined;
  const sql = backwards ? index.sql.backwards : index.sql.forwards;
  for (const { from, to } of ranges) {
    for (const [row, bytes] of connection.iterate(sql, from, to ?? END)) {
      if (seen?.has(row)) continue;
      seen?.add(row);
      if (visit(row as number, storedDocument(bytes))) return;
    }
  }
}

/** No key begins with this byte. */
const END = Buffer.from([0xff]);

/** `$or` whose every branch has an index: the union of their rows. */
function planUnion(collection: Collection, filter: Value): Plan[] | undefined {
  const or = field(filter, "$or");
  if (!or || !isArray(or)) return undefined;
  const plans: Plan[] = [];
  for (const branch of elements(or)) {
    const plan =
      isDocument(branch) && !isEmptyDocument(branch) ? choosePlan(collection, branch, undefined) : undefined;
    if (!plan) return undefined;
    plans.push(plan);
  }
  return plans;
}

function walkUnion(connection: Connection, collection: Collection, plans: Plan[], visit: Visit): void {
  const rows = new Set<number>();
  for (const { index, ranges } of plans)
    for (const { from, to } of ranges)
      for (const [row] of connection.all(index.sql.rows, from, to ?? END)) rows.add(row as number);
  for (const row of [...rows].sort((a, b) => a - b)) {
    const bytes = connection.get(collection.sql.one, row)?.[0];
    if (bytes !== undefined && visit(row, storedDocument(bytes))) return;
  }
}
