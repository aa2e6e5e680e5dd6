import type { Lease } from "./lease.ts";

export const RETENTION_MS = 180_000;

export type ChangeLimits = { readonly number: number; readonly bytes: number };

/**
 * Whoever registers and cancels under one name after the other is in no other count. A delta of more than this
 * is no cheaper for anybody than the whole.
 */
const MOST: ChangeLimits = { number: 20_000, bytes: 16 * 1024 * 1024 };
/** Of what is too much some more is dropped, so that a flood does not search for the oldest at each change. */
const KEPT_SHARE = 0.9;

type Entry = { readonly at: number; readonly lease: Lease };

const keyOf = (lease: Lease): string => `${lease.instance.app}/${lease.instance.instanceId}`;

/**
 * What the delta delivers: the newest state of everything that changed within three minutes, one entry each,
 * oldest first. It is changed in place: a thousand registrations must not copy it a thousand times.
 */
export class RecentChanges {
  readonly #changes = new Map<string, Entry>();
  readonly #most: ChangeLimits;
  #bytes = 0;
  /** Of the newest that was dropped before its time. */
  #droppedAt = Number.NEGATIVE_INFINITY;

  constructor(most: ChangeLimits = MOST) {
    this.#most = most;
  }

  /** False while somebody who reads every delta could still miss something. */
  get isComplete(): boolean {
    return this.#droppedAt === Number.NEGATIVE_INFINITY;
  }

  add(lease: Lease, now: number): void {
    const key = keyOf(lease);
    const before = this.#changes.get(key);
    if (before) this.#remove(key, before);
    this.#changes.set(key, { at: now, lease });
    this.#bytes += lease.instance.bytes;
    const { number, bytes } = this.#most;
    if (this.#changes.size > number || this.#bytes > bytes) this.#dropOldest();
  }

  /** False when nothing was old enough to go. */
  sweep(now: number): boolean {
    const before = this.#changes.size;
    const youngEnough = now - RETENTION_MS;
    for (const [key, entry] of this.#changes) {
      // They are in the order of their times, so the first young one ends the search.
      if (entry.at >= youngEnough) break;
      this.#remove(key, entry);
    }
    const wasComplete = this.isComplete;
    if (this.#droppedAt < youngEnough) this.#droppedAt = Number.NEGATIVE_INFINITY;
    return this.#changes.size < before || this.isComplete !== wasComplete;
  }

  leases(): Lease[] {
    return [...this.#changes.values()].map(({ lease }) => lease);
  }

  #dropOldest(): void {
    const number = this.#most.number * KEPT_SHARE;
    const bytes = this.#most.bytes * KEPT_SHARE;
    for (const [key, entry] of this.#changes) {
      if (this.#changes.size <= number && this.#bytes <= bytes) return;
      this.#remove(key, entry);
      this.#droppedAt = entry.at;
    }
  }

  #remove(key: string, entry: Entry): void {
    this.#changes.delete(key);
    this.#bytes -= entry.lease.instance.bytes;
  }
}
