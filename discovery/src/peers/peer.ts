import type { BatchCall, ItemAnswer } from "./batch-call.ts";
import { PeerQueue } from "./peer-queue.ts";
import type { Task } from "./task.ts";

export type PeerOptions = {
  readonly url: string;
  readonly call: BatchCall;
  readonly now: () => number;
  readonly later: (ms: number, work: () => void) => void;
  /** Whether it is still worth telling: what left meanwhile must not be brought to life by a late heartbeat. */
  readonly isCurrent: (task: Task) => boolean;
  readonly onItem: (task: Task, answer: ItemAnswer) => void;
  /** It answers again, and something was lost meanwhile. */
  readonly onGap: () => void;
  /** It will not be told this. */
  readonly onLost: (task: Task) => void;
  /** Its address led back here. False: this time, for it is a name of several. */
  readonly onSelf: () => Promise<boolean>;
  readonly onTrouble: (reason: string) => void;
  readonly onWell: () => void;
};

export type PeerState = {
  readonly url: string;
  readonly pending: number;
  /** How long the oldest one that waits has waited; 0 when nothing is late. */
  readonly lagMs: number;
  readonly lastAnswerAt: number;
  /** Why it cannot be told anything now. */
  readonly trouble: string | undefined;
  readonly sent: number;
  readonly failed: number;
  readonly lost: number;
};

const BUSY_PAUSE_MS = 1_000;
const UNREACHABLE_PAUSE_MS = 100;

/** Tells one peer, one batch after the other, what was done here for clients. */
export class Peer {
  readonly #options: PeerOptions;
  readonly #queue = new PeerQueue();
  #isSending = false;
  #awaitedAt = Number.POSITIVE_INFINITY;
  #isClosed = false;
  #notBefore = 0;
  #failures = 0;
  #hasGap = false;
  #trouble: string | undefined;
  #lastAnswerAt = 0;
  #waitingSince = 0;
  #sent = 0;
  #failed = 0;
  #lost = 0;

  constructor(options: PeerOptions) {
    this.#options = options;
  }

  get state(): PeerState {
    const { url, now } = this.#options;
    const pending = this.#queue.size;
    return {
      ...{ url, pending, lastAnswerAt: this.#lastAnswerAt, trouble: this.#trouble },
      lagMs: pending === 0 && !this.#isSending ? 0 : Math.max(0, now() - this.#waitingSince),
      ...{ sent: this.#sent, failed: this.#failed, lost: this.#lost },
    };
  }

  tell(task: Task): void {
    if (this.#isClosed) return;
    if (this.#queue.size === 0 && !this.#isSending) this.#waitingSince = this.#options.now();
    this.#lose(this.#queue.add(task));
    this.#sendSoon();
  }

  close(): void {
    this.#isClosed = true;
    this.#queue.clear();
  }

  #lose(tasks: readonly Task[]): void {
    this.#lost += tasks.length;
    if (tasks.length > 0) this.#hasGap = true;
    for (const task of tasks) this.#options.onLost(task);
  }

  #sendSoon(): void {
    const { now, later } = this.#options;
    const waitMs = this.#waitMs();
    if (this.#isClosed || this.#isSending || waitMs === undefined) return;
    const at = now() + waitMs;
    // A change does not wait for the heartbeats that were there before it.
    if (at >= this.#awaitedAt) return;
    this.#awaitedAt = at;
    later(waitMs, () => {
      if (this.#awaitedAt === at) this.#awaitedAt = Number.POSITIVE_INFINITY;
      if (this.#isSending || this.#isClosed) return;
      if (this.#waitMs() === 0) void this.#send();
      else this.#sendSoon();
    });
  }

  #waitMs(): number | undefined {
    const { now } = this.#options;
    const dueInMs = this.#queue.dueInMs(now());
    return dueInMs === undefined ? undefined : Math.max(dueInMs, this.#notBefore - now(), 0);
  }

  async #send(): Promise<void> {
    const { url, call, now, isCurrent, onSelf } = this.#options;
    const { tasks: taken, expired } = this.#queue.take(now());
    this.#lose(expired);
    const tasks = taken.filter(isCurrent);
    if (this.#isClosed) return;
    if (tasks.length === 0) return this.#sendSoon();
    this.#isSending = true;
    const answer = await call(url, tasks)
      .then(async (given) => {
        const isOther = given.kind === "self" && !(await onSelf());
        return isOther ? ({ kind: "busy", reason: "the name led back here" } as const) : given;
      })
      .finally(() => {
        this.#isSending = false;
      });
    if (this.#isClosed || answer.kind === "self") return;
    if (answer.kind === "answered") this.#well(tasks, answer.items);
    else {
      this.#failed++;
      this.#inTrouble(answer.reason);
      if (answer.kind === "refused") this.#lose(tasks);
      else this.#queue.putBack(tasks);
      const growing = UNREACHABLE_PAUSE_MS * 2 ** Math.min(this.#failures++, 10);
      this.#notBefore =
        now() + Math.min(BUSY_PAUSE_MS, answer.kind === "unreachable" ? growing : BUSY_PAUSE_MS);
    }
    this.#sendSoon();
  }

  #well(tasks: readonly Task[], items: readonly ItemAnswer[]): void {
    const { now, onItem, onGap, onWell } = this.#options;
    this.#lastAnswerAt = this.#waitingSince = now();
    this.#failures = 0;
    this.#sent += tasks.length;
    if (this.#trouble !== undefined) onWell();
    this.#trouble = undefined;
    for (const [place, task] of tasks.entries()) {
      const answer = items[place];
      if (answer) onItem(task, answer);
    }
    if (!this.#hasGap) return;
    this.#hasGap = false;
    onGap();
  }

  #inTrouble(reason: string): void {
    if (this.#trouble === undefined) this.#options.onTrouble(reason);
    this.#trouble = reason;
  }
}
