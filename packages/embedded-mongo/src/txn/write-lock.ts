import { MongoError } from "../errors.ts";
import type { Connection } from "../storage/connection.ts";
import { fileFault } from "../storage/file-faults.ts";

/** How long one process may pass the lock on among its own before it asks behind the other processes. */
const TURN_MS = 25;

type Waiter = { grant: () => void; refuse: (error: Error) => void };

/**
 * SQLite's one write lock, handed out in the order it was asked for. Between processes a second, always empty file
 * is the queue: whoever waits for the lock holds that file's lock meanwhile, so that a process which has just had
 * its turn has to wait behind it.
 */
export class WriteLock {
  #writer: Connection;
  #turnstile: Connection;
  #held = false;
  #waiting: Waiter[] = [];
  #turnEnds = 0;
  #closed = false;
  /** Waits for another process, for the statistics. */
  contended = 0;

  constructor(writer: Connection, turnstile: Connection) {
    this.#writer = writer;
    this.#turnstile = turnstile;
  }

  get held(): boolean {
    return this.#held;
  }

  get queue(): number {
    return this.#waiting.length;
  }

  /** Resolves once the writer is within BEGIN IMMEDIATE. */
  async acquire(deadline: number): Promise<void> {
    if (this.#closed) throw new MongoError(91, "The store is closing");
    if (this.#held) await this.#enqueue(deadline);
    this.#held = true;
    try {
      if (Date.now() >= this.#turnEnds || !this.#writer.tryBeginWrite()) await this.#takeTurn(deadline);
    } catch (error) {
      this.#passOn();
      throw fileFault(error);
    }
  }

  /** To be called after COMMIT or ROLLBACK. */
  release(): void {
    this.#passOn();
  }

  /** Nobody gets the lock any more, and who waits for it is told so. */
  shut(): void {
    this.#closed = true;
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(new MongoError(91, "The store is closing"));
  }

  close(): void {
    this.shut();
    this.#turnstile.close();
  }

  #passOn(): void {
    const next = this.#waiting.shift();
    if (next) next.grant();
    else this.#held = false;
  }

  #enqueue(deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        grant: () => {
          clearTimeout(timer);
          resolve();
        },
        refuse: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer = setTimeout(
        () => {
          this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
          reject(lockTimeout());
        },
        Math.max(0, deadline - Date.now()),
      );
      this.#waiting.push(waiter);
    });
  }

  async #takeTurn(deadline: number): Promise<void> {
    await this.#retry(deadline, () => this.#turnstile.tryBeginWrite());
    try {
      await this.#retry(deadline, () => this.#writer.tryBeginWrite());
      this.#turnEnds = Date.now() + TURN_MS;
    } finally {
      this.#turnstile.rollback();
    }
  }

  async #retry(deadline: number, attempt: () => boolean): Promise<void> {
    for (let tries = 0; ; tries++) {
      if (this.#closed) throw new MongoError(91, "The store is closing");
      if (attempt()) return;
      this.contended++;
      if (Date.now() > deadline) throw lockTimeout();
      await pause(tries);
    }
  }
}

const lockTimeout = () =>
  new MongoError(
    24,
    "Unable to acquire the write lock within the time allowed: another transaction holds it",
  );

/** First only other work goes ahead, then short sleeps of differing length. */
function pause(tries: number): Promise<void> {
  if (tries < 3) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * Math.min(3, tries / 20)));
}
