import { WalSync } from "../txn/wal-sync.ts";
import { WriteLock } from "../txn/write-lock.ts";
import { Connection } from "./connection.ts";
import { explained } from "./file-faults.ts";
import { configure, explain, openFile } from "./open-file.ts";

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
    const turnFile = `${file}-turn`;
    let turnstile: Connection | undefined;
    try {
      turnstile = new Connection(turnFile);
      // Busy is fine: then another process waits in it. What is no SQLite file is better found now.
      if (turnstile.tryBeginWrite()) turnstile.rollback();
      return new Store(writer, turnstile, file, durable);
    } catch (error) {
      turnstile?.close();
      writer.close();
      throw explain(error, turnFile);
    }
  }

  private constructor(writer: Connection, turnstile: Connection, file: string, durable: boolean) {
    this.#file = file;
    this.writer = writer;
    this.#reader = this.#connect();
    this.lock = new WriteLock(writer, turnstile);
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
    connection.endRead();
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
