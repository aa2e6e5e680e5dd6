import { compareValues, sameValue } from "../bson/compare.ts";
import { parsePath, visitPath } from "../bson/path.ts";
import { readInt64, readNumber } from "../bson/read.ts";
import { BsonType, elements, isArray, isEmptyDocument, type Value } from "../bson/value.ts";
import { badValue, MongoError, typeMismatch } from "../errors.ts";
import { compileFilter } from "../match/compile.ts";
import { type Found, findDocuments, type Query } from "../plan/scan.ts";
import { compileSort, type Sort } from "../plan/sort.ts";
import { compileProjection } from "../project/projection.ts";
import type { Connection } from "../storage/connection.ts";
import type { Args } from "./args.ts";
import { type Call, OK, type PlainCommand, readCommand } from "./command.ts";

export function sortOf(args: Args, name = "sort"): Sort | undefined {
  const spec = args.document(name);
  return spec && !isEmptyDocument(spec) ? compileSort(spec) : undefined;
}

/** The documents of a collection that may not exist. */
export function search(call: Call, connection: Connection, name: string, query: Query): Found[] {
  const collection = connection.catalog.find(call.db, name);
  return collection ? findDocuments(connection, collection, query, call.engine.scanLog, call.deadline) : [];
}

export const find = readCommand<Value[]>(true, (call) => {
  const { args } = call;
  args.allow(
    "filter",
    "sort",
    "projection",
    "skip",
    "limit",
    "batchSize",
    "singleBatch",
    "noCursorTimeout",
    "allowDiskUse",
    "allowPartialResults",
    "oplogReplay",
    "hint",
  ); // prettier-ignore
  const name = args.collection();
  const filter = args.documentOrEmpty("filter");
  const limit = args.count("limit") ?? 0;
  if (limit < 0) throw badValue("BSON field 'limit' value must be >= 0");
  const query: Query = {
    filter,
    matches: compileFilter(filter, call.engine.now),
    sort: sortOf(args),
    skip: args.notNegative("skip") ?? 0,
    limit,
    hint: args.value("hint"),
  };
  const project = compileProjection(args.documentOrEmpty("projection"), call.engine.now);
  const batchSize = args.notNegative("batchSize");
  const single = args.flag("singleBatch");
  return {
    ask: (connection) => {
      const found = search(call, connection, name, query);
      return found.map(({ doc, arrayIndex }) => (project ? project(doc, arrayIndex) : doc));
    },
    reply: (docs) => call.engine.cursors.first(`${call.db}.${name}`, docs, batchSize, single),
  };
});

export const count = readCommand<number>(false, (call) => {
  const { args } = call;
  args.allow("query", "limit", "skip", "fields", "hint");
  const name = args.collection();
  const filter = args.documentOrEmpty("query");
  const query: Query = {
    filter,
    matches: compileFilter(filter, call.engine.now),
    limit: Math.abs(args.count("limit") ?? 0),
    skip: args.notNegative("skip") ?? 0,
    hint: args.value("hint"),
  };
  return {
    ask: (connection) => {
      const collection = connection.catalog.find(call.db, name);
      if (collection && isEmptyDocument(filter) && !query.limit && !query.skip)
        return Number(connection.get(`SELECT count(*) FROM c${collection.id}`)?.[0]);
      return search(call, connection, name, query).length;
    },
    reply: (n) => ({ n, ok: OK }),
  };
});

export const distinct = readCommand<Value[]>(true, (call) => {
  const { args } = call;
  args.allow("key", "query");
  const name = args.collection();
  const key = args.string("key");
  if (key.includes("\0")) throw new MongoError(31032, "Key field cannot contain an embedded null byte");
  const path = parsePath(key);
  const filter = args.documentOrEmpty("query");
  const query: Query = { filter, matches: compileFilter(filter, call.engine.now) };
  return {
    ask: (connection) => {
      const values: Value[] = [];
      for (const { doc } of search(call, connection, name, query))
        visitPath(doc, path, false, (value) => {
          // Elements of an array at the end count one by one, the array as a whole does not.
          if (isArray(value)) values.push(...elements(value));
          else if (value) values.push(value);
          return false;
        });
      values.sort(compareValues);
      return values.filter((value, i) => i === 0 || !sameValue(value, values[i - 1]!));
    },
    reply: (values) => ({ values, ok: OK }),
  };
});

function cursorId(value: Value | undefined): bigint {
  if (value?.type === BsonType.int64) return readInt64(value);
  if (value?.type === BsonType.int32) return BigInt(readNumber(value));
  throw typeMismatch("cursor id must be a long");
}

export const getMore: PlainCommand = {
  kind: "plain",
  run: ({ args, db, engine }) => {
    args.allow("collection", "batchSize", "term", "lastKnownCommittedOpTime");
    return engine.cursors.more(
      cursorId(args.value("getMore")),
      `${db}.${args.string("collection")}`,
      args.notNegative("batchSize"),
    );
  },
};

export const killCursors: PlainCommand = {
  kind: "plain",
  run: ({ args, engine }) => {
    args.allow("cursors");
    return engine.cursors.kill((args.list("cursors") ?? []).map(cursorId));
  },
};
