import { close, existsSync, fdatasync, fdatasyncSync, openSync } from "node:fs";

/**
 * A disk that answers within this time is waited for in place while nobody else is writing: handing the sync to
 * another thread and back takes longer than the sync itself, above all on busy cores. Otherwise others are served
 * meanwhile.
 */
const QUICK_MS = 1;
/** One slow answer may be the fault of a busy core; so many in a row are the disk's. */
const SLOW_IN_A_ROW = 4;

/**
 * Makes commits durable. SQLite writes them to the write-ahead log without waiting for the disk; whoever
 * acknowledges one waits here first. One sync serves all who began to wait before it started.
 */
export class WalSync {
  #file: string;
  #fd: number | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failed: Error | undefined;
  #slowInARow = 0;
  #othersWrite: () => boolean;
  readonly enabled: boolean;

  /** `file` is the database; its log stays the same file for as long as a connection is open. */
  constructor(file: string, enabled: boolean, othersWrite: () => boolean) {
    this.#file = `${file}-wal`;
    this.enabled = enabled;
    this.#othersWrite = othersWrite;
  }

  /** The sync starts once what has arrived by now is handled, so that it serves the commits among that too. */
  wait(): Promise<void> {
    if (!this.enabled) return Promise.resolve();
    this.#next ??= (this.#running ?? Promise.resolve())
      .catch(() => {})
      .then(() => new Promise((resolve) => setImmediate(resolve)))
      .then(() => {
        this.#running = this.#next;
        this.#next = undefined;
        return this.#sync();
      });
    return this.#next;
  }

  async #sync(): Promise<void> {
    // After a failed sync the kernel may have dropped the pages: nothing later could be promised any more.
    if (this.#failed) throw this.#failed;
    if (this.#fd === undefined) {
      if (!existsSync(this.#file)) return;
      this.#fd = openSync(this.#file, "r+");
    }
    const started = performance.now();
    try {
      if (this.#slowInARow < SLOW_IN_A_ROW && !this.#othersWrite()) fdatasyncSync(this.#fd);
      else await dataSynced(this.#fd);
    } catch (error) {
      this.#failed = error as Error;
      throw error;
    }
    this.#slowInARow = performance.now() - started > QUICK_MS ? this.#slowInARow + 1 : 0;
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#running)?.catch(() => {});
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) await new Promise((resolve) => close(fd, resolve));
  }
}

function dataSynced(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(fd, (error) => (error ? reject(error) : resolve()));
  });
}
