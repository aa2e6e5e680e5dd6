import { type ChangeEvent, ChangeFeed, type ChangeListener, type Origin } from "./change-feed.ts";
import type { InstanceInfo } from "./instance-info.ts";
import type { Lease } from "./lease.ts";
import { RecentChanges } from "./recent-changes.ts";
import { MAX_STORED_BYTES } from "./weight.ts";

/** Every lease there is, and who hears of it. Versioned: a rendered view is good for as long as the version stands. */
export abstract class LeaseBook {
  readonly #apps = new Map<string, Map<string, Lease>>();
  readonly #recent = new RecentChanges();
  readonly #feed: ChangeFeed;
  readonly #maxBytes: number;
  protected readonly now: () => number;
  #version = 0;
  #count = 0;
  #bytes = 0;

  constructor(now: () => number, maxBytes = MAX_STORED_BYTES) {
    this.now = now;
    this.#maxBytes = maxBytes;
    this.#feed = new ChangeFeed(now());
  }

  get version(): number {
    return this.#version;
  }

  /** Of the last change that was told; nothing was yet when it is the time of the start. */
  get cursor(): number {
    return this.#feed.cursor;
  }

  onChange(listener: ChangeListener): () => void {
    return this.#feed.subscribe(listener);
  }

  /** What the delta delivers. */
  recentlyChanged(): Lease[] {
    return this.#recent.leases();
  }

  /** False: so much changed that the delta leaves something out. */
  get isDeltaComplete(): boolean {
    return this.#recent.isComplete;
  }

  find(app: string, id: string): Lease | undefined {
    return this.#apps.get(app.toUpperCase())?.get(id);
  }

  findById(id: string): Lease | undefined {
    for (const byId of this.#apps.values()) {
      const lease = byId.get(id);
      if (lease) return lease;
    }
    return undefined;
  }

  hasApp(app: string): boolean {
    return this.#apps.has(app.toUpperCase());
  }

  ofApp(app: string): Lease[] {
    return [...(this.#apps.get(app.toUpperCase())?.values() ?? [])];
  }

  get count(): number {
    return this.#count;
  }

  /** What all of them take, as they were weighed. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether so much more may come. */
  hasRoomFor(moreBytes: number): boolean {
    return this.#bytes + moreBytes <= this.#maxBytes;
  }

  all(): Lease[] {
    return [...this.#apps.values()].flatMap((byId) => [...byId.values()]);
  }

  /** Leases of the snapshot; they count as a change, but not as one that the delta would deliver. */
  restore(restored: Iterable<Lease>): void {
    for (const lease of restored) this.keep(lease);
    this.#version++;
  }

  sweepChanges(): void {
    if (this.#recent.sweep(this.now())) this.#version++;
  }

  /** Nobody is told: it says the same as before. */
  protected keep(lease: Lease): Lease {
    const { app, instanceId } = lease.instance;
    let byId = this.#apps.get(app);
    if (!byId) {
      byId = new Map();
      this.#apps.set(app, byId);
    }
    const before = byId.get(instanceId);
    if (!before) this.#count++;
    this.#bytes += lease.instance.bytes - (before?.instance.bytes ?? 0);
    byId.set(instanceId, lease);
    return lease;
  }

  protected change(lease: Lease, event: ChangeEvent, origin: Origin): Lease {
    this.keep(lease);
    this.#tell(lease, event, origin);
    return lease;
  }

  protected remove(lease: Lease, event: ChangeEvent, origin: Origin): void {
    const { app, instanceId } = lease.instance;
    const byId = this.#apps.get(app);
    const held = byId?.get(instanceId);
    if (!byId || !held) return;
    byId.delete(instanceId);
    this.#count--;
    this.#bytes -= held.instance.bytes;
    if (byId.size === 0) this.#apps.delete(app);
    const instance: InstanceInfo = {
      ...lease.instance,
      actionType: "DELETED",
      lastUpdatedTimestamp: this.now(),
    };
    this.#tell({ ...lease, instance }, event, origin);
  }

  #tell(lease: Lease, event: ChangeEvent, origin: Origin): void {
    this.#recent.add(lease, this.now());
    this.#version++;
    this.#feed.tell(event, lease, origin);
  }
}
