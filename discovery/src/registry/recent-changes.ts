import type { Lease } from "./lease.ts";

export const RETENTION_MS = 180_000;

const keyOf = (lease: Lease): string => `${lease.instance.app}/${lease.instance.instanceId}`;

/**
 * What the delta delivers: the newest state of everything that changed within three minutes, one entry each,
 * oldest first. It is changed in place: a thousand registrations must not copy it a thousand times.
 */
export class RecentChanges {
  readonly #changes = new Map<string, { readonly at: number; readonly lease: Lease }>();

  add(lease: Lease, now: number): void {
    const key = keyOf(lease);
    this.#changes.delete(key);
    this.#changes.set(key, { at: now, lease });
  }

  /** False when nothing was old enough to go. */
  sweep(now: number): boolean {
    const before = this.#changes.size;
    for (const [key, { at }] of this.#changes) {
      // They are in the order of their times, so the first young one ends the search.
      if (at >= now - RETENTION_MS) break;
      this.#changes.delete(key);
    }
    return this.#changes.size < before;
  }

  leases(): Lease[] {
    return [...this.#changes.values()].map(({ lease }) => lease);
  }
}
