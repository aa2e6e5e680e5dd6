import type { InstanceInfo } from "../registry/instance-info.ts";

/** For so long a peer may still be sending what it heard before. */
const CANCELLED_FOR_MS = 60_000;
/**
 * Names that somebody makes up and cancels are all buried. Beyond this the oldest is forgotten: at the worst its
 * ghost comes back and leaves again with its lease.
 */
const MOST = 10_000;
/** Some more at once, so that a flood does not search for the oldest at each burial. */
const KEPT = 9_000;
/** A broken presence is only what this registry saw: a peer that still hears of it shall soon be believed. */
const GONE_FOR_MS = 5_000;

type Burial = { readonly at: number; readonly until: number; readonly lastDirtyTimestamp: number };

/**
 * Who left, and in which life: a registration that a peer sent before it was told must not bring a ghost back.
 * Whoever registers again does it later, and nearly always with a newer timestamp.
 */
export class Burials {
  readonly #buried = new Map<string, Burial>();

  bury({ app, instanceId, lastDirtyTimestamp }: InstanceInfo, how: "cancelled" | "gone", now: number): void {
    for (const [key, { at }] of this.#buried) {
      if (at + CANCELLED_FOR_MS > now) break;
      this.#buried.delete(key);
    }
    this.#buried.delete(`${app}/${instanceId}`);
    const until = now + (how === "cancelled" ? CANCELLED_FOR_MS : GONE_FOR_MS);
    this.#buried.set(`${app}/${instanceId}`, { at: now, until, lastDirtyTimestamp });
    if (this.#buried.size > MOST) this.#forgetOldest();
  }

  /** `registeredAt`: when the peer took the registration, by its clock; 0 when it does not say. */
  isGhost({ app, instanceId, lastDirtyTimestamp }: InstanceInfo, registeredAt: number, now: number): boolean {
    const burial = this.#buried.get(`${app}/${instanceId}`);
    if (!burial || burial.until <= now) return false;
    return lastDirtyTimestamp <= burial.lastDirtyTimestamp && registeredAt <= burial.at;
  }

  #forgetOldest(): void {
    for (const key of this.#buried.keys()) {
      if (this.#buried.size <= KEPT) return;
      this.#buried.delete(key);
    }
  }
}
