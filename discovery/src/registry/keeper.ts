import { evictionsLeft, judgePreservation, type Preservation, planEviction } from "./eviction.ts";
import type { Instances } from "./instances.ts";
import { isExpired, type Lease, WINDOW_MS } from "./lease.ts";

export const TICK_MS = 1000;

export type Eviction = { readonly lease: Lease; readonly forgotten: boolean };

export type KeeperOptions = {
  readonly now: () => number;
  readonly random: () => number;
  readonly selfPreservation: boolean;
  /** Another judgement than ours, Netflix's. */
  readonly judge?: (enabled: boolean) => Preservation;
};

/** What has to happen each second: forgive our own pauses, evict, let old changes go. Driven by a timer elsewhere. */
export class Keeper {
  readonly #instances: Instances;
  readonly #options: KeeperOptions;
  #lastTickAt: number;
  #evictedAt: number[] = [];

  constructor(instances: Instances, options: KeeperOptions) {
    this.#instances = instances;
    this.#options = options;
    this.#lastTickAt = options.now();
  }

  preservation(): Preservation {
    const { now, selfPreservation, judge } = this.#options;
    if (judge) return judge(selfPreservation);
    return judgePreservation(this.#instances.all(), selfPreservation, now());
  }

  /** An instance that is still listed only because it could not be evicted yet is not to be operated on. */
  isGone(lease: Lease): boolean {
    return isExpired(lease, this.#options.now()) && !this.preservation().active;
  }

  /** Evictions still possible in this minute; the dashboard shows it. */
  allowance(): number {
    const now = this.#options.now();
    const recent = this.#evictedAt.filter((at) => at > now - WINDOW_MS).length;
    return evictionsLeft(this.#instances.all(), recent);
  }

  tick(): Eviction[] {
    const now = this.#options.now();
    const lateMs = now - this.#lastTickAt - TICK_MS;
    this.#lastTickAt = now;
    // A registry that was itself stopped heard nobody: without this it would evict the healthy when it wakes.
    if (lateMs > TICK_MS) this.#instances.forgive(lateMs);
    this.#evictedAt = this.#evictedAt.filter((at) => at > now - WINDOW_MS);
    const { capped, forgotten } = planEviction({
      leases: this.#instances.all(),
      preservation: this.preservation(),
      evictedLastMinute: this.#evictedAt.length,
      now,
      random: this.#options.random,
    });
    for (const lease of [...capped, ...forgotten]) this.#instances.evict(lease);
    for (const _ of capped) this.#evictedAt.push(now);
    this.#instances.sweepChanges();
    return [
      ...capped.map((lease) => ({ lease, forgotten: false })),
      ...forgotten.map((lease) => ({ lease, forgotten: true })),
    ];
  }
}
