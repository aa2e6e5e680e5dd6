import { type Path, parsePath } from "../bson/path.ts";
import { isNumber, isTruthy, readNumber, readString } from "../bson/read.ts";
import { bytesOf, entries, field, isDocument, type Value } from "../bson/value.ts";
import { compileFilter } from "../match/compile.ts";
import type { Matcher } from "../match/matcher.ts";
import type { Connection } from "./connection.ts";
import { collectionSql, indexSql } from "./statements.ts";
import { storedDocument } from "./stored-bytes.ts";

export type Index = {
  id: number;
  sql: ReturnType<typeof indexSql>;
  name: string;
  key: Value;
  spec: Value;
  paths: Path[];
  directions: number[];
  unique: boolean;
  sparse: boolean;
  partial: { filter: Value; matches: Matcher } | undefined;
  expireAfterSeconds: number | undefined;
  multikey: boolean;
};

export type Collection = {
  id: number;
  sql: ReturnType<typeof collectionSql>;
  db: string;
  name: string;
  namespace: string;
  indexes: Index[];
};

/**
 * Collections and indexes as this connection sees them. SQLite's user_version counts the changes, so that a change
 * by another process is noticed within the very transaction that reads it.
 */
export class Catalog {
  #connection: Connection;
  #version = -1;
  #collections = new Map<string, Collection>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** To be called first in each transaction. */
  refresh(): void {
    const version = Number(this.#connection.get("PRAGMA user_version")?.[0]);
    if (version === this.#version) return;
    this.#collections.clear();
    for (const [id, db, name] of this.#connection.all("SELECT id, db, name FROM _collections ORDER BY id")) {
      const namespace = `${db}.${name}`;
      this.#collections.set(namespace, {
        id: Number(id),
        sql: collectionSql(Number(id)),
        db: String(db),
        name: String(name),
        namespace,
        indexes: [],
      });
    }
    const byId = new Map([...this.#collections.values()].map((collection) => [collection.id, collection]));
    for (const [id, collection, spec, multikey] of this.#connection.all(
      "SELECT id, collection, spec, multikey FROM _indexes ORDER BY id",
    ))
      byId
        .get(Number(collection))
        ?.indexes.push(readIndex([Number(id), Number(collection)], storedDocument(spec), multikey === 1));
    this.#version = version;
  }

  /** After a rollback nothing in memory can be trusted. */
  forget(): void {
    this.#version = -1;
  }

  find(db: string, name: string): Collection | undefined {
    return this.#collections.get(`${db}.${name}`);
  }

  list(db?: string): Collection[] {
    return [...this.#collections.values()].filter((collection) => db === undefined || collection.db === db);
  }

  createCollection(db: string, name: string): Collection {
    const c = this.#connection;
    const id = Number(c.run("INSERT INTO _collections(db, name) VALUES(?, ?)", db, name).lastInsertRowid);
    c.db.exec(`CREATE TABLE c${id}(r INTEGER PRIMARY KEY, doc BLOB NOT NULL)`);
    const collection: Collection = {
      ...{ id, sql: collectionSql(id), db, name, namespace: `${db}.${name}` },
      indexes: [],
    };
    this.#collections.set(collection.namespace, collection);
    this.#changed();
    return collection;
  }

  dropCollection(collection: Collection): void {
    for (const index of [...collection.indexes]) this.dropIndex(collection, index);
    this.#connection.db.exec(`DROP TABLE c${collection.id}`);
    this.#connection.run("DELETE FROM _collections WHERE id=?", collection.id);
    this.#collections.delete(collection.namespace);
    this.#changed();
  }

  /** The keys are filled in by the caller. */
  createIndex(collection: Collection, spec: Value): Index {
    const c = this.#connection;
    const id = Number(
      c.run("INSERT INTO _indexes(collection, spec, multikey) VALUES(?, ?, 0)", collection.id, bytesOf(spec))
        .lastInsertRowid,
    );
    const index = readIndex([id, collection.id], spec, false);
    c.db.exec(
      index.unique
        ? `CREATE TABLE i${id}(k BLOB PRIMARY KEY, r INTEGER NOT NULL) WITHOUT ROWID`
        : `CREATE TABLE i${id}(k BLOB, r INTEGER, PRIMARY KEY(k, r)) WITHOUT ROWID`,
    );
    collection.indexes.push(index);
    this.#changed();
    return index;
  }

  dropIndex(collection: Collection, index: Index): void {
    this.#connection.db.exec(`DROP TABLE i${index.id}`);
    this.#connection.run("DELETE FROM _indexes WHERE id=?", index.id);
    collection.indexes.splice(collection.indexes.indexOf(index), 1);
    this.#changed();
  }

  markMultikey(index: Index): void {
    index.multikey = true;
    this.#connection.run("UPDATE _indexes SET multikey=1 WHERE id=?", index.id);
    this.#changed();
  }

  #changed(): void {
    const version = Number(this.#connection.get("PRAGMA user_version")?.[0]) + 1;
    this.#connection.db.exec(`PRAGMA user_version=${version}`);
    this.#version = version;
  }
}

function readIndex([id, collection]: [number, number], spec: Value, multikey: boolean): Index {
  const key = field(spec, "key");
  const name = field(spec, "name");
  if (!key || !name) throw new Error(`index ${id} has no key or name in the catalog`);
  const partial = field(spec, "partialFilterExpression");
  const expires = field(spec, "expireAfterSeconds");
  return {
    id,
    sql: indexSql(id, collection),
    name: readString(name),
    key,
    spec,
    paths: entries(key).map(([path]) => parsePath(path)),
    directions: entries(key).map(([, direction]) => readNumber(direction)),
    unique: readString(name) === "_id_" || isTruthy(field(spec, "unique")),
    sparse: isTruthy(field(spec, "sparse")),
    partial: isDocument(partial) ? { filter: partial, matches: compileFilter(partial, () => 0) } : undefined,
    expireAfterSeconds: isNumber(expires) ? readNumber(expires) : undefined,
    multikey,
  };
}
