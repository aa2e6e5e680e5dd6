import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { Catalog } from "./catalog.ts";

export type Row = unknown[];

/** One SQLite connection with its prepared statements and its own view of the catalog. */
export class Connection {
  readonly db: DatabaseSync;
  readonly catalog: Catalog;
  #statements = new Map<string, StatementSync>();

  constructor(file: string, { readOnly = false } = {}) {
    // Waiting is ours to do without blocking the thread, hence no busy handler.
    this.db = new DatabaseSync(file, { timeout: 0, returnArrays: true, readOnly });
    this.catalog = new Catalog(this);
  }

  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  run(sql: string, ...values: SQLInputValue[]) {
    return this.statement(sql).run(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.statement(sql).get(...values) as unknown as Row | undefined;
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.statement(sql).all(...values) as unknown as Row[];
  }

  iterate(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    return this.statement(sql).iterate(...values) as unknown as Iterable<Row>;
  }

  begin(): void {
    this.run("BEGIN");
  }

  /** False when another connection or process holds the write lock. */
  tryBeginWrite(): boolean {
    try {
      this.run("BEGIN IMMEDIATE");
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    }
  }

  commit(): void {
    this.run("COMMIT");
  }

  /** Ends what only read: nothing that is known of the catalog is in doubt, and to read it anew is dear. */
  endRead(): void {
    if (this.db.isTransaction) this.run("COMMIT");
  }

  rollback(): void {
    this.catalog.forget();
    if (this.db.isTransaction) this.run("ROLLBACK");
  }

  /** Rows changed by this connection so far. */
  changes(): number {
    return Number(this.get("SELECT total_changes()")?.[0]);
  }

  /** Changes whenever another connection, of this process or another, has committed. */
  dataVersion(): number {
    return Number(this.get("PRAGMA data_version")?.[0]);
  }

  close(): void {
    this.#statements.clear();
    if (this.db.isOpen) this.db.close();
  }
}

/** SQLite's primary result code (the low byte) of an error thrown by node:sqlite. */
export function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}

export const SQLITE = {
  error: 1,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
};

/** A hot journal that a connection without the right to write cannot roll back (SQLITE_READONLY_ROLLBACK). */
export const isUnfinished = (error: unknown) => (error as { errcode?: unknown } | undefined)?.errcode === 776;

export const isBusy = (error: unknown) => {
  const code = sqliteCode(error);
  return code === SQLITE.busy || code === SQLITE.locked;
};
