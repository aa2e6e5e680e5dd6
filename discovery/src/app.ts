import { randomUUID } from "node:crypto";
import { lookup } from "node:dns/promises";
import { isEverywhere, isWithin } from "@siren/chassis/addresses";
import { ConfigFault } from "@siren/chassis/config";
import { createHealth } from "@siren/chassis/http/health";
import { createManagement } from "@siren/chassis/http/management";
import { closeServer, listen } from "@siren/chassis/http/server";
import { createLog, type LogSink } from "@siren/chassis/log";
import { startTelemetry } from "@siren/chassis/telemetry";
import type { DiscoveryConfig } from "./config.ts";
import { createDashboard } from "./dashboard/dashboard.ts";
import { createFrontDoor } from "./http/front-door.ts";
import { Views } from "./http/views.ts";
import { doorOf } from "./http/who-may-ask.ts";
import { neighbourMetrics } from "./ops/neighbour-metrics.ts";
import { targetsOf } from "./ops/prometheus-targets.ts";
import { opsRoutes } from "./ops/routes.ts";
import type { StatusView } from "./ops/status-info.ts";
import { createTelling } from "./ops/telling.ts";
import type { PeerState } from "./peers/peer.ts";
import { createPeers } from "./peers/peers.ts";
import { ownAddress, peersSetting } from "./peers/setting.ts";
import { createPush } from "./push/push.ts";
import { Instances } from "./registry/instances.ts";
import { Keeper } from "./registry/keeper.ts";
import { NetflixPreservation } from "./registry/netflix-preservation.ts";
import { Operations } from "./registry/operations.ts";
import { Snapshot } from "./snapshot.ts";
import { createLater, startTimers } from "./timers.ts";

export type Discovery = {
  start(): Promise<{ url: string; managementUrl: string }>;
  stop(): Promise<void>;
  /** How many of each are open. */
  streams(): { watchers: number; presence: number };
  peers(): PeerState[];
};

export type DiscoveryParts = {
  readonly config: DiscoveryConfig;
  readonly now: () => number;
  readonly random: () => number;
  readonly sink?: LogSink;
};

const urlOf = (host: string, port: number) => `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

export async function createDiscovery({ config, now, random, sink }: DiscoveryParts): Promise<Discovery> {
  const log = createLog({ service: "discovery", level: config.logLevel, now, ...(sink ? { sink } : {}) });
  const instances = new Instances({ now, expiry: config.leaseExpiry, maxBytes: config.maxBytes });
  const views = new Views(instances, now);
  const { allowedNetworks } = config;
  const isAllowed = (ipAddr: string) => allowedNetworks === undefined || isWithin(allowedNetworks, ipAddr);
  const operations = new Operations(instances, (lease) => keeper.isGone(lease), isAllowed);
  const netflix = config.compat ? new NetflixPreservation({ instances, operations, now }) : undefined;
  const keeper = new Keeper(instances, {
    now,
    random,
    selfPreservation: config.selfPreservation,
    ...(netflix ? { judge: (enabled) => netflix.judge(enabled) } : {}),
  });
  const snapshot = await openSnapshot(config.dataDir);
  const telemetry = startTelemetry("discovery");
  const told = createTelling({ log, meter: telemetry.meter, instances, keeper, now });
  const later = createLater(now);
  const push = createPush({
    ...{ instances, now, later: later.later, newId: randomUUID },
    ...told.streams,
  });
  const peers = createPeers({
    ...{ instances, operations, now, later: later.later, newId: randomUUID },
    credentials: config.credentials,
    maxInstances: config.maxInstances,
    listed: peersSetting(config, (reason) => log.warn("peers.file-unread", { reason })),
    lookup: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
    isSuspect: (lease) => push.presence.isSuspect(lease),
    say: (event, fields) => log.info(event, fields),
  });
  const streams = () => ({ watchers: push.changes.watchers, presence: push.presence.counting });
  const health = createHealth("discovery", log);
  const startedAt = now();
  const { advertisedHost: ownHost = config.host } = config;
  let listeningOn = config.port;
  let managedOn = config.managementPort;
  let draining = false;
  health.readyWhen("draining", () => !draining || "this process is stopping");

  const door = doorOf({
    credentials: config.credentials,
    allowedHosts: config.allowedHosts,
    onRefused: told.refused,
  });
  const dashboard = await createDashboard({
    ...{ config, log, instances, operations, keeper, door, now },
    peers: () => peers.states(),
  });
  neighbourMetrics(telemetry.meter, {
    peers: () => peers.states(),
    watchers: () => push.changes.watchers,
    presences: () => push.presence.streams,
    pages: () => dashboard.pages(),
  });
  const status = (): StatusView => ({
    ...{ host: ownHost, port: listeningOn, startedAt, now: now() },
    registered: instances.count,
    preservation: keeper.preservation(),
    selfPreservation: config.selfPreservation,
    peers: peers.states(),
  });
  const targets = () =>
    targetsOf(
      instances.all().map(({ instance }) => instance),
      { host: isEverywhere(config.managementHost) ? ownHost : config.managementHost, port: managedOn },
    );
  const server = createFrontDoor({
    ...{ config, views, operations, door, health, log, told, now },
    isDraining: () => draining,
    pages: dashboard.router,
    behindTheDoor: [opsRoutes(status, targets), push.router, peers.router],
  });
  const management = createManagement({ health, telemetry, log, now });
  let timers: { stop(): Promise<void> } | undefined;

  return {
    async start() {
      const loaded = await snapshot.load(now());
      if (loaded.kind === "loaded")
        instances.restore(loaded.leases.filter(({ instance }) => operations.isAllowed(instance)));
      netflix?.open(instances.count);
      if (loaded.kind !== "none" && loaded.movedTo !== undefined)
        log.error("snapshot.damaged", { movedTo: loaded.movedTo });
      log.info("snapshot.read", { found: loaded.kind, instances: instances.all().length });
      // Before anybody can ask: a reader must not find less here than at a peer.
      if (config.port !== 0) await peers.start(ownAddress(config, config.port));
      const { port } = await listen(server, config.host, config.port);
      listeningOn = port;
      if (config.port === 0) await peers.start(ownAddress(config, port));
      const { port: managementPort } = await listen(
        management.server,
        config.managementHost,
        config.managementPort,
      );
      managedOn = managementPort;
      timers = startTimers({
        instances,
        keeper,
        snapshot,
        streams: [push, dashboard],
        ...{ peers, peersRefreshMs: config.peersRefreshMs },
        ...told.timers,
      });
      const urls = {
        url: urlOf(config.host, port),
        managementUrl: urlOf(config.managementHost, managementPort),
      };
      log.info("listening", urls);
      return urls;
    },

    streams,
    peers: peers.states,

    async stop() {
      draining = true;
      push.close();
      dashboard.close();
      peers.close();
      later.stop();
      const cut = setTimeout(() => server.closeAllConnections(), config.drainTimeoutMs / 2);
      if (server.listening) await closeServer(server);
      clearTimeout(cut);
      await timers?.stop();
      management.close();
      management.server.closeAllConnections();
      if (management.server.listening) await closeServer(management.server);
      await telemetry.stop();
      log.info("stopped");
    },
  };
}

async function openSnapshot(dataDir: string): Promise<Snapshot> {
  const snapshot = new Snapshot(dataDir);
  try {
    await snapshot.probe();
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw new ConfigFault([
      `DATA_DIR is not writable: ${reason}; give this user the folder or name another one`,
    ]);
  }
  return snapshot;
}
