import type { Instances } from "../registry/instances.ts";
import type { Lease } from "../registry/lease.ts";
import { frame } from "./frames.ts";
import { GRACE_MS, PresenceBook } from "./presence-book.ts";
import type { Stream } from "./streams.ts";

export type PresenceOptions = {
  readonly instances: Instances;
  readonly now: () => number;
  /** Runs the work once, so much later; it tells by how much it was late. Returns what calls it off. */
  readonly later: (ms: number, work: (lateMs: number) => void) => () => void;
  readonly onGone: (lease: Lease) => void;
  readonly onKept: (leases: readonly Lease[]) => void;
};

/** A judgement later than this means that this process was asleep, and heard nobody come back. */
const ASLEEP_MS = 500;

const keyOf = ({ instance }: Lease): string => `${instance.app}/${instance.instanceId}`;

/** Holds the streams of instances, pings them, and removes those that broke theirs and did not come back. */
export class PresenceStreams {
  readonly #book = new PresenceBook();
  readonly #streams = new Map<string, Stream>();
  readonly #options: PresenceOptions;
  #isClosed = false;
  #isAwaited = false;
  #going: string | undefined;

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  get streams(): number {
    return this.#book.streams;
  }

  get counting(): number {
    return this.#book.counting(this.#options.now());
  }

  /** Its stream broke a moment ago and it did not come back yet. */
  isSuspect(lease: Lease): boolean {
    return this.#book.isSuspect(keyOf(lease)) || this.#going === keyOf(lease);
  }

  hold(stream: Stream, lease: Lease): void {
    const { now } = this.#options;
    this.#streams.set(stream.id, stream);
    this.#book.opened(stream.id, keyOf(lease), now());
    stream.write(frame("stream", { stream: stream.id }));
    stream.onClose(() => {
      this.#streams.delete(stream.id);
      if (this.#book.closed(stream.id, now())) this.#judgeSoon();
    });
  }

  answered(streamId: string, ping: number): boolean {
    return this.#book.answered(streamId, ping, this.#options.now());
  }

  /** Each second. */
  ping(): void {
    for (const { stream, ping } of this.#book.pingsDue(this.#options.now())) {
      this.#streams.get(stream)?.write(frame("ping", ping));
    }
  }

  /** This process breaks the streams itself: nobody is judged for that. */
  close(): void {
    this.#isClosed = true;
  }

  #judgeSoon(): void {
    const { now, later } = this.#options;
    const dueInMs = this.#book.dueInMs(now());
    if (this.#isAwaited || this.#isClosed || dueInMs === undefined) return;
    this.#isAwaited = true;
    later(dueInMs, (lateMs) => {
      this.#isAwaited = false;
      if (lateMs > ASLEEP_MS) this.#book.forgive(lateMs + GRACE_MS);
      else if (!this.#isClosed) this.#judge();
      this.#judgeSoon();
    });
  }

  #judge(): void {
    const { instances, now, onGone, onKept } = this.#options;
    const { gone, kept } = this.#book.judge(now());
    const leaseOf = (key: string): Lease | undefined => {
      const slash = key.indexOf("/");
      return instances.find(key.slice(0, slash), key.slice(slash + 1));
    };
    for (const key of gone) {
      const lease = leaseOf(key);
      // Cancelled meanwhile: its stream ended because it went.
      if (!lease) continue;
      this.#going = key;
      instances.evict(lease);
      this.#going = undefined;
      onGone(lease);
    }
    const spared = kept.flatMap((key) => leaseOf(key) ?? []);
    if (spared.length > 0) onKept(spared);
  }
}
