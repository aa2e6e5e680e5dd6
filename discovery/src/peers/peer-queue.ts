import { type Task, taskKey } from "./task.ts";

export const MAX_PENDING = 10_000;
/** Of a peer that cannot be reached for long; more than ten thousand usual registrations take. */
export const MAX_PENDING_BYTES = 64 * 1024 * 1024;
export const MAX_ITEMS = 250;
/** So that a batch of ours is below what a careful server takes. */
const MAX_BYTES = 900 * 1024;

type Action = Task["action"];

/** What a newer task makes pointless: after a cancel nothing else of that life is to be told. */
const madePointlessBy: Readonly<Record<Action, readonly Action[]>> = {
  Cancel: ["Register", "Heartbeat", "StatusUpdate", "DeleteStatusOverride"],
  Register: ["Cancel"],
  StatusUpdate: ["DeleteStatusOverride"],
  DeleteStatusOverride: ["StatusUpdate"],
  Heartbeat: [],
};

/** Which newer ones make it pointless, its own kind among them. */
const outdating: Readonly<Record<Action, readonly Action[]>> = {
  Cancel: ["Cancel", "Register"],
  Register: ["Register", "Cancel"],
  StatusUpdate: ["StatusUpdate", "DeleteStatusOverride", "Cancel"],
  DeleteStatusOverride: ["DeleteStatusOverride", "StatusUpdate", "Cancel"],
  Heartbeat: ["Heartbeat", "Cancel"],
};

/**
 * What one peer is still to be told, oldest first. The newest of a kind takes the place of the one before, and
 * does not put it off. The clock is handed in.
 */
export class PeerQueue {
  #tasks = new Map<string, Task>();
  #bytes = 0;

  get size(): number {
    return this.#tasks.size;
  }

  /** Returns what was dropped for it, the oldest first, because the queue was full. */
  add(task: Task): Task[] {
    const { app, id } = task;
    for (const action of madePointlessBy[task.action]) this.#remove(taskKey({ app, id, action }));
    const key = taskKey(task);
    const before = this.#tasks.get(key);
    this.#tasks.set(key, before ? { ...task, dueAt: Math.min(before.dueAt, task.dueAt) } : task);
    this.#bytes += task.bytes - (before?.bytes ?? 0);
    const dropped: Task[] = [];
    for (const [oldest, least] of this.#tasks) {
      if (this.#tasks.size <= MAX_PENDING && this.#bytes <= MAX_PENDING_BYTES) break;
      this.#remove(oldest);
      dropped.push(least);
    }
    return dropped;
  }

  #remove(key: string): void {
    this.#bytes -= this.#tasks.get(key)?.bytes ?? 0;
    this.#tasks.delete(key);
  }

  /** Undefined: there is nothing to tell. */
  dueInMs(now: number): number | undefined {
    if (this.#tasks.size >= MAX_ITEMS) return 0;
    let dueAt: number | undefined;
    for (const task of this.#tasks.values())
      if (dueAt === undefined || task.dueAt < dueAt) dueAt = task.dueAt;
    return dueAt === undefined ? undefined : Math.max(0, dueAt - now);
  }

  /** Takes one batch, and what has expired by now beside it. */
  take(now: number): { tasks: Task[]; expired: Task[] } {
    const tasks: Task[] = [];
    const expired: Task[] = [];
    let bytes = 0;
    for (const [key, task] of this.#tasks) {
      if (task.expiresAt <= now) {
        this.#remove(key);
        expired.push(task);
        continue;
      }
      bytes += JSON.stringify(task.item).length;
      if (tasks.length > 0 && (tasks.length >= MAX_ITEMS || bytes > MAX_BYTES)) break;
      tasks.push(task);
      this.#remove(key);
    }
    return { tasks, expired };
  }

  /** They come first again, unless something newer was said meanwhile. */
  putBack(tasks: readonly Task[]): void {
    const isOutdated = (task: Task): boolean =>
      outdating[task.action].some((action) => this.#tasks.has(taskKey({ ...task, action })));
    const first = tasks.filter((task) => !isOutdated(task)).map((task) => [taskKey(task), task] as const);
    this.#tasks = new Map([...first, ...this.#tasks]);
    for (const [, task] of first) this.#bytes += task.bytes;
  }

  clear(): void {
    this.#tasks.clear();
    this.#bytes = 0;
  }
}
