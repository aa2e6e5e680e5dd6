import { closeSync, openSync, statSync } from "node:fs";
import { MongoError } from "../errors.ts";
import { EmbeddedStoreError, type StoreErrorCode } from "../store-error.ts";
import { Connection, isBusy, isUnfinished, SQLITE, sqliteCode } from "./connection.ts";

/** "EMGO": says that a SQLite file is one of ours. */
const APPLICATION_ID = 0x454d474f;
const FORMAT = 1;
const BUSY_LIMIT_MS = 10_000;

const tables = `
  CREATE TABLE _store(format INTEGER NOT NULL);
  INSERT INTO _store VALUES(${FORMAT});
  CREATE TABLE _collections(id INTEGER PRIMARY KEY AUTOINCREMENT, db TEXT NOT NULL, name TEXT NOT NULL, UNIQUE(db, name));
  CREATE TABLE _indexes(id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, spec BLOB NOT NULL, multikey INTEGER NOT NULL);
  CREATE TABLE _retries(session BLOB PRIMARY KEY, number INTEGER NOT NULL, at INTEGER NOT NULL, reply BLOB) WITHOUT ROWID;
  PRAGMA application_id=${APPLICATION_ID};
`;

/**
 * Opens the file as a store, or explains in one line why it is none. A file is first looked at without the right to
 * write, so that one that is not ours stays as it is to the byte: even closing a connection that may write would
 * move the foreign program's log into its file. All of it through SQLite alone: opening the file beside SQLite
 * would, when closed again, drop the locks this process holds on it.
 */
export async function openFile(file: string): Promise<Connection> {
  const deadline = Date.now() + BUSY_LIMIT_MS;
  let connection: Connection | undefined;
  try {
    await untilFree(file, deadline, () => inspect(file));
    createForOwner(file);
    connection = new Connection(file);
    await untilFree(file, deadline, () => prepare(connection!, file));
    return connection;
  } catch (error) {
    connection?.close();
    throw explain(error, file);
  }
}

/** SQLite would let everybody read it; its other files take after this one. */
function createForOwner(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch {
    // It is there already, or cannot be made: SQLite has the better words for that.
  }
}

async function untilFree(file: string, deadline: number, attempt: () => void): Promise<void> {
  for (;;) {
    try {
      attempt();
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    if (Date.now() > deadline) throw new EmbeddedStoreError("BUSY", `${file} is locked by another program`);
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 10));
  }
}

/** Refuses what is there and no store of this version. */
function inspect(file: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory())
    throw new EmbeddedStoreError("UNWRITABLE", `${file} cannot be opened: it is a folder`);
  if (there === undefined || there.size === 0) return;
  let connection: Connection | undefined;
  try {
    connection = new Connection(file, { readOnly: true });
    refuseForeign(connection, file);
  } catch (error) {
    // Whoever made the file died at its very first page: only the right to write can put that in order.
    if (!isUnfinished(error)) throw error;
  } finally {
    connection?.close();
  }
}

function refuseForeign(connection: Connection, file: string): void {
  // One transaction: another process may be making the store in this moment.
  connection.begin();
  try {
    if (pragma(connection, "application_id") === APPLICATION_ID) checkFormat(connection, file);
    else if (Number(connection.get("SELECT count(*) FROM sqlite_schema")?.[0]) > 0)
      throw new EmbeddedStoreError(
        "FOREIGN_FILE",
        `${file} is a SQLite file of another program; it was left as it is`,
      );
  } finally {
    connection.rollback();
  }
}

function prepare(connection: Connection, file: string): void {
  refuseForeign(connection, file);
  connection.db.exec("PRAGMA journal_mode=WAL");
  configure(connection);
  connection.db.exec("BEGIN IMMEDIATE");
  try {
    if (pragma(connection, "application_id") !== APPLICATION_ID) connection.db.exec(tables);
    // What cannot be read as a catalog is better said now than to whoever asks first.
    connection.catalog.refresh();
    connection.db.exec("COMMIT");
  } finally {
    if (connection.db.isTransaction) connection.rollback();
  }
}

function pragma(connection: Connection, name: string): number {
  return Number(connection.get(`PRAGMA ${name}`)?.[0]);
}

function checkFormat(connection: Connection, file: string): void {
  const row = connection.get("SELECT format FROM _store");
  const format = Number(row?.[0]);
  if (format > FORMAT)
    throw new EmbeddedStoreError(
      "NEWER_VERSION",
      `${file} was written by a newer version (format ${format}, this one knows ${FORMAT}); it was left as it is`,
    );
}

/**
 * A commit is made durable by our own sync of the write-ahead log before it is acknowledged (see wal-sync.ts), so
 * that one sync serves all commits that wait for it: SQLite itself syncs at checkpoints only.
 * Each file has a writer and a reader, and what their caches took they keep: 8 MB each hold a cafe's day, and
 * four stores side by side cannot grow by more than 64 MB.
 */
export function configure(connection: Connection): void {
  connection.db.exec(
    "PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=2000",
  );
}

export function explain(error: unknown, file: string): Error {
  if (error instanceof EmbeddedStoreError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof MongoError)
    return new EmbeddedStoreError("CORRUPT_FILE", `${file} is damaged; it was left as it is (${detail})`);
  const reasons: Record<number, [StoreErrorCode, string]> = {
    [SQLITE.notadb]: ["FOREIGN_FILE", "is not a SQLite file; it was left as it is"],
    [SQLITE.error]: ["CORRUPT_FILE", "lacks what a store has; it was left as it is"],
    [SQLITE.corrupt]: ["CORRUPT_FILE", "is damaged; it was left as it is"],
    [SQLITE.readonly]: ["UNWRITABLE", "cannot be written"],
    [SQLITE.cantopen]: ["UNWRITABLE", "cannot be opened or created"],
    [SQLITE.full]: ["OUT_OF_DISK_SPACE", "cannot grow: the disk is full"],
    [SQLITE.ioerr]: ["UNWRITABLE", "cannot be read or written"],
  };
  const [code, text] = reasons[sqliteCode(error) ?? 0] ?? ["UNWRITABLE", "cannot be opened"];
  return new EmbeddedStoreError(code, `${file} ${text} (${detail})`, { cause: error });
}
