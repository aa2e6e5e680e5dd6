import type { Origin } from "./change-feed.ts";
import type { InstanceInfo, Status } from "./instance-info.ts";
import type { Lease, LeaseExpiry } from "./lease.ts";
import * as leases from "./lease.ts";
import { LeaseBook } from "./lease-book.ts";
import { resolveStatus } from "./status-rules.ts";
import { bytesOf } from "./weight.ts";

export type RenewOutcome =
  | { readonly kind: "renewed"; readonly lease: Lease }
  /** No lease, or one without a status. */
  | { readonly kind: "unknown" }
  /** Renewed, and older than what the client has: it shall register again. */
  | { readonly kind: "outdated"; readonly lease: Lease }
  /** A peer holds an older copy than ours. */
  | { readonly kind: "conflict"; readonly lease: Lease };

export type RenewOptions = {
  readonly origin?: Origin;
  readonly lastDirtyTimestamp?: number;
  readonly overriddenStatus?: Status;
};

export type OverrideOptions = { readonly lastDirtyTimestamp?: number; readonly origin?: Origin };

/** What clients, peers, operators and the registry itself may do to a lease. */
export class Instances extends LeaseBook {
  readonly #expiry: LeaseExpiry;

  constructor(options: { now: () => number; expiry: LeaseExpiry; maxBytes?: number }) {
    super(options.now, options.maxBytes);
    this.#expiry = options.expiry;
  }

  register(incoming: InstanceInfo, origin: Origin = "client"): Lease {
    const now = this.now();
    const previous = this.find(incoming.app, incoming.instanceId);
    // The newer description wins, the incoming one on a tie; the lease itself is new either way.
    const stale =
      previous !== undefined && previous.instance.lastDirtyTimestamp > incoming.lastDirtyTimestamp;
    const described = stale ? previous.instance : incoming;
    const carried = described.overriddenStatus === "UNKNOWN" ? undefined : described.overriddenStatus;
    const override = (previous && leases.overrideOf(previous, now)) ?? carried;
    const status = resolveStatus({
      reported: described.status,
      override,
      existing: previous?.instance.status,
      replication: origin === "peer",
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
    return this.change(lease, previous ? "replaced" : "registered", origin);
  }

  renew(app: string, id: string, options: RenewOptions = {}): RenewOutcome {
    const { origin = "client", lastDirtyTimestamp: theirs, overriddenStatus } = options;
    const replication = origin === "peer";
    const held = this.find(app, id);
    if (!held) return { kind: "unknown" };
    const { instance } = held;
    const override = leases.overrideOf(held, this.now());
    const status = resolveStatus({
      reported: instance.status,
      override,
      existing: instance.status,
      replication,
    });
    // An override was taken off and left no status behind: the client shall say anew what it is.
    if (status === "UNKNOWN") return { kind: "unknown" };
    const renewed = leases.renew(held, this.#expiry, this.now());
    const lease =
      status === instance.status
        ? this.keep(renewed)
        : this.change({ ...renewed, instance: { ...instance, status } }, "status", origin);
    const ours = instance.lastDirtyTimestamp;
    if (theirs === undefined || theirs === ours) return { kind: "renewed", lease };
    if (theirs < ours) return { kind: replication ? "conflict" : "renewed", lease };
    if (!replication || !overriddenStatus || overriddenStatus === "UNKNOWN")
      return { kind: "outdated", lease };
    const overridden = { ...lease.instance, overriddenStatus };
    return {
      kind: "outdated",
      lease: this.change({ ...lease, override: overriddenStatus, instance: overridden }, "status", origin),
    };
  }

  cancel(app: string, id: string, origin: Origin = "client"): Lease | undefined {
    const held = this.find(app, id);
    if (held) this.remove(held, "cancelled", origin);
    return held;
  }

  evict(lease: Lease): void {
    this.remove(lease, "evicted", "registry");
  }

  setOverride(
    app: string,
    id: string,
    status: Status,
    { lastDirtyTimestamp = 0, origin = "client" }: OverrideOptions = {},
  ): Lease | undefined {
    const held = this.find(app, id);
    if (!held) return undefined;
    const extended = leases.extend(held, this.#expiry, this.now());
    if (held.instance.status === status) return this.keep(extended);
    const instance = this.#modified(held.instance, { status, overriddenStatus: status }, lastDirtyTimestamp);
    return this.change({ ...extended, override: status, instance }, "status", origin);
  }

  clearOverride(
    app: string,
    id: string,
    fallback: Status = "UNKNOWN",
    { lastDirtyTimestamp = 0, origin = "client" }: OverrideOptions = {},
  ): Lease | undefined {
    const held = this.find(app, id);
    if (!held) return undefined;
    const extended = leases.extend(held, this.#expiry, this.now());
    if (held.override === undefined) return this.keep(extended);
    const instance = this.#modified(
      held.instance,
      { status: fallback, overriddenStatus: "UNKNOWN" },
      lastDirtyTimestamp,
    );
    return this.change({ ...extended, override: undefined, instance }, "status", origin);
  }

  mergeMetadata(
    app: string,
    id: string,
    added: readonly (readonly [string, string])[],
    origin: Origin = "client",
  ): Lease | undefined {
    const held = this.find(app, id);
    if (!held) return undefined;
    // fromEntries defines own properties, so a key like __proto__ is a key and nothing else.
    const metadata = Object.fromEntries([...Object.entries(held.instance.metadata), ...added]);
    const described = { ...held.instance, metadata };
    const instance: InstanceInfo = {
      ...described,
      actionType: "ADDED",
      lastUpdatedTimestamp: this.now(),
      bytes: bytesOf(described),
    };
    const extended = leases.extend(held, this.#expiry, this.now());
    return this.change({ ...extended, instance }, "replaced", origin);
  }

  forgive(ms: number): void {
    for (const lease of this.all()) this.keep(leases.forgive(lease, ms));
  }

  #modified(instance: InstanceInfo, change: Partial<InstanceInfo>, theirs: number): InstanceInfo {
    const lastDirtyTimestamp = Math.max(instance.lastDirtyTimestamp, theirs);
    return {
      ...instance,
      ...change,
      lastDirtyTimestamp,
      lastUpdatedTimestamp: this.now(),
      actionType: "MODIFIED",
    };
  }
}
