import type { InstanceInfo, Status } from "./instance-info.ts";
import type { Lease, LeaseExpiry } from "./lease.ts";
import * as leases from "./lease.ts";
import { type RecentChanges, swept, withChange } from "./recent-changes.ts";
import { resolveStatus } from "./status-rules.ts";

export type RenewOutcome =
  | { readonly kind: "renewed" }
  /** No lease, or one that asks the client to register again. */
  | { readonly kind: "unknown" }
  /** A peer holds an older copy than ours. */
  | { readonly kind: "conflict"; readonly lease: Lease };

export type RenewOptions = {
  readonly replication?: boolean;
  readonly lastDirtyTimestamp?: number;
  readonly overriddenStatus?: Status;
};

/** Every lease there is. Changes are versioned: a rendered view is good for as long as the version stands. */
export class Instances {
  readonly #apps = new Map<string, Map<string, Lease>>();
  readonly #now: () => number;
  readonly #expiry: LeaseExpiry;
  #version = 0;
  #changes: RecentChanges = new Map();

  constructor(options: { now: () => number; expiry: LeaseExpiry }) {
    this.#now = options.now;
    this.#expiry = options.expiry;
  }

  get version(): number {
    return this.#version;
  }

  get changes(): RecentChanges {
    return this.#changes;
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

  all(): Lease[] {
    return [...this.#apps.values()].flatMap((byId) => [...byId.values()]);
  }

  register(incoming: InstanceInfo, replication = false): Lease {
    const now = this.#now();
    const previous = this.find(incoming.app, incoming.instanceId);
    // The newer description wins, the incoming one on a tie; the lease itself is new either way.
    const stale =
      previous !== undefined && previous.instance.lastDirtyTimestamp > incoming.lastDirtyTimestamp;
    const described = stale ? previous.instance : incoming;
    const carried = described.overriddenStatus === "UNKNOWN" ? undefined : described.overriddenStatus;
    const override = previous?.override ?? carried;
    const status = resolveStatus({
      reported: described.status,
      override,
      existing: previous?.instance.status,
      replication,
    });
    const overriddenStatus = override ?? "UNKNOWN";
    const instance: InstanceInfo = {
      ...described,
      status,
      overriddenStatus,
      actionType: "ADDED",
      lastUpdatedTimestamp: now,
    };
    const lease = leases.grant(instance, previous, override, now);
    this.#change(lease);
    return lease;
  }

  renew(app: string, id: string, options: RenewOptions = {}): RenewOutcome {
    const { replication = false, lastDirtyTimestamp: theirs, overriddenStatus } = options;
    const held = this.find(app, id);
    if (!held) return { kind: "unknown" };
    const { override, instance } = held;
    const status = resolveStatus({
      reported: instance.status,
      override,
      existing: instance.status,
      replication,
    });
    // An override was taken off and left no status behind: the client shall say anew what it is.
    if (status === "UNKNOWN") return { kind: "unknown" };
    const renewed = leases.renew(held, this.#expiry, this.#now());
    if (status === instance.status) this.#keep(renewed);
    else this.#change({ ...renewed, instance: { ...instance, status } });

    if (theirs === undefined || theirs === instance.lastDirtyTimestamp) return { kind: "renewed" };
    if (theirs > instance.lastDirtyTimestamp) {
      if (replication && overriddenStatus && overriddenStatus !== "UNKNOWN") {
        this.#change({
          ...renewed,
          override: overriddenStatus,
          instance: { ...instance, status, overriddenStatus },
        });
      }
      return { kind: "unknown" };
    }
    return replication ? { kind: "conflict", lease: renewed } : { kind: "renewed" };
  }

  cancel(app: string, id: string): Lease | undefined {
    const held = this.find(app, id);
    if (held) this.#remove(held);
    return held;
  }

  evict(lease: Lease): void {
    this.#remove(lease);
  }

  setOverride(app: string, id: string, status: Status, lastDirtyTimestamp = 0): Lease | undefined {
    const held = this.find(app, id);
    if (!held) return undefined;
    const extended = leases.extend(held, this.#expiry, this.#now());
    if (held.instance.status === status) return this.#keep(extended);
    return this.#change({
      ...extended,
      override: status,
      instance: this.#modified(held.instance, { status, overriddenStatus: status }, lastDirtyTimestamp),
    });
  }

  clearOverride(
    app: string,
    id: string,
    fallback: Status = "UNKNOWN",
    lastDirtyTimestamp = 0,
  ): Lease | undefined {
    const held = this.find(app, id);
    if (!held) return undefined;
    const extended = leases.extend(held, this.#expiry, this.#now());
    if (held.override === undefined) return this.#keep(extended);
    return this.#change({
      ...extended,
      override: undefined,
      instance: this.#modified(
        held.instance,
        { status: fallback, overriddenStatus: "UNKNOWN" },
        lastDirtyTimestamp,
      ),
    });
  }

  mergeMetadata(app: string, id: string, added: readonly (readonly [string, string])[]): Lease | undefined {
    const held = this.find(app, id);
    if (!held) return undefined;
    // fromEntries defines own properties, so a key like __proto__ is a key and nothing else.
    const metadata = Object.fromEntries([...Object.entries(held.instance.metadata), ...added]);
    const instance: InstanceInfo = {
      ...held.instance,
      metadata,
      actionType: "ADDED",
      lastUpdatedTimestamp: this.#now(),
    };
    return this.#change({ ...leases.extend(held, this.#expiry, this.#now()), instance });
  }

  /** Leases of the snapshot; they count as a change, but not as one that the delta would deliver. */
  restore(restored: Iterable<Lease>): void {
    for (const lease of restored) this.#keep(lease);
    this.#version++;
  }

  forgive(ms: number): void {
    for (const lease of this.all()) this.#keep(leases.forgive(lease, ms));
  }

  sweepChanges(): void {
    const kept = swept(this.#changes, this.#now());
    if (kept === this.#changes) return;
    this.#changes = kept;
    this.#version++;
  }

  #modified(instance: InstanceInfo, change: Partial<InstanceInfo>, theirs: number): InstanceInfo {
    const lastDirtyTimestamp = Math.max(instance.lastDirtyTimestamp, theirs);
    return {
      ...instance,
      ...change,
      lastDirtyTimestamp,
      lastUpdatedTimestamp: this.#now(),
      actionType: "MODIFIED",
    };
  }

  #keep(lease: Lease): Lease {
    const { app, instanceId } = lease.instance;
    let byId = this.#apps.get(app);
    if (!byId) {
      byId = new Map();
      this.#apps.set(app, byId);
    }
    byId.set(instanceId, lease);
    return lease;
  }

  #change(lease: Lease): Lease {
    this.#changes = withChange(this.#changes, lease, this.#now());
    this.#version++;
    return this.#keep(lease);
  }

  #remove(lease: Lease): void {
    const { app, instanceId } = lease.instance;
    const byId = this.#apps.get(app);
    byId?.delete(instanceId);
    if (byId?.size === 0) this.#apps.delete(app);
    const now = this.#now();
    const instance: InstanceInfo = { ...lease.instance, actionType: "DELETED", lastUpdatedTimestamp: now };
    this.#changes = withChange(this.#changes, { ...lease, instance }, now);
    this.#version++;
  }
}
