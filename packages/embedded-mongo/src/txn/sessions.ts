import { MongoError } from "../errors.ts";
import type { Store } from "../storage/store.ts";
import { type RetryKey, wasCommitted } from "./retries.ts";
import { noSuchTransaction, type Patience, Transaction } from "./transaction.ts";

type Session = { transaction: Transaction; lastUsedMs: number; hurry: boolean };

const FORGET_AFTER_MS = 30 * 60_000;

/** The latest transaction of each session. */
export class Sessions {
  #store: Store;
  #patience: Patience;
  #now: () => number;
  #sessions = new Map<string, Session>();

  constructor(store: Store, patience: Patience, now: () => number) {
    this.#store = store;
    this.#patience = patience;
    this.#now = now;
  }

  begin(key: RetryKey, socket: number): { transaction: Transaction; hurry: boolean } {
    const id = key.session.toString("latin1");
    const known = this.#sessions.get(id);
    if (known && known.transaction.key.number >= key.number)
      throw new MongoError(
        225,
        `Cannot start transaction ${key.number} on a session whose transaction ${known.transaction.key.number} is as new or newer`,
      );
    known?.transaction.abort();
    const transaction = new Transaction(this.#store, key, socket, this.#patience);
    // Whoever lost a conflict queues for the lock at once, so that the second attempt cannot lose again.
    const hurry = known?.transaction.conflicted === true;
    this.#sessions.set(id, { transaction, lastUsedMs: this.#now(), hurry });
    return { transaction, hurry };
  }

  /** The open transaction a statement belongs to. */
  current(key: RetryKey, socket: number): Transaction {
    const session = this.#sessions.get(key.session.toString("latin1"));
    if (!session || session.transaction.key.number !== key.number) throw noSuchTransaction(key);
    if (session.transaction.state === "committed")
      throw new MongoError(256, `Transaction ${key.number} has been committed.`);
    if (session.transaction.state === "aborted") throw noSuchTransaction(key);
    session.lastUsedMs = this.#now();
    session.transaction.socket = socket;
    return session.transaction;
  }

  /** Sent again, a commit that was done is acknowledged again, even by a process that did not do it itself. */
  async commit(key: RetryKey): Promise<void> {
    const transaction = this.#sessions.get(key.session.toString("latin1"))?.transaction;
    if (transaction?.key.number === key.number && transaction.state === "open")
      return transaction.commit(this.#now());
    const inMemory = transaction?.key.number === key.number && transaction.state === "committed";
    if (!inMemory && !this.#store.read((connection) => wasCommitted(connection, key)))
      throw noSuchTransaction(key);
    await this.#store.sync.wait();
  }

  abort(key: RetryKey): void {
    const transaction = this.#sessions.get(key.session.toString("latin1"))?.transaction;
    if (transaction?.key.number !== key.number) throw noSuchTransaction(key);
    if (transaction.state === "committed")
      throw new MongoError(256, `Transaction ${key.number} has been committed.`);
    if (transaction.state === "aborted") throw noSuchTransaction(key);
    transaction.abort();
  }

  isOpen(session: Buffer): boolean {
    return this.#sessions.get(session.toString("latin1"))?.transaction.state === "open";
  }

  end(session: Buffer): void {
    const id = session.toString("latin1");
    this.#sessions.get(id)?.transaction.abort();
    this.#sessions.delete(id);
  }

  socketClosed(socket: number): void {
    for (const { transaction } of this.#sessions.values())
      if (transaction.socket === socket) transaction.abort();
  }

  abortAll(): void {
    for (const { transaction } of this.#sessions.values()) transaction.abort();
  }

  get open(): number {
    return [...this.#sessions.values()].filter(({ transaction }) => transaction.state === "open").length;
  }

  prune(): void {
    const before = this.#now() - FORGET_AFTER_MS;
    for (const [id, session] of this.#sessions)
      if (session.transaction.state !== "open" && session.lastUsedMs < before) this.#sessions.delete(id);
  }
}
