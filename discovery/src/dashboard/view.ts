import type { PeerState } from "../peers/peer.ts";
import type { Preservation } from "../registry/eviction.ts";
import { isStatus, type Status } from "../registry/instance-info.ts";
import { isExpired, type Lease } from "../registry/lease.ts";
import { addressOf, zoneOf } from "./instance-table.ts";
import type { PastEvent } from "./recent-events.ts";

/** What every page is made of, at one moment. */
export type DashboardView = {
  readonly leases: readonly Lease[];
  readonly preservation: Preservation;
  readonly selfPreservation: boolean;
  /** Evictions that this minute still allows. */
  readonly allowance: number;
  readonly peers: readonly PeerState[];
  readonly events: readonly PastEvent[];
  readonly startedAt: number;
  readonly now: number;
};

export type Query = { readonly text: string; readonly status: Status | undefined; readonly page: number };

const LONGEST_SEARCH = 100;

export function queryOf(search: URLSearchParams): Query {
  const status = search.get("status") ?? "";
  const page = Number(search.get("page") ?? "1");
  return {
    text: (search.get("q") ?? "").trim().slice(0, LONGEST_SEARCH),
    status: isStatus(status) ? status : undefined,
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** Every word has to be found somewhere. */
export function matches(lease: Lease, { text, status }: Query): boolean {
  const { instance } = lease;
  if (status !== undefined && instance.status !== status) return false;
  if (text === "") return true;
  const said = [instance.app, instance.instanceId, addressOf(lease), instance.ipAddr, zoneOf(lease)];
  const within = [...said, ...Object.values(instance.metadata)].join("\n").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

/** As people count: SERVICE-2 before SERVICE-10. */
export const inOrder = new Intl.Collator("en", { numeric: true }).compare;

export const byNames = (leases: readonly Lease[]): Lease[] =>
  leases.toSorted(
    ({ instance: a }, { instance: b }) => inOrder(a.app, b.app) || inOrder(a.instanceId, b.instanceId),
  );

export const needsLook = (lease: Lease, now: number): boolean =>
  lease.instance.status !== "UP" || !lease.confirmed || isExpired(lease, now);

export type Paged<T> = { readonly shown: readonly T[]; readonly page: number; readonly pages: number };

export function paged<T>(all: readonly T[], page: number, size: number): Paged<T> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const at = Math.min(page, pages);
  return { shown: all.slice((at - 1) * size, at * size), page: at, pages };
}
