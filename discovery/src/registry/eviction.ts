import { intervalMs, isExpired, type Lease, WINDOW_MS } from "./lease.ts";

export const RENEWAL_SHARE = 0.85;

export type Preservation = {
  /** Heartbeats that the present leases owed in the last minute, and those that came. */
  readonly expected: number;
  readonly renewed: number;
  readonly threshold: number;
  /** True: too many heartbeats are missing for all of them to be dead, so nothing is evicted. */
  readonly active: boolean;
};

/** What one lease owed in the last minute, by its own interval; a young one gets half an interval of patience. */
function owed(lease: Lease, now: number): number {
  const interval = intervalMs(lease);
  const sinceRegistration = Math.floor((now - lease.registeredAt) / interval - 0.5);
  return Math.max(0, Math.min(Math.floor(WINDOW_MS / interval), sinceRegistration));
}

/**
 * Eureka's self-preservation: expiry is enabled while renewals exceed 85 % of the expected ones. Expected are
 * counted lease by lease; a heartbeat more than owed by one does not stand in for a silent other; and the
 * silence of any one instance alone never suspends eviction, or a cluster of six could not lose a member.
 * Leases out of the snapshot that were not heard yet owe nothing.
 */
export function judgePreservation(leases: Iterable<Lease>, enabled: boolean, now: number): Preservation {
  let expected = 0;
  let renewed = 0;
  let largest = 0;
  for (const lease of leases) {
    if (!lease.confirmed) continue;
    const share = owed(lease, now);
    const came = lease.renewals.filter((at) => at > now - WINDOW_MS).length;
    expected += share;
    renewed += Math.min(share, came);
    largest = Math.max(largest, share);
  }
  const threshold = Math.min(Math.floor(expected * RENEWAL_SHARE), expected - largest - 1);
  return { expected, renewed, threshold, active: enabled && renewed <= threshold };
}

/** How many of `size` may go in one minute: 1 of 1-6, 2 of 7, 15 of 100. */
const evictionLimit = (size: number): number => size - Math.floor(size * RENEWAL_SHARE);

/** How many more may go in this minute; whom only the snapshot speaks for neither counts nor is counted. */
export function evictionsLeft(leases: readonly Lease[], evictedLastMinute: number): number {
  const confirmed = leases.filter((lease) => lease.confirmed).length;
  return Math.max(0, evictionLimit(confirmed + evictedLastMinute) - evictedLastMinute);
}

export type EvictionQuestion = {
  readonly leases: readonly Lease[];
  readonly preservation: Preservation;
  /** Evictions under the limit within the last minute. */
  readonly evictedLastMinute: number;
  readonly now: number;
  readonly random: () => number;
};

/** Whose lease ends in this tick: the confirmed under the limit, chosen by lot, and the forgotten of the snapshot. */
export function planEviction(question: EvictionQuestion): { capped: Lease[]; forgotten: Lease[] } {
  const { leases, preservation, evictedLastMinute, now, random } = question;
  const confirmed = leases.filter((lease) => lease.confirmed);
  const heardSomebody = confirmed.length > 0;
  // Nobody at all was heard since the start: then the fault is probably ours, and the snapshot is the best we have.
  const forgotten = heardSomebody ? leases.filter((lease) => !lease.confirmed && isExpired(lease, now)) : [];
  if (preservation.active) return { capped: [], forgotten };
  const expired = confirmed.filter((lease) => isExpired(lease, now));
  return { capped: drawLots(expired, evictionsLeft(leases, evictedLastMinute), random), forgotten };
}

function drawLots(from: Lease[], count: number, random: () => number): Lease[] {
  const pool = [...from];
  const wanted = Math.min(count, pool.length);
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(random() * (pool.length - i));
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
  }
  return pool.slice(0, wanted);
}
