import { documentOf, type Value } from "../bson/value.ts";
import { encodeDocument } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import { compileFilter } from "../match/compile.ts";
import type { Collection } from "../storage/catalog.ts";
import type { Connection } from "../storage/connection.ts";
import { OK, type PlainCommand, type Reply, readCommand, type WriteCommand } from "./command.ts";

const idIndex = documentOf(encodeDocument({ v: 2, key: { _id: 1 }, name: "_id_" }));

export function ensureCollection(connection: Connection, db: string, name: string): Collection {
  const known = connection.catalog.find(db, name);
  if (known) return known;
  const created = connection.catalog.createCollection(db, name);
  connection.catalog.createIndex(created, idIndex);
  return created;
}

export const create: WriteCommand = {
  kind: "write",
  inTransaction: true,
  prepare: ({ args, db }) => {
    const name = args.collection();
    return (connection) => {
      const plain = [...args.fields.keys()].every((field) => !collectionOptions.has(field));
      if (!connection.catalog.find(db, name)) {
        args.allow();
        ensureCollection(connection, db, name);
      } else if (!plain)
        throw new MongoError(48, `namespace ${db}.${name} already exists, but with different options`);
      return { ok: OK };
    };
  },
};

const collectionOptions = new Set([
  "capped",
  "size",
  "max",
  "validator",
  "viewOn",
  "pipeline",
  "timeseries",
  "collation",
]);

export const drop: WriteCommand = {
  kind: "write",
  inTransaction: false,
  prepare: ({ args, db }) => {
    args.allow();
    const name = args.collection();
    return (connection): Reply => {
      const collection = connection.catalog.find(db, name);
      if (!collection) return { ok: OK };
      const nIndexesWas = collection.indexes.length;
      connection.catalog.dropCollection(collection);
      return { nIndexesWas, ns: `${db}.${name}`, ok: OK };
    };
  },
};

export const dropDatabase: WriteCommand = {
  kind: "write",
  inTransaction: false,
  prepare: ({ args, db }) => {
    args.allow();
    return (connection) => {
      for (const collection of connection.catalog.list(db)) connection.catalog.dropCollection(collection);
      return { dropped: db, ok: OK };
    };
  },
};

export const listCollections = readCommand<Value[]>(false, (call) => {
  const { args, db } = call;
  args.allow("filter", "cursor", "nameOnly", "authorizedCollections");
  const matches = compileFilter(args.documentOrEmpty("filter"), call.engine.now);
  const nameOnly = args.flag("nameOnly");
  return {
    ask: (connection) =>
      connection.catalog
        .list(db)
        .map(({ name }) => {
          const brief = { name, type: "collection" };
          return documentOf(
            encodeDocument(nameOnly ? brief : { ...brief, options: {}, info: { readOnly: false } }),
          );
        })
        .filter((doc) => matches(doc, undefined)),
    reply: (docs) =>
      call.engine.cursors.first(`${db}.$cmd.listCollections`, docs, Number.POSITIVE_INFINITY, true),
  };
});

export const listDatabases = readCommand<string[]>(false, (call) => {
  call.args.allow("filter", "nameOnly", "authorizedDatabases");
  const filter = call.args.documentOrEmpty("filter");
  const matches = compileFilter(filter, call.engine.now);
  return {
    ask: (connection) => [...new Set(connection.catalog.list().map(({ db }) => db))].sort(),
    reply: (names) => {
      const databases = names
        .map((name) => documentOf(encodeDocument({ name, sizeOnDisk: 0, empty: false })))
        .filter((doc) => matches(doc, undefined));
      return { databases, totalSize: 0, ok: OK };
    },
  };
});

export const ping: PlainCommand = {
  kind: "plain",
  run: ({ args }) => {
    args.allow();
    return { ok: OK };
  },
};
