import type { InstanceInfo } from "../registry/instance-info.ts";
import type { Performed } from "../registry/operations.ts";
import { OVERRIDE_TOLD_FOR_MS } from "./task.ts";

const keyOf = (app: string, id: string): string => `${app.toUpperCase()}/${id}`;

/**
 * Overrides that were taken off here. A peer that was not told yet still carries them in its registrations, and
 * must not bring them back: until somebody sets one anew, in as many words, the instance has none.
 */
export class TakenOff {
  readonly #at = new Map<string, number>();

  note({ action, origin, lease }: Performed, now: number): void {
    const key = keyOf(lease.instance.app, lease.instance.instanceId);
    if (action === "DeleteStatusOverride" && origin === "client") this.#at.set(key, now);
    else if (action === "StatusUpdate") this.#at.delete(key);
  }

  has(app: string, id: string, now: number): boolean {
    const at = this.#at.get(keyOf(app, id));
    return at !== undefined && at + OVERRIDE_TOLD_FOR_MS > now;
  }

  forget({ app, instanceId }: InstanceInfo): void {
    this.#at.delete(keyOf(app, instanceId));
  }

  /** Forgets what was long ago. */
  sweep(now: number): void {
    for (const [key, at] of this.#at) if (at + OVERRIDE_TOLD_FOR_MS <= now) this.#at.delete(key);
  }
}
