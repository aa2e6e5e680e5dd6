import { fullInstance } from "../http/wire.ts";
import type { Change } from "../registry/change-feed.ts";
import { ChangeRing } from "./change-ring.ts";
import { frame, heartbeatFrame } from "./frames.ts";
import type { Stream } from "./streams.ts";

const RING_CAPACITY = 2_048;

/** A page that only looks on never says what it has seen, and nobody waits for it. */
type Watcher = { readonly stream: Stream; seen: number; acknowledges: boolean };

const keyOf = (app: string, id: string): string => `${app.toUpperCase()}/${id}`;

export type Seen = {
  /** Of those that acknowledge. */
  readonly watchers: number;
  /** Those that have not said yet that they saw the last change of the instance. */
  readonly behind: number;
};

/**
 * Tells every change to every watcher, with the instance itself, and knows who has seen what. A watcher that
 * comes back with its last id hears what it missed; `reset` tells it to read everything.
 */
export class ChangeStream {
  readonly #ring: ChangeRing;
  readonly #watchers = new Map<string, Watcher>();
  readonly #onSeen = new Set<() => void>();

  constructor(options: { epoch: string; cursor: number; capacity?: number }) {
    this.#ring = new ChangeRing({ ...options, capacity: options.capacity ?? RING_CAPACITY });
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  watch(stream: Stream, lastEventId: string | undefined): void {
    const replay = lastEventId === undefined ? undefined : this.#ring.since(lastEventId);
    const id = this.#ring.idOf(this.#ring.last);
    const watcher: Watcher = { stream, seen: this.#ring.last, acknowledges: false };
    if (replay?.kind === "resumed") {
      watcher.seen = this.#ring.cursorOf(lastEventId ?? "") ?? 0;
      stream.write(frame("stream", { stream: stream.id }));
      if (replay.texts.length > 0) stream.write(replay.texts.join(""));
    } else {
      // The position before the reset: a change that comes right after it is not lost with the full reading.
      stream.write(frame("stream", { stream: stream.id }, id));
      if (replay) stream.write(frame("reset", { cursor: id }, id));
    }
    this.#watchers.set(stream.id, watcher);
    stream.onClose(() => {
      this.#watchers.delete(stream.id);
      this.#tellSeen();
    });
  }

  tell({ cursor, event, lease }: Change): void {
    const { app, instanceId } = lease.instance;
    const id = this.#ring.idOf(cursor);
    const text = frame(event, { app, id: instanceId, instance: fullInstance(lease) }, id);
    this.#ring.add({ cursor, key: keyOf(app, instanceId), text });
    for (const { stream } of this.#watchers.values()) stream.write(text);
  }

  heartbeat(): void {
    for (const { stream } of this.#watchers.values()) stream.write(heartbeatFrame);
  }

  /** False: no such watcher. A cursor that is not of this registry says nothing. */
  acknowledge(streamId: string, eventId: string): boolean {
    const watcher = this.#watchers.get(streamId);
    if (!watcher) return false;
    watcher.acknowledges = true;
    watcher.seen = Math.max(watcher.seen, this.#ring.cursorOf(eventId) ?? 0);
    this.#tellSeen();
    return true;
  }

  seen(app: string, id: string): Seen {
    const cursor = this.#ring.lastOf(keyOf(app, id));
    const callers = [...this.#watchers.values()].filter(({ acknowledges }) => acknowledges);
    return { watchers: callers.length, behind: callers.filter((caller) => caller.seen < cursor).length };
  }

  /** Called at each acknowledgement and each end of a watcher. Returns the end of the subscription. */
  onSeen(listener: () => void): () => void {
    this.#onSeen.add(listener);
    return () => this.#onSeen.delete(listener);
  }

  #tellSeen(): void {
    for (const listener of [...this.#onSeen]) listener();
  }
}
