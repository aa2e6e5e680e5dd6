import type { Router } from "express";
import type { Status } from "../registry/instance-info.ts";
import type { Instances } from "../registry/instances.ts";
import type { Lease } from "../registry/lease.ts";
import type { Operations, Performed } from "../registry/operations.ts";
import { batchCall, type ItemAnswer } from "./batch-call.ts";
import { Burials } from "./burials.ts";
import { performItem, replicationRoutes, takeOver } from "./inbound.ts";
import { Peer, type PeerState } from "./peer.ts";
import {
  isNameOfSeveral,
  type Lookup,
  type OwnAddress,
  resolvePeers,
  withoutCredentials,
} from "./peer-addresses.ts";
import { readPeer } from "./sync.ts";
import { TakenOff } from "./taken-off.ts";
import { isOverriding, overrideTask, registerTask, type Task, taskOf } from "./task.ts";

export type PeersOptions = {
  readonly instances: Instances;
  readonly operations: Operations;
  readonly now: () => number;
  readonly later: (ms: number, work: () => void) => void;
  readonly newId: () => string;
  readonly credentials: string | undefined;
  readonly maxInstances: number;
  /** The addresses as they are set now. */
  readonly listed: () => Promise<readonly string[]>;
  readonly lookup: Lookup;
  readonly isSuspect: (lease: Lease) => boolean;
  readonly say: (event: string, fields: Record<string, unknown>) => void;
};

export type Peers = {
  readonly router: Router;
  /** Before the first request is taken: learns from a peer what this registry slept through. */
  start(own: OwnAddress): Promise<void>;
  /** Now and then: the setting and the names in it may have changed. */
  refresh(): Promise<void>;
  states(): PeerState[];
  close(): void;
};

/** Whom a heartbeat reached directly within so long is ours to vouch for. */
const DIRECT_FOR_MS = 120_000;

/**
 * A usual lease: whoever lives was heard here by then, from itself or from a peer, and what a peer lists beyond
 * that may be what it alone keeps because it is cut off.
 */
const SYNC_WITHIN_MS = 90_000;

const keyOf = (app: string, id: string): string => `${app}/${id}`;

