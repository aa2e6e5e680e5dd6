import { type Encodable, encodeDocument } from "../bson/write.ts";
import { MongoError, TRANSIENT, writeConflict } from "../errors.ts";
import type { Connection } from "../storage/connection.ts";
import { explained } from "../storage/file-faults.ts";
import type { Store } from "../storage/store.ts";
import { keepReply, type RetryKey } from "./retries.ts";

type PastRead = { repeat: (connection: Connection) => Encodable; answer: Encodable };

export type Patience = {
  /** How long a transaction may last. */
  lifetimeMs: number;
  /**
   * How long it may hold the one write lock without a word while others wait: a frozen client would hold them up for
   * its whole lifetime. Longer than a process that lives is kept from its work on a busy machine, for that one does
   * it all again.
   */
  silentWriterMs: number;
};

const isSame = (one: Encodable, other: Encodable) =>
  encodeDocument({ one }).equals(encodeDocument({ one: other }));

export const noSuchTransaction = (key: RetryKey) =>
  new MongoError(
    251,
    `Given transaction number ${key.number} does not match any in-progress transactions.`,
    {},
    [TRANSIENT],
  );

/**
 * Reads on a snapshot until its first write. Then it takes the write lock in its turn and, if somebody has committed
 * since the snapshot, repeats its reads: with the same answers it goes on as if it had begun now, otherwise it is a
 * write conflict. So nothing it decided upon has changed by the time it commits.
 */
export class Transaction {
  readonly key: RetryKey;
  state: "open" | "committed" | "aborted" = "open";
  /** The socket that used it last; when that one dies, so does the transaction. */
  socket: number;
  conflicted = false;
  #store: Store;
  #mode: "fresh" | "reading" | "writing" = "fresh";
  #snapshot: Connection | undefined;
  #snapshotVersion = "";
  #reads: PastRead[] = [];
  #busy = false;
  #lifetime: NodeJS.Timeout;
  #silentWriterMs: number;
  #silence: NodeJS.Timeout | undefined;

  constructor(store: Store, key: RetryKey, socket: number, { lifetimeMs, silentWriterMs }: Patience) {
    this.#store = store;
    this.key = key;
    this.socket = socket;
    this.#silentWriterMs = silentWriterMs;
    this.#lifetime = setTimeout(() => this.abort(), lifetimeMs);
    this.#lifetime.unref();
  }

  /** With a deadline given, the write lock is taken first and the read sees the latest there is. */
  async read<T extends Encodable>(work: (connection: Connection) => T, lockDeadline?: number): Promise<T> {
    return this.#statement(async () => {
      if (lockDeadline !== undefined) await this.takeLock(lockDeadline);
      if (this.#mode === "writing") return explained(() => work(this.#store.writer));
      if (this.#snapshot === undefined) {
        this.#snapshotVersion = this.#store.version();
        this.#snapshot = explained(() => this.#store.beginSnapshot());
        this.#mode = "reading";
      }
      const snapshot = this.#snapshot;
      const answer = explained(() => work(snapshot));
      this.#reads.push({ repeat: work, answer });
      return answer;
    });
  }

  async write<T>(deadline: number, work: (connection: Connection) => T): Promise<T> {
    return this.#statement(async () => {
      await this.takeLock(deadline);
      return explained(() => work(this.#store.writer));
    });
  }

  async takeLock(deadline: number): Promise<void> {
    if (this.#mode === "writing") return;
    await this.#store.lock.acquire(deadline);
    if (this.state !== "open") {
      this.#store.writer.rollback();
      this.#store.lock.release();
      throw noSuchTransaction(this.key);
    }
    this.#mode = "writing";
    this.#silence = setTimeout(() => this.#giveWay(), this.#silentWriterMs).unref();
    this.#store.writer.catalog.refresh();
    const moved = this.#snapshot !== undefined && this.#store.version() !== this.#snapshotVersion;
    this.#endSnapshot();
    if (
      moved &&
      this.#reads.some(
        ({ repeat, answer }) =>
          !isSame(
            answer,
            explained(() => repeat(this.#store.writer)),
          ),
      )
    ) {
      this.conflicted = true;
      throw writeConflict();
    }
    this.#reads = [];
  }

  async commit(nowMs: number): Promise<void> {
    if (this.#mode === "writing") {
      try {
        explained(() => {
          keepReply(this.#store.writer, this.key, null, nowMs);
          this.#store.commitWriter();
        });
      } catch (error) {
        this.abort();
        throw error;
      }
      this.#mode = "fresh";
      this.#store.lock.release();
      this.#finish("committed");
      await this.#store.sync.wait();
    } else this.#finish("committed");
  }

  abort(): void {
    if (this.state !== "open") return;
    if (this.#mode === "writing") {
      this.#store.writer.rollback();
      this.#store.lock.release();
    }
    this.#mode = "fresh";
    this.#finish("aborted");
  }

  #finish(state: "committed" | "aborted"): void {
    this.state = state;
    clearTimeout(this.#lifetime);
    clearTimeout(this.#silence);
    this.#silence = undefined;
    this.#endSnapshot();
    this.#reads = [];
  }

  #giveWay(): void {
    if (this.#busy || this.#store.lock.queue === 0) this.#silence?.refresh();
    else this.abort();
  }

  #endSnapshot(): void {
    if (this.#snapshot) this.#store.endSnapshot(this.#snapshot);
    this.#snapshot = undefined;
  }

  /** As in MongoDB, any error ends the transaction. */
  async #statement<T>(work: () => Promise<T>): Promise<T> {
    if (this.state !== "open") throw noSuchTransaction(this.key);
    if (this.#busy) throw new MongoError(117, "another statement of this transaction is still running");
    this.#busy = true;
    try {
      return await work();
    } catch (error) {
      this.abort();
      throw error;
    } finally {
      this.#busy = false;
      this.#silence?.refresh();
    }
  }
}
