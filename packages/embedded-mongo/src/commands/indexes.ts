import { sameValue } from "../bson/compare.ts";
import { isNumber, isTruthy, readNumber, readString } from "../bson/read.ts";
import { show } from "../bson/show.ts";
import {
  BsonType,
  documentOf,
  entries,
  field,
  isDocument,
  isEmptyDocument,
  type Value,
} from "../bson/value.ts";
import { encodeDocument } from "../bson/write.ts";
import { MongoError, notSupported } from "../errors.ts";
import { compileFilter } from "../match/compile.ts";
import type { Index } from "../storage/catalog.ts";
import { fillIndex } from "../storage/documents.ts";
import { argsOf } from "./args.ts";
import { ensureCollection } from "./collections.ts";
import { OK, readCommand, type WriteCommand } from "./command.ts";

const cannot = (why: string) => new MongoError(67, why);
const options = ["unique", "sparse", "partialFilterExpression", "expireAfterSeconds"];

/** An index specification with everything in it understood. */
function checkSpec(spec: Value): { name: string; key: Value; stored: Value } {
  const args = argsOf("indexes", spec);
  args.allow("key", "name", "v", "ns", "background", ...options);
  const key = args.document("key");
  if (!key || isEmptyDocument(key)) throw cannot("Index keys cannot be an empty object.");
  for (const [path, direction] of entries(key)) {
    if (!isNumber(direction)) throw notSupported(`index type ${show(direction)}`);
    if (readNumber(direction) === 0 || Number.isNaN(readNumber(direction)))
      throw cannot("Values in the index key pattern cannot be 0.");
    if (Math.abs(readNumber(direction)) !== 1) throw notSupported(`index direction ${show(direction)}`);
    if (path === "" || path.split(".").some((part) => part === "" || part.startsWith("$")))
      throw cannot(`Index keys cannot contain an empty or '$' field: '${path}'`);
    if (path.split(".").some((part) => /^\d+$/.test(part)))
      throw notSupported(`an index on array position '${path}'`);
  }
  const partial = args.document("partialFilterExpression");
  if (partial) checkPartial(partial);
  if (partial && args.flag("sparse"))
    throw cannot("cannot mix 'partialFilterExpression' and 'sparse' options");
  const expires = args.count("expireAfterSeconds");
  if (expires !== undefined && (expires < 0 || expires > 2 ** 31 - 1))
    throw cannot(`TTL index 'expireAfterSeconds' must be within 0 and ${2 ** 31 - 1}`);
  if (expires !== undefined && entries(key).length > 1)
    throw cannot("TTL indexes are single-field indexes, compound indexes do not support TTL.");
  if (expires !== undefined && entries(key)[0]?.[0] === "_id")
    throw cannot("The field 'expireAfterSeconds' is not valid for an _id index specification.");
  const name = args.string("name");
  if (name === "" || name === "*") throw cannot("index name cannot be empty or '*'");
  if (name.includes("\0")) throw cannot("index name cannot contain NUL bytes");
  const kept = new Map<string, Value>();
  for (const option of options) {
    const value = args.value(option);
    if (value) kept.set(option, value);
  }
  const stored = documentOf(encodeDocument({ v: 2, key, name, ...Object.fromEntries(kept) }));
  return { name, key, stored };
}

const partialOperators = new Set(["$eq", "$exists", "$gt", "$gte", "$lt", "$lte", "$type", "$in"]);

function checkPartial(partial: Value): void {
  compileFilter(partial, () => 0);
  for (const [name, condition] of entries(partial)) {
    if (name.startsWith("$") && name !== "$and")
      throw cannot(`unsupported expression in partial index: ${name}`);
    if (!isDocument(condition)) continue;
    for (const [operator, operand] of entries(condition)) {
      if (!operator.startsWith("$")) break;
      const falseExists =
        operator === "$exists" && operand.type === BsonType.bool && operand.buf[operand.start] === 0;
      if (!partialOperators.has(operator) || falseExists)
        throw cannot(`unsupported expression in partial index: ${name} ${operator}`);
    }
  }
}

