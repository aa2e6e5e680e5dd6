import { sameBytes } from "../bson/compare.ts";
import { checkDocumentSize } from "../bson/validate.ts";
import { field, isArray, isDocument, type Value } from "../bson/value.ts";
import type { Encodable } from "../bson/write.ts";
import { failedToParse, MongoError } from "../errors.ts";
import { compileFilter } from "../match/compile.ts";
import type { Connection } from "../storage/connection.ts";
import { deleteDocument, insertDocument, replaceDocument } from "../storage/documents.ts";
import { compileUpdate } from "../update/update.ts";
import { buildUpsert, withIdFirst } from "../update/upsert.ts";
import { type Args, argsOf } from "./args.ts";
import { ensureCollection } from "./collections.ts";
import { type Call, OK, type Reply, type WriteCommand } from "./command.ts";
import { search } from "./find.ts";

const MOST_STATEMENTS = 100_000;

export type Outcome = { n: number; nModified?: number; upserted?: Value };

/** Statements one after another. Without `ordered` the rest goes on after one that failed. */
function runBatch<Item>(items: Item[], ordered: boolean, run: (item: Item) => Outcome): Reply {
  if (items.length < 1 || items.length > MOST_STATEMENTS)
    throw new MongoError(
      16,
      `Write batch sizes must be between 1 and ${MOST_STATEMENTS}. Got ${items.length} operations.`,
    );
  const reply = { n: 0, nModified: 0 };
  const upserted: Encodable[] = [];
  const writeErrors: Encodable[] = [];
  for (let index = 0; index < items.length; index++) {
    try {
      const outcome = run(items[index]!);
      reply.n += outcome.n;
      reply.nModified += outcome.nModified ?? 0;
      if (outcome.upserted) upserted.push({ index, _id: outcome.upserted });
    } catch (error) {
      if (!(error instanceof MongoError) || endsCommand(error)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...(error.extra as Reply) });
      if (ordered) break;
    }
  }
  return {
    ...reply,
    upserted: upserted.length > 0 ? upserted : undefined,
    writeErrors: writeErrors.length > 0 ? writeErrors : undefined,
    ok: OK,
  };
}

/** Faults of the store, not of one statement. */
export const endsCommand = (error: MongoError) => [1, 50, 14031].includes(error.code);

export const insert: WriteCommand = {
  kind: "write",
  inTransaction: true,
  prepare: (call) => {
    const { args } = call;
    args.allow("documents", "ordered", "bypassDocumentValidation");
    const name = args.collection();
    const documents = args.documents("documents");
    const ordered = args.flag("ordered", true);
    return (connection) => {
      const { nModified: _none, ...reply } = runBatch(documents, ordered, (given) =>
        insertOne(call, connection, name, given),
      );
      return reply;
    };
  },
};

export function insertOne(call: Call, connection: Connection, name: string, given: Value): Outcome {
  checkDocumentSize(given.end - given.start);
  const doc = withIdFirst(given, call.engine.now());
  insertDocument(connection, ensureCollection(connection, call.db, name), doc);
  return { n: 1 };
}

export const update: WriteCommand = {
  kind: "write",
  inTransaction: true,
  prepare: (call) => {
    const { args } = call;
    args.allow("updates", "ordered", "bypassDocumentValidation");
    const name = args.collection();
    const updates = args.documents("updates");
    const ordered = args.flag("ordered", true);
    const statements = updates.map((statement) =>
      readUpdate(argsOf("updates", statement).allow("q", "u", "multi", "upsert", "arrayFilters", "hint")),
    );
    return (connection) =>
      runBatch(statements, ordered, (statement) => updateOne(call, connection, name, statement));
  },
};

/** What is wrong with the form of a statement ends the command; what is wrong in its content only that statement. */
export function readUpdate(args: Args): Args {
  for (const name of ["q", "u"])
    if (!args.fields.has(name))
      throw new MongoError(40414, `BSON field 'update.updates.${name}' is missing but a required field`);
  args.documentOrEmpty("q");
  args.list("arrayFilters");
  for (const name of ["multi", "upsert"]) args.flag(name);
  const u = args.fields.get("u");
  if (!isDocument(u) && !isArray(u))
    throw failedToParse("Update argument must be either an object or an array");
  return args;
}

export function updateOne(call: Call, connection: Connection, name: string, args: Args): Outcome {
  const { now } = call.engine;
  const filter = args.documentOrEmpty("q");
  const change = compileUpdate(args.fields.get("u")!, args.list("arrayFilters"), now);
  const multi = args.flag("multi");
  if (multi && change.kind === "replacement")
    throw failedToParse("multi update is not supported for replacement-style update");
  const found = search(call, connection, name, {
    filter,
    matches: compileFilter(filter, now),
    limit: multi ? 0 : 1,
    hint: args.value("hint"),
  });
  if (found.length === 0) {
    if (!args.flag("upsert")) return { n: 0 };
    const doc = buildUpsert(filter, change, now());
    insertDocument(connection, ensureCollection(connection, call.db, name), doc);
    return { n: 1, upserted: field(doc, "_id")! };
  }
  const collection = connection.catalog.find(call.db, name)!;
  let nModified = 0;
  for (const old of found) {
    const next = change.apply(old.doc, old.arrayIndex, false);
    const same = sameBytes(old.doc, next);
    if (!same) replaceDocument(connection, collection, old, next);
    // A replacement counts even when it changes nothing.
    if (!same || change.kind === "replacement") nModified++;
  }
  return { n: found.length, nModified };
}

export const remove: WriteCommand = {
  kind: "write",
  inTransaction: true,
  prepare: (call) => {
    const { args } = call;
    args.allow("deletes", "ordered");
    const name = args.collection();
    const statements = args
      .documents("deletes")
      .map((statement) => readDelete(argsOf("deletes", statement).allow("q", "limit", "hint")));
    const ordered = args.flag("ordered", true);
    return (connection) => {
      const { nModified: _none, ...reply } = runBatch(statements, ordered, (one) =>
        removeOne(call, connection, name, one),
      );
      return reply;
    };
  },
};

export function readDelete(args: Args): Args {
  for (const field of ["q", "limit"])
    if (!args.fields.has(field))
      throw new MongoError(40414, `BSON field 'delete.deletes.${field}' is missing but a required field`);
  args.documentOrEmpty("q");
  const limit = args.count("limit") ?? 0;
  if (limit !== 0 && limit !== 1)
    throw failedToParse(`The limit field in delete objects must be 0 or 1. Got ${limit}`);
  return args;
}

/** One statement, which may remove many. */
export function removeOne(call: Call, connection: Connection, name: string, args: Args): Outcome {
  const filter = args.documentOrEmpty("q");
  const limit = args.count("limit") ?? 0;
  const matches = compileFilter(filter, call.engine.now);
  const found = search(call, connection, name, { filter, matches, limit, hint: args.value("hint") });
  const collection = connection.catalog.find(call.db, name);
  if (collection) for (const old of found) deleteDocument(connection, collection, old);
  return { n: found.length };
}
