import { compileUpdatePipeline } from "../aggregate/update-pipeline.ts";
import { sameBytes, sameValue } from "../bson/compare.ts";
import { show } from "../bson/show.ts";
import { closeDocument, type OpenDocument, openDocument } from "../bson/tree.ts";
import { checkDocumentSize, validateDocument } from "../bson/validate.ts";
import {
  documentOf,
  elements,
  entries,
  field,
  firstName,
  isArray,
  isDocument,
  someElement,
  type Value,
} from "../bson/value.ts";
import { failedToParse, MongoError } from "../errors.ts";
import { expandPath, parseArrayFilters, refuseUnusedFilters } from "./array-filters.ts";
import { type Change, parseModifiers } from "./modifiers.ts";
import { comparePaths, isPositional, refuseConflicts } from "./paths.ts";
import { findPlace, type Root } from "./place.ts";

export type Update = {
  kind: "modifiers" | "replacement" | "pipeline";
  /** The new document; `inserting` while an upsert builds one. `arrayIndex` is what `$` stands for. */
  apply: (doc: Value, arrayIndex: number, inserting: boolean) => Value;
};

export function compileUpdate(update: Value, arrayFilters: Value[] | undefined, now: () => number): Update {
  const filtered = arrayFilters !== undefined && arrayFilters.length > 0;
  if (isArray(update)) {
    if (filtered) throw failedToParse("arrayFilters may not be specified for pipeline-syle updates");
    const run = compileUpdatePipeline(elements(update), now);
    return { kind: "pipeline", apply: (doc) => finish(doc, run(doc)) };
  }
  if (!isDocument(update)) throw failedToParse("Update argument must be either an object or an array");
  if (firstName(update)?.startsWith("$")) return compileModifiers(update, arrayFilters, now);
  if (filtered) throw failedToParse("arrayFilters may not be specified for replacement-style updates");
  someElement(update, (_value, _at, nameStart) => {
    if (update.buf[nameStart] === dollar) throw dollarPrefixed(update, nameStart);
    return false;
  });
  return { kind: "replacement", apply: (doc) => replace(doc, update) };
}

const dollar = 0x24;

function dollarPrefixed({ buf }: Value, nameStart: number): MongoError {
  const name = buf.toString("utf8", nameStart, buf.indexOf(0, nameStart));
  return new MongoError(
    52,
    `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
  );
}

function replace(doc: Value, update: Value): Value {
  const id = field(doc, "_id");
  if (id && field(update, "_id") === undefined) return finish(doc, withId(id, update));
  const next: OpenDocument = new Map();
  const own = field(update, "_id") ?? id;
  if (own) next.set("_id", own);
  for (const [name, value] of entries(update)) if (name !== "_id") next.set(name, value);
  return finish(doc, closeDocument(next));
}

/** The fields after the id as the bytes that came: opened and closed again they would be the same. */
function withId(id: Value, rest: Value): Value {
  const head = Buffer.from([0, 0, 0, 0, id.type, 0x5f, 0x69, 0x64, 0]);
  const parts = [head, id.buf.subarray(id.start, id.end), rest.buf.subarray(rest.start + 4, rest.end)];
  const bytes = Buffer.concat(parts);
  bytes.writeInt32LE(bytes.length, 0);
  return documentOf(bytes);
}

/** The changes before the first path that stands for nothing: one of them may be refused first, as it is first. */
type Expansion = { plain: Change[]; failure: unknown };

function compileModifiers(update: Value, arrayFilters: Value[] | undefined, now: () => number): Update {
  const changes = parseModifiers(update, now).sort((a, b) => comparePaths(a.parts, b.parts));
  const paths = changes.map((change) => change.parts);
  refuseConflicts(paths);
  const filters = parseArrayFilters(arrayFilters, now);
  refuseUnusedFilters(filters, paths);
  const dynamic = paths.some((parts) => parts.some(isPositional));
  const expand = (root: Root, arrayIndex: number): Expansion => {
    if (!dynamic) return { plain: changes, failure: undefined };
    const plain: Change[] = [];
    let failure: unknown;
    for (const change of changes) {
      try {
        for (const parts of expandPath(root, change.parts, arrayIndex, filters))
          plain.push({ ...change, parts });
      } catch (error) {
        failure = error;
        break;
      }
    }
    plain.sort((a, b) => comparePaths(a.parts, b.parts));
    refuseConflicts(plain.map((change) => change.parts));
    return { plain, failure };
  };
  return {
    kind: "modifiers",
    apply: (doc, arrayIndex, inserting) => {
      const fields = openDocument(doc);
      const root: Root = { fields, id: fields.get("_id") };
      const { plain, failure } = expand(root, arrayIndex);
      for (const change of plain) {
        if (change.onInsertOnly && !inserting) continue;
        const place = change.moves ? nowhere : findPlace(root, change.parts, change.create);
        if (place) change.apply(place, change.parts, root);
      }
      if (failure !== undefined) throw failure;
      return finish(doc, closeDocument(fields));
    },
  };
}

/** A rename finds its own two ends. */
const nowhere = { get: () => undefined, set: () => {}, remove: () => {} };

/** `_id` stays, and the result may be stored. */
function finish(before: Value, after: Value): Value {
  const old = field(before, "_id");
  const id = field(after, "_id");
  if (old !== undefined && (id === undefined || !sameValue(old, id)))
    throw new MongoError(
      66,
      `Performing an update on the path '_id' would modify the immutable field '_id': ${show(old)}`,
    );
  checkDocumentSize(after.end - after.start);
  validateDocument(after.buf, after.start, after.end);
  return after;
}

export const changed = (before: Value, after: Value) => !sameBytes(before, after);
