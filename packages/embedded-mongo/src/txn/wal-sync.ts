import { close, existsSync, fdatasync, openSync } from "node:fs";

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
  readonly enabled: boolean;

  /** `file` is the database; its log stays the same file for as long as a connection is open. */
  constructor(file: string, enabled: boolean) {
    this.#file = `${file}-wal`;
    this.enabled = enabled;
  }

  wait(): Promise<void> {
    if (!this.enabled) return Promise.resolve();
    if (this.#running === undefined) {
      this.#running = this.#sync().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    // The sync under way may have begun before our commit: only the next one is sure to hold it.
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.wait();
      });
    return this.#next;
  }

  #sync(): Promise<void> {
    // After a failed sync the kernel may have dropped the pages: nothing later could be promised any more.
    if (this.#failed) return Promise.reject(this.#failed);
    return new Promise((resolve, reject) => {
      if (this.#fd === undefined) {
        if (!existsSync(this.#file)) return resolve();
        this.#fd = openSync(this.#file, "r+");
      }
      fdatasync(this.#fd, (error) => {
        if (!error) return resolve();
        this.#failed = error;
        reject(error);
      });
    });
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#running)?.catch(() => {});
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) await new Promise((resolve) => close(fd, resolve));
  }
}
