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

export const SLOW_SCAN = 1000;
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
  for (const { row, doc } of candidates(connection, collection, query, plan)) {
    if (++examined % DEADLINE_EVERY === 0 && Date.now() > deadline)
      throw new MongoError(50, "operation exceeded time limit");
    details.arrayIndex = -1;
    if (!query.matches(doc, details)) continue;
    found.push({ row, doc, arrayIndex: details.arrayIndex });
    if (inOrder && found.length >= wanted) break;
  }
  if (examined > SLOW_SCAN) log(collection, query.filter, examined, plan?.index.name);
  const sorted = query.sort && !inOrder ? sortBy(found, query.sort, (each) => each.doc) : found;
  return query.skip || query.limit ? sorted.slice(query.skip ?? 0, query.limit ? wanted : undefined) : sorted;
}

function* candidates(
  connection: Connection,
  collection: Collection,
  query: Query,
  plan: Plan | undefined,
): Generator<StoredDocument> {
  if (plan) return yield* throughIndex(connection, collection, plan);
  const union = planUnion(collection, query.filter);
  if (union) return yield* throughUnion(connection, collection, union);
  for (const [row, bytes] of connection.iterate(`SELECT r, doc FROM c${collection.id}`))
    yield { row: row as number, doc: storedDocument(bytes) };
}

function* throughIndex(
  connection: Connection,
  collection: Collection,
  plan: Plan,
): Generator<StoredDocument> {
  const seen = plan.index.multikey || plan.ranges.length > 1 ? new Set<unknown>() : undefined;
  const order = plan.backwards ? "DESC" : "ASC";
  const sql = `SELECT i.r, c.doc FROM i${plan.index.id} i CROSS JOIN c${collection.id} c ON c.r=i.r WHERE i.k>=? AND i.k<? ORDER BY i.k ${order}`;
  for (const { from, to } of plan.ranges) {
    for (const [row, bytes] of connection.iterate(sql, from, to ?? END)) {
      if (seen?.has(row)) continue;
      seen?.add(row);
      yield { row: row as number, doc: storedDocument(bytes) };
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

function* throughUnion(
  connection: Connection,
  collection: Collection,
  plans: Plan[],
): Generator<StoredDocument> {
  const rows = new Set<number>();
  for (const plan of plans)
    for (const { from, to } of plan.ranges)
      for (const [row] of connection.all(
        `SELECT r FROM i${plan.index.id} WHERE k>=? AND k<?`,
        from,
        to ?? END,
      ))
        rows.add(row as number);
  for (const row of [...rows].sort((a, b) => a - b)) {
    const bytes = connection.get(`SELECT doc FROM c${collection.id} WHERE r=?`, row)?.[0];
    if (bytes !== undefined) yield { row, doc: storedDocument(bytes) };
  }
}
