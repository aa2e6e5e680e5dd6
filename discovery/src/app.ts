import { randomUUID } from "node:crypto";
import { lookup } from "node:dns/promises";
import { isEverywhere, isWithin } from "@siren/chassis/addresses";
import { ConfigFault } from "@siren/chassis/config";
import { createHealth } from "@siren/chassis/http/health";
import { createManagement } from "@siren/chassis/http/management";
import {
  closeServer,
  createApp,
  createHttpServer,
  finishApp,
  listen,
  newRequestIdFrom,
} from "@siren/chassis/http/server";
import { createIds } from "@siren/chassis/ids";
import { createLog, errorFields, type LogSink } from "@siren/chassis/log";
import { startTelemetry } from "@siren/chassis/telemetry";
import type { DiscoveryConfig } from "./config.ts";
import { createDashboard } from "./dashboard/dashboard.ts";
import { anyVersion, eurekaRoutes } from "./http/eureka.ts";
import { hotPath } from "./http/hot-path.ts";
import { Views } from "./http/views.ts";
import { doorOf, whoMayAsk } from "./http/who-may-ask.ts";
import { type Fetch, FetchTally } from "./ops/fetch-tally.ts";
import { measuring, registryMetrics } from "./ops/metrics.ts";
import { neighbourMetrics } from "./ops/neighbour-metrics.ts";
import { targetsOf } from "./ops/prometheus-targets.ts";
import { opsRoutes } from "./ops/routes.ts";
import type { StatusView } from "./ops/status-info.ts";
import type { PeerState } from "./peers/peer.ts";
import { createPeers } from "./peers/peers.ts";
import { ownAddress, peersSetting } from "./peers/setting.ts";
import { createPush } from "./push/push.ts";
import { Instances, type RenewOutcome } from "./registry/instances.ts";
import { Keeper } from "./registry/keeper.ts";
import type { Lease } from "./registry/lease.ts";
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

const ids = ({ instance }: Lease) => ({ app: instance.app, instance: instance.instanceId });
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
  const metrics = registryMetrics(telemetry.meter, instances, keeper);
  instances.onChange(({ event, lease, origin }) => {
    metrics.changes.add(1, { event });
    // An eviction is told where it is decided, with how long the instance was silent.
    if (event === "evicted") return;
    log.info(`instance.${event}`, { ...ids(lease), status: lease.instance.status, origin });
  });
  const measured = measuring(telemetry.meter);
  const fetches = new FetchTally();
  fetches.observe(telemetry.meter);
  const onFetch = (fetch: Fetch) => fetches.add(fetch);
  const later = createLater(now);
  const push = createPush({
    ...{ instances, now, later: later.later, newId: randomUUID },
    onCut: () => log.warn("stream.cut", { reason: "the reader is too slow" }),
    onGone: (lease) => {
      metrics.evictions.add(1, { reason: "presence" });
      log.warn("instance.gone", { ...ids(lease), reason: "its presence stream broke" });
    },
    onKept: (leases) => log.warn("presence.mass-break", { kept: leases.length }),
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
    onRefused: (reason, detail) => {
      metrics.refused.add(1, { reason });
      log.warn("request.refused-at-the-door", { reason, detail });
    },
  });
  const onFault = (fault: unknown) => log.error("request.failed", errorFields(fault));
  const isDraining = () => draining;
  const onRenewal = (outcome: RenewOutcome["kind"]) => metrics.renewals.add(1, { outcome });
  const app = createApp({
    newRequestId: newRequestIdFrom(createIds(now)),
    isDraining,
    log,
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
  health.mount(app);
  app.use(
    anyVersion,
    measured.handler,
    dashboard.router,
    whoMayAsk(door),
    opsRoutes(status, () =>
      targetsOf(
        instances.all().map(({ instance }) => instance),
        { host: isEverywhere(config.managementHost) ? ownHost : config.managementHost, port: managedOn },
      ),
    ),
    push.router,
    peers.router,
    eurekaRoutes(views, operations, {
      now,
      delta: config.delta,
      onRenewal,
      onFetch,
      maxInstances: config.maxInstances,
      onFault,
    }),
  );
  finishApp(app, log);

  const server = createHttpServer(
    hotPath(
      {
        views,
        operations,
        door,
        delta: config.delta,
        isDraining,
        onRenewal,
        onFetch,
        onFault,
        onServed: measured.served,
      },
      app,
    ),
    {
      timeouts: {
        requestMs: config.requestTimeoutMs,
        headersMs: Math.min(10_000, config.requestTimeoutMs),
        checkEveryMs: Math.min(2_000, config.requestTimeoutMs / 2),
      },
    },
  );
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
        onEvicted: ({ lease, forgotten }) => {
          metrics.evictions.add(1, { reason: forgotten ? "forgotten" : "expired" });
          log.warn("instance.evicted", { ...ids(lease), silentMs: now() - lease.heardAt, forgotten });
        },
        onPreservation: (active) =>
          log.warn("self-preservation.changed", { ...keeper.preservation(), active }),
        onSnapshotFault: (fault) => log.error("snapshot.not-written", errorFields(fault)),
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
