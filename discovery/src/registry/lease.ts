import type { InstanceInfo, Status } from "./instance-info.ts";

/** `exact` ends a lease after its stated duration; `compat` after twice that once renewed, as Netflix does. */
export type LeaseExpiry = "exact" | "compat";

export type Lease = {
  readonly instance: InstanceInfo;
  /** Set by an operator, never by the instance; gone with the lease. */
  readonly override: Status | undefined;
  readonly registeredAt: number;
  readonly serviceUpAt: number;
  /** The lease runs out at `clock + duration`; what the wire calls lastRenewalTimestamp. */
  readonly clock: number;
  readonly heardAt: number;
  /** The last time anybody, instance or operator, did anything to it. */
  readonly touchedAt: number;
  /** The heartbeats of the last minute; self-preservation counts them. */
  readonly renewals: readonly number[];
  /** False while only the snapshot speaks for it. */
  readonly confirmed: boolean;
};

export const WINDOW_MS = 60_000;

export const durationMs = (lease: Lease): number => lease.instance.durationInSecs * 1000;
export const intervalMs = (lease: Lease): number => lease.instance.renewalIntervalInSecs * 1000;

export const isExpired = (lease: Lease, now: number): boolean => now > lease.clock + durationMs(lease);

const OVERRIDE_KEPT_MS = 3_600_000;

/** An override is forgotten when nothing was heard of its instance for an hour, while self-preservation kept it. */
export const overrideOf = (lease: Lease, now: number): Status | undefined =>
  now - lease.touchedAt > OVERRIDE_KEPT_MS ? undefined : lease.override;

/** A new lease; service-up time and an operator's override outlive a registration, the rest does not. */
export function grant(
  instance: InstanceInfo,
  previous: Lease | undefined,
  override: Status | undefined,
  now: number,
): Lease {
  const serviceUpAt = previous?.serviceUpAt || (instance.status === "UP" ? now : 0);
  return {
    instance,
    override,
    registeredAt: now,
    serviceUpAt,
    clock: now,
    heardAt: now,
    touchedAt: now,
    renewals: [],
    confirmed: true,
  };
}

/** What an operator does to an instance prolongs its lease, but is no sign of life. */
export function extend(lease: Lease, expiry: LeaseExpiry, now: number): Lease {
  return { ...lease, clock: expiry === "compat" ? now + durationMs(lease) : now, touchedAt: now };
}

/** A heartbeat: extends, counts, and shows that somebody is there. */
export function renew(lease: Lease, expiry: LeaseExpiry, now: number): Lease {
  const renewals = lease.renewals.filter((at) => at > now - WINDOW_MS);
  // A client that renews in a tight loop must not make the list grow: one entry a tick of its interval is enough.
  if (renewals.length < WINDOW_MS / 500) renewals.push(now);
  return { ...extend(lease, expiry, now), renewals, heardAt: now, confirmed: true };
}

/** Time in which the registry itself was asleep does not count against anybody. */
export const forgive = (lease: Lease, ms: number): Lease => ({ ...lease, clock: lease.clock + ms });

/** A lease out of the snapshot: it has its whole duration from now to be heard again. */
export const unconfirmed = (
  instance: InstanceInfo,
  override: Status | undefined,
  times: { registeredAt: number; serviceUpAt: number; heardAt: number },
  now: number,
): Lease => ({
  instance,
  override,
  ...times,
  clock: now,
  touchedAt: now,
  renewals: [],
  confirmed: false,
});
