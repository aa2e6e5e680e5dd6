import { EMPTY_ARRAY } from "../bson/key-encoding.ts";
import { nullValue } from "../bson/make.ts";
import { show } from "../bson/show.ts";
import { bytesOf, type Value } from "../bson/value.ts";
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

/** All unique keys are looked up before anything is written: a refused document leaves no trace. */
function refuseDuplicate(
  connection: Connection,
  collection: Collection,
  index: Index,
  key: Buffer,
  doc: Value,
  own: number,
) {
  const holder = connection.get(`SELECT r FROM i${index.id} WHERE k=?`, key)?.[0];
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

export function insertDocument(connection: Connection, collection: Collection, doc: Value): void {
  const keys = collection.indexes.map((index) => indexKeys(connection, index, doc));
  collection.indexes.forEach((index, i) => {
    if (index.unique)
      for (const key of keys[i]!) refuseDuplicate(connection, collection, index, key, doc, -1);
  });
  const { lastInsertRowid: row } = connection.run(
    `INSERT INTO c${collection.id}(doc) VALUES(?)`,
    bytesOf(doc),
  );
  collection.indexes.forEach((index, i) => {
    for (const key of keys[i]!) connection.run(`INSERT INTO i${index.id}(k, r) VALUES(?, ?)`, key, row);
  });
}

/** Writes the document and the difference of its keys. */
export function replaceDocument(
  connection: Connection,
  collection: Collection,
  old: StoredDocument,
  doc: Value,
): void {
  const changes = collection.indexes.map((index) => {
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
  connection.run(`UPDATE c${collection.id} SET doc=? WHERE r=?`, bytesOf(doc), old.row);
  for (const { index, gone, added } of changes) {
    for (const key of gone) connection.run(`DELETE FROM i${index.id} WHERE k=? AND r=?`, key, old.row);
    for (const key of added) connection.run(`INSERT INTO i${index.id}(k, r) VALUES(?, ?)`, key, old.row);
  }
}

export function deleteDocument(connection: Connection, collection: Collection, old: StoredDocument): void {
  for (const index of collection.indexes)
    for (const key of indexKeys(connection, index, old.doc))
      connection.run(`DELETE FROM i${index.id} WHERE k=? AND r=?`, key, old.row);
  connection.run(`DELETE FROM c${collection.id} WHERE r=?`, old.row);
}

/** Fills a new index from the documents there are; the caller rolls back when one of them may not be in it. */
export function fillIndex(connection: Connection, collection: Collection, index: Index): void {
  for (const [row, bytes] of connection.iterate(`SELECT r, doc FROM c${collection.id}`)) {
    const doc = storedDocument(bytes);
    for (const key of indexKeys(connection, index, doc)) {
      if (index.unique) refuseDuplicate(connection, collection, index, key, doc, row as number);
      connection.run(`INSERT INTO i${index.id}(k, r) VALUES(?, ?)`, key, row as number);
    }
  }
}