/** The other registries: what was done here for clients is told to each of them, and what they tell is done here. */
export function createPeers(options: PeersOptions): Peers {
  const { instances, operations, now, later, say } = options;
  const nonce = options.newId();
  const call = batchCall({ nonce, credentials: options.credentials });
  const peers = new Map<string, Peer>();
  const burials = new Burials();
  const takenOff = new TakenOff();
  const inbound = { operations, now, burials, takenOff, maxInstances: options.maxInstances };
  const names = new Map<string, readonly string[]>();
  const untolds = new Map<string, Map<string, Task>>();
  const selves = new Set<string>();
  const heardDirectly = new Map<string, number>();
  let own: OwnAddress = { port: 0, hosts: new Set() };
  let startedAt = now();
  let isSynced = false;
  let isClosed = false;
  let refreshing: Promise<void> | undefined;

  const ends = [
    instances.onChange(({ event, lease }) => {
      if (event === "cancelled" || event === "evicted") forget(lease);
      if (event === "cancelled") burials.bury(lease.instance, "cancelled", now());
      if (event === "evicted" && options.isSuspect(lease)) burials.bury(lease.instance, "gone", now());
    }),
    operations.onPerformed((performed) => {
      takenOff.note(performed, now());
      if (performed.origin !== "client") return;
      noteDirect(performed);
      if (peers.size === 0) return;
      const task = taskOf(performed, now());
      for (const peer of peers.values()) peer.tell(task);
    }),
  ];

  function noteDirect({ action, lease }: Performed): void {
    const key = keyOf(lease.instance.app, lease.instance.instanceId);
    if (action === "Register" || action === "Heartbeat") heardDirectly.set(key, now());
  }

  /** Names that come and go must not stay here until their time is over. */
  function forget({ instance }: Lease): void {
    takenOff.forget(instance);
    const key = keyOf(instance.app, instance.instanceId);
    heardDirectly.delete(key);
    for (const untold of untolds.values()) untold.delete(key);
  }

  function isCurrent({ action, app, id, item }: Task): boolean {
    if (action === "Cancel") return true;
    const lease = instances.find(app, id);
    // Somebody said something else since, perhaps beyond a cut: what stands here is told, so that both stand alike.
    if (action === "StatusUpdate")
      return [lease?.instance.overriddenStatus, lease?.instance.status].includes(item.status as Status);
    if (action === "DeleteStatusOverride") return lease?.instance.overriddenStatus === "UNKNOWN";
    return lease !== undefined && !options.isSuspect(lease);
  }

  function onItem(peer: Peer, { action, app, id }: Task, { statusCode, entity }: ItemAnswer): void {
    if (action !== "Heartbeat" || statusCode === 200) return;
    const lease = instances.find(app, id);
    if (statusCode === 404) {
      if (lease) peer.tell(registerTask(lease, now()));
      return;
    }
    if (typeof entity !== "object" || entity === null) return;
    // Its copy is newer.
    const item = { appName: app, id, instanceInfo: entity, action: "Register" };
    performItem(item, inbound);
    const { overriddenStatus } = entity as { overriddenStatus?: unknown };
    if (overriddenStatus === undefined || overriddenStatus === "UNKNOWN") return;
    if (takenOff.has(app, id, now())) return;
    const overriding = { appName: app, id, status: overriddenStatus, action: "StatusUpdate" };
    performItem(overriding, inbound);
  }

  /** What we vouch for: the rest was told to that peer by whoever heard it. */
  function tellDirect(peer: Peer): void {
    const heardSince = now() - DIRECT_FOR_MS;
    for (const lease of instances.all()) {
      const { app, instanceId } = lease.instance;
      if ((heardDirectly.get(keyOf(app, instanceId)) ?? 0) > heardSince)
        peer.tell(registerTask(lease, now()));
    }
  }

  /** To one that is new, what operators set; of what they took off it may have heard elsewhere, or from us before. */
  function tellOverrides(peer: Peer): void {
    for (const lease of instances.all()) {
      const { app, instanceId, overriddenStatus } = lease.instance;
      if (overriddenStatus !== "UNKNOWN" || takenOff.has(app, instanceId, now()))
        peer.tell(overrideTask(lease, now()));
    }
  }

  function add(url: string): void {
    /** Of whose override it was not told: only those again, for of the others it may have heard something newer. */
    const untold = new Map<string, Task>();
    untolds.set(url, untold);
    const shown = { peer: withoutCredentials(url) };
    const peer: Peer = new Peer({
      ...{ url: shown.peer, now, later, isCurrent },
      call: (_shown, tasks) => call(url, tasks),
      onItem: (task, answer) => onItem(peer, task, answer),
      onLost(task) {
        if (isOverriding(task.action) && instances.find(task.app, task.id))
          untold.set(keyOf(task.app, task.id), task);
      },
      onGap() {
        tellDirect(peer);
        for (const { app, id } of untold.values()) {
          const lease = instances.find(app, id);
          if (lease) peer.tell(overrideTask(lease, now()));
        }
        untold.clear();
      },
      async onSelf() {
        if (await isNameOfSeveral(url, options.lookup)) return false;
        if (isClosed) return true;
        selves.add(url);
        remove(url);
        say("peer.is-self", shown);
        return true;
      },
      onTrouble: (reason) => say("peer.in-trouble", { ...shown, reason }),
      onWell: () => say("peer.well-again", shown),
    });
    peers.set(url, peer);
    say("peer.added", shown);
    tellDirect(peer);
    tellOverrides(peer);
  }

  function remove(url: string): void {
    peers.get(url)?.close();
    peers.delete(url);
    untolds.delete(url);
  }

  async function syncFrom(urls: readonly string[]): Promise<void> {
    for (const url of urls) {
      try {
        const found = await readPeer(url, options.credentials, now());
        if (isClosed) return;
        for (const { instance, takenAt } of found) {
          const held = instances.find(instance.app, instance.instanceId);
          if (held?.confirmed && held.instance.lastDirtyTimestamp >= instance.lastDirtyTimestamp) continue;
          takeOver(instance, takenAt, inbound);
        }
        isSynced = true;
        say("peer.synced", { peer: withoutCredentials(url), instances: found.length });
        return;
      } catch (fault) {
        say("peer.not-synced", { peer: withoutCredentials(url), reason: String(fault) });
      }
    }
  }

  async function refresh(): Promise<void> {
    const listed = await options.listed();
    const resolved = await resolvePeers(listed, own, options.lookup, names);
    const wanted = resolved.filter((url) => !selves.has(url));
    if (isClosed) return;
    for (const url of peers.keys()) {
      if (wanted.includes(url)) continue;
      remove(url);
      say("peer.removed", { peer: withoutCredentials(url) });
    }
    for (const url of wanted) if (!peers.has(url)) add(url);
    if (!isSynced && now() - startedAt < SYNC_WITHIN_MS) await syncFrom(wanted);
    takenOff.sweep(now());
    const heardSince = now() - DIRECT_FOR_MS;
    for (const [key, at] of heardDirectly) if (at < heardSince) heardDirectly.delete(key);
  }

  function refreshInTurn(): Promise<void> {
    refreshing ??= refresh()
      .catch((fault: unknown) => say("peers.not-read", { reason: String(fault) }))
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  }

  return {
    router: replicationRoutes({ ...inbound, nonce }),
    start(address) {
      own = address;
      startedAt = now();
      return refreshInTurn();
    },
    refresh: refreshInTurn,
    states: () => [...peers.values()].map((peer) => peer.state),
    close() {
      isClosed = true;
      for (const end of ends) end();
      for (const url of [...peers.keys()]) remove(url);
    },
  };
}
