import { MongoError } from "../errors.ts";
import { WalSync } from "../txn/wal-sync.ts";
import { WriteLock } from "../txn/write-lock.ts";
import { Connection, SQLITE, sqliteCode } from "./connection.ts";
import { configure, openFile } from "./open-file.ts";

/** One file with its connections: one that writes, one for plain reads, and one for each open snapshot. */
export class Store {
  readonly writer: Connection;
  readonly lock: WriteLock;
  readonly sync: WalSync;
  #reader: Connection;
  #idleReaders: Connection[] = [];
  #file: string;
  #commits = 0;

  static async open(file: string, durable: boolean): Promise<Store> {
    const writer = await openFile(file);
    try {
      return new Store(writer, file, durable);
    } catch (error) {
      writer.close();
      throw error;
    }
  }

  private constructor(writer: Connection, file: string, durable: boolean) {
    this.#file = file;
    this.writer = writer;
    this.#reader = this.#connect();
    this.lock = new WriteLock(writer, `${file}-turn`);
    this.sync = new WalSync(file, durable, () => this.lock.held);
  }

  #connect(): Connection {
    const connection = new Connection(this.#file);
    configure(connection);
    return connection;
  }

  /** A consistent view for one statement. The writer's own warm cache is used while nobody writes. */
  read<T>(work: (connection: Connection) => T): T {
    const connection = this.writer.db.isTransaction ? this.#reader : this.writer;
    return explained(() => {
      connection.begin();
      try {
        connection.catalog.refresh();
        return work(connection);
      } finally {
        connection.commit();
      }
    });
  }

  /** Runs alone and is durable once the promise resolves. */
  async write<T>(deadline: number, work: (connection: Connection) => T): Promise<T> {
    await this.lock.acquire(deadline);
    let result: T;
    try {
      result = explained(() => {
        this.writer.catalog.refresh();
        const value = work(this.writer);
        this.commitWriter();
        return value;
      });
    } catch (error) {
      this.writer.rollback();
      throw error;
    } finally {
      this.lock.release();
    }
    await this.sync.wait();
    return result;
  }

  commitWriter(): void {
    this.writer.commit();
    this.#commits++;
  }

  /** A snapshot of its own, which later commits do not change. Give it back with `endSnapshot`. */
  beginSnapshot(): Connection {
    const connection = this.#idleReaders.pop() ?? this.#connect();
    connection.begin();
    connection.catalog.refresh();
    return connection;
  }

  endSnapshot(connection: Connection): void {
    connection.rollback();
    if (this.#idleReaders.length < 8) this.#idleReaders.push(connection);
    else connection.close();
  }

  /** Differs whenever anybody has committed in between; to be taken before a snapshot is begun. */
  version(): string {
    return `${this.#commits}:${this.writer.dataVersion()}`;
  }

  async close(): Promise<void> {
    this.lock.close();
    await this.sync.close();
    this.writer.rollback();
    for (const reader of [this.#reader, ...this.#idleReaders]) reader.close();
    try {
      this.writer.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // Another process is busy with the file: its own checkpoint will do.
    }
    this.writer.close();
  }
}

/** Faults of the file below as the codes MongoDB has for them. */
export function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = sqliteCode(error);
    if (code === undefined) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    if (code === SQLITE.full) throw new MongoError(14031, `the disk is full: ${detail}`);
    if (code === SQLITE.corrupt || code === SQLITE.notadb)
      throw new MongoError(1, `the store's file is damaged: ${detail}`);
    throw new MongoError(1, `the store's file cannot be used: ${detail}`);
  }
}