const sameOptions = (index: Index, stored: Value) =>
  options.every((option) => {
    const [a, b] = [field(index.spec, option), field(stored, option)];
    return a === undefined || b === undefined ? a === b : sameValue(a, b);
  });

export const createIndexes: WriteCommand = {
  kind: "write",
  inTransaction: true,
  prepare: ({ args, db }) => {
    args.allow("indexes", "commitQuorum");
    const name = args.collection();
    const specs = args.documents("indexes").map(checkSpec);
    if (specs.length === 0) throw new MongoError(2, "Must specify at least one index to create");
    return (connection) => {
      const existed = connection.catalog.find(db, name) !== undefined;
      const collection = ensureCollection(connection, db, name);
      const numIndexesBefore = collection.indexes.length;
      for (const spec of specs) {
        if (isIdKey(spec.key)) continue;
        const sameKey = collection.indexes.find(
          (index) => sameKeyOrder(index.key, spec.key) && sameKind(index, spec.stored),
        );
        const sameName = collection.indexes.find((index) => index.name === spec.name);
        if (sameName && (sameName !== sameKey || !sameOptions(sameName, spec.stored)))
          throw new MongoError(
            86,
            `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${show(spec.stored)}, existing index: ${show(sameName.spec)}`,
          );
        if (sameName) continue;
        if (sameKey) throw new MongoError(85, `Index already exists with a different name: ${sameKey.name}`);
        fillIndex(connection, collection, connection.catalog.createIndex(collection, spec.stored));
      }
      return {
        numIndexesBefore,
        numIndexesAfter: collection.indexes.length,
        createdCollectionAutomatically: !existed,
        note: collection.indexes.length === numIndexesBefore ? "all indexes already exist" : undefined,
        ok: OK,
      };
    };
  },
};

const isIdKey = (key: Value) => entries(key).length === 1 && entries(key)[0]?.[0] === "_id";
const sameKeyOrder = (a: Value, b: Value) => sameValue(a, b);

/** Indexes of one key are still different ones when they hold different documents or allow different ones. */
function sameKind(index: Index, stored: Value): boolean {
  const flags = ["unique", "sparse"].every(
    (option) => isTruthy(field(index.spec, option)) === isTruthy(field(stored, option)),
  );
  const [a, b] = [field(index.spec, "partialFilterExpression"), field(stored, "partialFilterExpression")];
  return flags && (a === undefined || b === undefined ? a === b : sameValue(a, b));
}

export const listIndexes = readCommand<Value[]>(false, (call) => {
  const { args, db } = call;
  args.allow("cursor");
  const name = args.collection();
  return {
    ask: (connection) => {
      const collection = connection.catalog.find(db, name);
      if (!collection) throw new MongoError(26, `ns does not exist: ${db}.${name}`);
      return collection.indexes.map((index) => index.spec);
    },
    reply: (specs) => call.engine.cursors.first(`${db}.${name}`, specs, Number.POSITIVE_INFINITY, true),
  };
});

export const dropIndexes: WriteCommand = {
  kind: "write",
  inTransaction: false,
  prepare: ({ args, db }) => {
    args.allow("index");
    const name = args.collection();
    const wanted = args.value("index");
    const names = wanted?.type === BsonType.array ? (args.list("index") ?? []) : wanted ? [wanted] : [];
    return (connection) => {
      const collection = connection.catalog.find(db, name);
      if (!collection) throw new MongoError(26, `ns not found ${db}.${name}`);
      const nIndexesWas = collection.indexes.length;
      for (const which of names) {
        const all = which.type === BsonType.string && readString(which) === "*";
        const found = collection.indexes.filter((index) =>
          all ? index.name !== "_id_" : isNamed(index, which),
        );
        if (found.some((index) => index.name === "_id_")) throw new MongoError(72, "cannot drop _id index");
        for (const index of found) connection.catalog.dropIndex(collection, index);
      }
      return { nIndexesWas, ok: OK };
    };
  },
};

const isNamed = (index: Index, which: Value) =>
  which.type === BsonType.string
    ? index.name === readString(which)
    : isDocument(which) && sameValue(index.key, which);
