import type { Lease } from "./lease.ts";

export const RETENTION_MS = 180_000;

type Change = { readonly at: number; readonly lease: Lease };

/** What the delta delivers: the newest state of everything that changed within three minutes, one entry each. */
export type RecentChanges = ReadonlyMap<string, Change>;

const keyOf = (lease: Lease): string => `${lease.instance.app}/${lease.instance.instanceId}`;

export function withChange(changes: RecentChanges, lease: Lease, now: number): RecentChanges {
  const next = new Map(changes);
  next.delete(keyOf(lease));
  return next.set(keyOf(lease), { at: now, lease });
}

/** The same map when nothing is old enough to go, so that a reader can tell that nothing changed. */
export function swept(changes: RecentChanges, now: number): RecentChanges {
  const kept = [...changes].filter(([, change]) => change.at >= now - RETENTION_MS);
  return kept.length === changes.size ? changes : new Map(kept);
}

export const changedLeases = (changes: RecentChanges): Lease[] =>
  [...changes.values()].map(({ lease }) => lease);
