import type { Origin } from "./change-feed.ts";
import type { InstanceInfo, Status } from "./instance-info.ts";
import type { Instances, RenewOptions, RenewOutcome } from "./instances.ts";
import type { Lease } from "./lease.ts";

/**
 * What was done for somebody, in the words of Eureka's replication. Not every change is one (an eviction is
 * not), and not every one is a change (a heartbeat is none). A peer is sent what was submitted, not what we
 * made of it: it resolves the status for itself.
 */
export type Performed = { readonly lease: Lease; readonly origin: Origin } & (
  | { readonly action: "Register"; readonly submitted: InstanceInfo }
  | { readonly action: "Heartbeat" }
  | { readonly action: "Cancel" }
  | { readonly action: "StatusUpdate"; readonly status: Status }
  | { readonly action: "DeleteStatusOverride"; readonly status: Status | undefined }
);

export type StatusOptions = { readonly lastDirtyTimestamp?: number; readonly origin?: Origin };

/** The protocol's operations, once: the routes call them for one instance, a peer's batch for many. */
export class Operations {
  readonly #instances: Instances;
  readonly #isGone: (lease: Lease) => boolean;
  readonly #isAllowed: (ipAddr: string) => boolean;
  readonly #listeners = new Set<(performed: Performed) => void>();

  /** `isGone`: expired and only not evicted yet; operators and readers of one instance are answered as if it were. */
  constructor(
    instances: Instances,
    isGone: (lease: Lease) => boolean,
    isAllowed: (ipAddr: string) => boolean = () => true,
  ) {
    this.#instances = instances;
    this.#isGone = isGone;
    this.#isAllowed = isAllowed;
  }

  /** The listener must not throw: it is told of what has happened. Returns the end of the subscription. */
  onPerformed(listener: (performed: Performed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  present(app: string, id: string): Lease | undefined {
    return this.#unlessGone(this.#instances.find(app, id));
  }

  presentById(id: string): Lease | undefined {
    return this.#unlessGone(this.#instances.findById(id));
  }

  /** Whether its address is one that is taken here. */
  isAllowed({ ipAddr }: InstanceInfo): boolean {
    return this.#isAllowed(ipAddr);
  }

  /**
   * Whether there is no place for it: there is none for an address that is not taken; whoever is there already may
   * always say so again in as many words.
   */
  isFull({ app, instanceId, ipAddr, bytes }: InstanceInfo, maxInstances: number): boolean {
    if (!this.#isAllowed(ipAddr)) return true;
    const held = this.#instances.find(app, instanceId);
    if (!held && this.#instances.count >= maxInstances) return true;
    const moreBytes = bytes - (held?.instance.bytes ?? 0);
    return moreBytes > 0 && !this.hasRoomFor(moreBytes);
  }

  hasRoomFor(moreBytes: number): boolean {
    return this.#instances.hasRoomFor(moreBytes);
  }

  register(submitted: InstanceInfo, origin: Origin = "client"): Lease {
    const lease = this.#instances.register(submitted, origin);
    this.#tell({ action: "Register", submitted, lease, origin });
    return lease;
  }

  /** A lease renews as long as it is listed, also when it expired. */
  renew(app: string, id: string, options: RenewOptions = {}): RenewOutcome {
    const outcome = this.#instances.renew(app, id, options);
    if ("lease" in outcome) {
      this.#tell({ action: "Heartbeat", lease: outcome.lease, origin: options.origin ?? "client" });
    }
    return outcome;
  }

  cancel(app: string, id: string, origin: Origin = "client"): Lease | undefined {
    const lease = this.#instances.cancel(app, id, origin);
    if (lease) this.#tell({ action: "Cancel", lease, origin });
    return lease;
  }

  setStatus(app: string, id: string, status: Status, options: StatusOptions = {}): Lease | undefined {
    // Held as an override it would answer every heartbeat and registration alike: nobody could come back.
    if (status === "UNKNOWN") return this.removeStatus(app, id, undefined, options);
    if (!this.present(app, id)) return undefined;
    const lease = this.#instances.setOverride(app, id, status, options);
    if (lease) this.#tell({ action: "StatusUpdate", status, lease, origin: options.origin ?? "client" });
    return lease;
  }

  removeStatus(
    app: string,
    id: string,
    fallback: Status | undefined,
    options: StatusOptions = {},
  ): Lease | undefined {
    if (!this.present(app, id)) return undefined;
    const lease = this.#instances.clearOverride(app, id, fallback, options);
    const origin = options.origin ?? "client";
    if (lease) this.#tell({ action: "DeleteStatusOverride", status: fallback, lease, origin });
    return lease;
  }

  /** To peers this is a registration, as Eureka has it. */
  setMetadata(
    app: string,
    id: string,
    added: readonly (readonly [string, string])[],
    origin: Origin = "client",
  ): Lease | undefined {
    if (!this.present(app, id)) return undefined;
    const lease = this.#instances.mergeMetadata(app, id, added, origin);
    if (lease) this.#tell({ action: "Register", submitted: lease.instance, lease, origin });
    return lease;
  }

  /** What operators have set, by instance id. */
  overrides(): Record<string, Status> {
    const set = this.#instances.all().flatMap(({ instance, override }) => {
      return override === undefined ? [] : [[instance.instanceId, override] as const];
    });
    return Object.fromEntries(set);
  }

  #unlessGone(lease: Lease | undefined): Lease | undefined {
    return lease && !this.#isGone(lease) ? lease : undefined;
  }

  #tell(performed: Performed): void {
    for (const listener of this.#listeners) listener(performed);
  }
}
