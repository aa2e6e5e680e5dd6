import { EmbeddedStoreError, type StoreErrorCode } from "../store-error.ts";
import { Connection, isBusy, SQLITE, sqliteCode } from "./connection.ts";

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
 * Opens the file as a store, or explains in one line why it is none. Nothing is written before the file is known to
 * be empty or ours. The file is read through SQLite alone: opening it beside SQLite would, when closed again, drop
 * the locks this process holds on it.
 */
export async function openFile(file: string): Promise<Connection> {
  let connection: Connection | undefined;
  try {
    connection = new Connection(file);
    const deadline = Date.now() + BUSY_LIMIT_MS;
    while (!tryPrepare(connection, file)) {
      if (Date.now() > deadline) throw new EmbeddedStoreError("BUSY", `${file} is locked by another program`);
      await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 10));
    }
    return connection;
  } catch (error) {
    connection?.close();
    throw explain(error, file);
  }
}

function tryPrepare(connection: Connection, file: string): boolean {
  try {
    if (pragma(connection, "application_id") !== APPLICATION_ID) {
      const objects = connection.db.prepare("SELECT count(*) FROM sqlite_schema").get() as unknown as [
        number,
      ];
      if (objects[0] > 0)
        throw new EmbeddedStoreError(
          "FOREIGN_FILE",
          `${file} is a SQLite file of another program; it was left as it is`,
        );
    }
    connection.db.exec("PRAGMA journal_mode=WAL");
    configure(connection);
    connection.db.exec("BEGIN IMMEDIATE");
    try {
      if (pragma(connection, "application_id") !== APPLICATION_ID) connection.db.exec(tables);
      connection.db.exec("COMMIT");
    } finally {
      if (connection.db.isTransaction) connection.db.exec("ROLLBACK");
    }
    checkFormat(connection, file);
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

function pragma(connection: Connection, name: string): number {
  const row = connection.db.prepare(`PRAGMA ${name}`).get() as unknown as [number] | undefined;
  return Number(row?.[0]);
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
  const reasons: Record<number, [StoreErrorCode, string]> = {
    [SQLITE.notadb]: ["FOREIGN_FILE", "is not a SQLite file; it was left as it is"],
    [SQLITE.corrupt]: ["CORRUPT_FILE", "is damaged; it was left as it is"],
    [SQLITE.readonly]: ["UNWRITABLE", "cannot be written"],
    [SQLITE.cantopen]: ["UNWRITABLE", "cannot be opened or created"],
    [SQLITE.full]: ["OUT_OF_DISK_SPACE", "cannot grow: the disk is full"],
    [SQLITE.ioerr]: ["UNWRITABLE", "cannot be read or written"],
  };
  const [code, text] = reasons[sqliteCode(error) ?? 0] ?? ["UNWRITABLE", "cannot be opened"];
  const detail = error instanceof Error ? error.message : String(error);
  return new EmbeddedStoreError(code, `${file} ${text} (${detail})`, { cause: error });
}
