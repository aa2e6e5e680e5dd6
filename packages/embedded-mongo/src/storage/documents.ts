import { sameBytes } from "../bson/compare.ts";
import { EMPTY_ARRAY } from "../bson/key-encoding.ts";
import { nullValue } from "../bson/make.ts";
import { show } from "../bson/show.ts";
import { bytesOf, findField, type Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import { keysOf, partsOfKey } from "../plan/index-keys.ts";
import type { Collection, Index } from "./catalog.ts";
import type { Connection } from "./connection.ts";
import { storedDocument } from "./stored-bytes.ts";

export type StoredDocument = { row: number; doc: Value };

/** The keys a document has in one index; none where the index is sparse or partial and leaves it out. */
function indexKeys(connection: Connection, index: Index, doc: Value): Buffer[] {
  if (index.partial && !index.partial.matches(doc, undefined)) return [];
  const { keys, multikey, allMissing } = keysOf(doc, index.paths, index.directions);
  if (multikey && !index.multikey) connection.catalog.markMultikey(index);
  return index.sparse && allMissing ? [] : keys;
}

/** Looked up before anything of a replacement is written. */
function refuseDuplicate(
  connection: Connection,
  collection: Collection,
  index: Index,
  key: Buffer,
  doc: Value,
  own: number,
) {
  const holder = connection.get(index.sql.holder, key)?.[0];
  if (holder !== undefined && holder !== own) throw duplicateKey(collection, index, doc, key);
}

function duplicateKey(collection: Collection, index: Index, doc: Value, key: Buffer): MongoError {
  const parts = partsOfKey(doc, index.paths, index.directions, key);
  const printed = index.paths.map(({ text }, i) => {
    const part = parts[i];
    return `${text}: ${part === EMPTY_ARRAY ? "undefined" : show(part ?? nullValue)}`;
  });
  const keyValue = new Map<string, Value>();
  index.paths.forEach(({ text }, i) => {
    const part = parts[i];
    if (part !== EMPTY_ARRAY) keyValue.set(text, part ?? nullValue);
  });
  return new MongoError(
    11000,
    `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name} dup key: { ${printed.join(", ")} }`,
    { keyPattern: index.key, keyValue },
  );
}

/** A document that a unique index refuses leaves no trace: what was written of it until then is taken back. */
export function insertDocument(connection: Connection, collection: Collection, doc: Value): void {
  const keys = collection.indexes.map((index) => indexKeys(connection, index, doc));
  const { lastInsertRowid } = connection.run(collection.sql.insert, bytesOf(doc));
  const row = Number(lastInsertRowid);
  for (const [i, index] of collection.indexes.entries())
    for (const [n, key] of keys[i]!.entries()) {
      const { changes } = connection.run(index.unique ? index.sql.insertNew : index.sql.insert, key, row);
      if (changes !== 0) continue;
      collection.indexes.slice(0, i + 1).forEach((before, at) => {
        const written = at < i ? keys[at]! : keys[at]!.slice(0, n);
        for (const one of written) connection.run(before.sql.remove, one, row);
      });
      connection.run(collection.sql.remove, row);
      throw duplicateKey(collection, index, doc, key);
    }
}

/** What an index is made of is the same in both, byte for byte: most changes are of no concern to most indexes. */
function keepsKeys(index: Index, before: Value, after: Value): boolean {
  if (index.partial) return false;
  return index.paths.every(({ parts }) => {
    const [was, is] = [findField(before, parts[0]!.bytes), findField(after, parts[0]!.bytes)];
    return was === undefined || is === undefined ? was === is : sameBytes(was, is);
  });
}

/** Writes the document and the difference of its keys. */
export function replaceDocument(
  connection: Connection,
  collection: Collection,
  old: StoredDocument,
  doc: Value,
): void {
  const touched = collection.indexes.filter((index) => !keepsKeys(index, old.doc, doc));
  const changes = touched.map((index) => {
    const before = indexKeys(connection, index, old.doc);
    const after = indexKeys(connection, index, doc);
    return {
      index,
      gone: before.filter((key) => !after.some((other) => other.equals(key))),
      added: after.filter((key) => !before.some((other) => other.equals(key))),
    };
  });
  for (const { index, added } of changes)
    if (index.unique)
      for (const key of added) refuseDuplicate(connection, collection, index, key, doc, old.row);
  connection.run(collection.sql.replace, bytesOf(doc), old.row);
  for (const { index, gone, added } of changes) {
    for (const key of gone) connection.run(index.sql.remove, key, old.row);
    for (const key of added) connection.run(index.sql.insert, key, old.row);
  }
}

export function deleteDocument(connection: Connection, collection: Collection, old: StoredDocument): void {
  for (const index of collection.indexes)
    for (const key of indexKeys(connection, index, old.doc)) connection.run(index.sql.remove, key, old.row);
  connection.run(collection.sql.remove, old.row);
}

/** Fills a new index from the documents there are; the caller rolls back when one of them may not be in it. */
export function fillIndex(connection: Connection, collection: Collection, index: Index): void {
  for (const [row, bytes] of connection.iterate(collection.sql.all)) {
    const doc = storedDocument(bytes);
    for (const key of indexKeys(connection, index, doc)) {
      if (index.unique) refuseDuplicate(connection, collection, index, key, doc, row as number);
      connection.run(index.sql.insert, key, row as number);
    }
  }
}
