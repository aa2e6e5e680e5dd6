import type { Lease } from "./lease.ts";

/**
 * Who asked for a write. What a peer tells is never told on to peers; what the registry does by itself, an
 * eviction, is not told to them either: each decides alone.
 */
export type Origin = "client" | "peer" | "registry";

/** `replaced` is a new registration or new metadata of a known one, `status` an override set or taken off. */
export type ChangeEvent = "registered" | "replaced" | "status" | "cancelled" | "evicted";

export type Change = {
  /** Grows with each change, also over a restart; not without gaps. */
  readonly cursor: number;
  readonly event: ChangeEvent;
  /** As it is after the change; of one that is gone, as it was, with `actionType` DELETED. */
  readonly lease: Lease;
  readonly origin: Origin;
};

export type ChangeListener = (change: Change) => void;

/** Tells each change to whoever listens, after it has happened and before the one who asked for it is answered. */
export class ChangeFeed {
  readonly #listeners = new Set<ChangeListener>();
  #cursor: number;

  /** A registry that starts again counts on from the clock, so that no cursor of its earlier life comes back. */
  constructor(startedAt: number) {
    this.#cursor = startedAt;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** The listener must not throw: the change has happened. Returns the end of the subscription. */
  subscribe(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: ChangeEvent, lease: Lease, origin: Origin): void {
    this.#cursor++;
    const change: Change = { cursor: this.#cursor, event, lease, origin };
    for (const listener of this.#listeners) listener(change);
  }
}
