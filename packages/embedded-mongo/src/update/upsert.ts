import { makeObjectId } from "../bson/make.ts";
import { closeDocument, type OpenDocument, openDocument } from "../bson/tree.ts";
import { BsonType, elements, entries, field, isArray, isDocument, type Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import { holdsOperators } from "../match/compile.ts";
import { findPlace } from "./place.ts";
import type { Update } from "./update.ts";

/** The document an upsert inserts: what the query demands to be equal, then the update. */
export function buildUpsert(query: Value, update: Update, nowMs: number): Value {
  const equalities = new Map<string, Value>();
  collectEqualities(query, equalities);
  const base: OpenDocument = new Map();
  const root = { fields: base, id: undefined };
  const replacement = update.kind === "replacement";
  for (const [path, value] of [...equalities].sort(([a], [b]) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  )) {
    if (replacement && path !== "_id") continue;
    for (const other of equalities.keys())
      if (path.startsWith(`${other}.`))
        throw new MongoError(
          54,
          `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`,
        );
    findPlace(root, path.split("."), true)?.set(value);
  }
  return withIdFirst(update.apply(closeDocument(base), -1, true), nowMs);
}

function collectEqualities(query: Value, found: Map<string, Value>): void {
  for (const [path, operand] of entries(query)) {
    if (path === "$and" || (path === "$or" && isArray(operand) && elements(operand).length === 1)) {
      if (isArray(operand)) for (const branch of elements(operand)) collectEqualities(branch, found);
      continue;
    }
    if (path.startsWith("$")) continue;
    const value = equalValue(operand);
    if (value === undefined) continue;
    if (found.has(path))
      throw new MongoError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
    found.set(path, value);
  }
}

function equalValue(operand: Value): Value | undefined {
  if (operand.type === BsonType.regex) return undefined;
  if (!holdsOperators(operand)) return operand;
  const eq = field(operand, "$eq");
  if (eq) return eq;
  for (const name of ["$in", "$all"]) {
    const list = field(operand, name);
    const members = list && isArray(list) ? elements(list) : [];
    const [only] = members;
    if (
      members.length === 1 &&
      only &&
      only.type !== BsonType.regex &&
      !(isDocument(only) && holdsOperators(only))
    )
      return only;
  }
  return undefined;
}

/** MongoDB stores `_id` first and makes one where there is none. */
export function withIdFirst(doc: Value, nowMs: number): Value {
  // The first element is an ObjectId or anything else named "_id": the bytes are fine as they are.
  if (doc.buf.toString("latin1", doc.start + 5, doc.start + 9) === "_id\0") return checkId(doc);
  const opened = openDocument(doc);
  const next: OpenDocument = new Map([["_id", opened.get("_id") ?? makeObjectId(nowMs)], ...opened]);
  return checkId(closeDocument(next));
}

function checkId(doc: Value): Value {
  const type = doc.buf[doc.start + 4];
  if (type === BsonType.array || type === BsonType.regex)
    throw new MongoError(
      53,
      `The '_id' value cannot be of type ${type === BsonType.array ? "array" : "regex"}`,
    );
  return doc;
}
