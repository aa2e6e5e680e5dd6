import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import type { RequestListener, Server, ServerResponse } from "node:http";
import type { Meter } from "@opentelemetry/api";
import type { ServiceName } from "@siren/contracts/roles";
import type { Express, Router } from "express";
import type * as z from "zod/mini";
import { isEverywhere } from "./addresses.ts";
import { type Balancer, createBalancer } from "./balancing/balancer.ts";
import { createServiceClient, type ServiceClient } from "./client.ts";
import { advertisedHostOf, type BaseConfig, ConfigFault } from "./config.ts";
import { createFailpoints, type Failpoints } from "./failpoints.ts";
import { createHeardOf, type HeardOf } from "./heard-of.ts";
import { type Doors, doorsOf } from "./http/doors.ts";
import { createDurations } from "./http/durations.ts";
import { failReads } from "./http/faulty-reads.ts";
import { faultOfEnd } from "./http/faulty-reads-setting.ts";
import { createHealth, type Health, type ReadinessCheck } from "./http/health.ts";
import { createInFlight, type InFlight } from "./http/in-flight.ts";
import type { LogLevels } from "./http/log-level.ts";
import { createManagement } from "./http/management.ts";
import { documentRoute } from "./http/openapi/document-route.ts";
import type { Route } from "./http/routes.ts";
import { type OnAnswer, serveRoutes } from "./http/serve-routes.ts";
import {
  createApp,
  createEntrance,
  createHttpServer,
  type Entrance,
  finishApp,
  listen,
  newRequestIdFrom,
  requestIdOf,
  type ServerTimeouts,
  type TlsMaterial,
} from "./http/server.ts";
import type { Caller } from "./identity/caller.ts";
import {
  type CallerVerifier,
  createCallerVerifier,
  createIdentitySigner,
  type IdentitySigner,
} from "./identity/identity.ts";
import { readPrivateIdentity, readPublicIdentities } from "./identity/keys.ts";

import { createRevocations, type Revocations } from "./identity/revocations.ts";
import { createTokenVerifier, type TokenVerifier } from "./identity/token-verifier.ts";
import { createIds, type NewId } from "./ids.ts";
import { leave } from "./leave.ts";
import { type BaseLive, baseLive, createLiveSettings, type LiveSettings } from "./live-settings.ts";
import { createLog, errorFields, type LogRoot, type LogSink } from "./log.ts";
import { createNeighbourProbe, type NeighbourProbe } from "./neighbour-probe.ts";
import { createBelief } from "./registry/believable.ts";
import { type FixedServices, withFixedServices } from "./registry/fixed-services.ts";
import { openRegistry } from "./registry/open-registry.ts";
import type { Registry } from "./registry/port.ts";
import { withSeeds } from "./registry/seeds.ts";
import { withinNetworks } from "./registry/within-networks.ts";
import { createStages, type Stage } from "./stages.ts";
import { startTelemetry, type Telemetry } from "./telemetry.ts";
import { openTracing } from "./tracing/open-tracing.ts";
import type { Tracing } from "./tracing/tracing.ts";

export type BackEndOptions = {
  name: ServiceName;
  config: BaseConfig;
  /** Whether the gateway may route people to it; told in the registry's metadata. */
  isPublic: boolean;
  /** Follow member's revocations, probe member, verify tokens: for those that meet people or their sockets. */
  knowsPeople?: boolean;
  tls?: TlsMaterial;
  timeouts?: Partial<ServerTimeouts>;
  /** The class of the answers, in place of Node's own. */
  answers?: typeof ServerResponse;
  /** Anybody calls it: traces begin here, and what callers say of theirs is not taken on trust. */
  isEdge?: boolean;
  /** How long a process that is called from outside goes on taking requests once it was told to stop. */
  lingerMs?: number;
  /** What ops may change while it runs, where that is more than everybody's. */
  liveSchema?: z.ZodMiniType<BaseLive>;
  now?: () => number;
  registry?: Registry;
  logSink?: LogSink;
  onAnswer?: OnAnswer;
};

/** What a test gives a back end in place of the real thing. */
export type Surroundings = Pick<BackEndOptions, "registry" | "now" | "logSink" | "onAnswer">;

export type Listening = { url: string; managementUrl: string; instanceId: string };

export type BackEnd = {
  name: ServiceName;
  app: Express;
  server: Server;
  /** For whoever takes requests before the app does: they get what the app gives to its own. */
  enter: Entrance;
  inFlight: InFlight;
  /** Made around the app: what it does not take itself, it gives to that. */
  takeFirst(around: (app: RequestListener) => RequestListener): void;
  /** For whoever listens elsewhere and hands connections on to the server: the goodbye holds there, too. */
  doors: Pick<Doors, "add">;
  log: LogRoot;
  meter: Meter;
  tellMetrics: Telemetry["tellToo"];
  /** Only where a collector is configured. */
  tracing: Tracing | undefined;
  registry: Registry;
  /** Services that an operator named by their URLs. */
  fixed: FixedServices;
  balancer: Balancer;
  client: ServiceClient<Caller>;
  /** Of whom signs of life come over the feeds that are held open here. */
  heardOf: HeardOf;
  identity: IdentitySigner;
  callers: CallerVerifier;
  /** Only where `knowsPeople`. */
  people: { tokens: TokenVerifier; revocations: Revocations; probe: NeighbourProbe };
  failpoints: Failpoints;
  now: () => number;
  newId: NewId;
  bootId: string;
  /** Aborted once callers had time to turn elsewhere: whoever waits for something lets go. */
  stopping: AbortSignal;
  health: Health;
  /** More for the management listener, such as what a dashboard reads. */
  management: Router;
  logLevels: LogLevels;
  /** What ops may change while it runs. */
  settings: LiveSettings<BaseLive>;
  routes(routes: readonly Route[]): void;
  /** What was declared until now; the gateway tells of its own together with the others'. */
  declared(): readonly Route[];
  readyWhen(name: string, check: ReadinessCheck): void;
  /** Started in this order, before the process registers; stopped in reverse order. */
  stage(name: string, stage: Stage): void;
  start(): Promise<Listening>;
  stop(): Promise<void>;
};

async function privateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigFault([`DATA_DIR ${folder} cannot be made: ${(error as NodeJS.ErrnoException).code}`]);
  }
}

/** What every back end has, wired; `app.ts` adds what makes it this one. */
export async function createBackEnd(options: BackEndOptions): Promise<BackEnd> {
  const { name, config } = options;
  const now = options.now ?? Date.now;
  const advertised = advertisedHostOf(config);
  const endless = faultOfEnd(config.faultyReads, config.isProduction, now());
  if (endless !== undefined) throw new ConfigFault([endless]);
  // Where what watches us finds it, which is not always where our callers do.
  const managementHost = isEverywhere(config.managementHost) ? advertised : config.managementHost;
  await privateFolder(config.dataDir);
  const own = await readPrivateIdentity(name, config.identityKeyFile);
  const publicKeys = await readPublicIdentities(config.identityPublicKeysFile);

  const bootId = randomBytes(6).toString("hex");
  const log = createLog({
    service: name,
    instance: bootId,
    level: config.logLevel,
    now,
    ...(options.logSink && { sink: options.logSink }),
  });
  const telemetry = startTelemetry(name);
  const tracing = await openTracing(config, {
    ...{ service: name, instance: bootId, isEdge: options.isEdge ?? false, log, now, random: Math.random },
  });
  const newId = createIds(now);
  const stopping = new AbortController();
  const belief = createBelief(config.allowedNetworks, name);
  // Seeds are the operator's own word: no network is asked whether they may be.
  const { registry, fixed } = withFixedServices(
    withSeeds(
      withinNetworks(
        options.registry ??
          openRegistry(config.registry, { dataDir: config.dataDir, lease: config.registryLease, log, now }),
        belief.isBelievable,
      ),
      { seeds: config.registrySeeds, now, log },
    ),
  );
  const balancer = createBalancer({
    registry,
    log,
    metrics: telemetry.meter,
    now,
    random: Math.random,
    limits: { ejection: config.ejection },
    ...(config.zone !== undefined && { zone: config.zone }),
  });
  const identity = createIdentitySigner(own, now);
  const heardOf = createHeardOf(now);
  const client = createServiceClient<Caller>({
    balancer,
    registry,
    heardOf,
    identity: { headerFor: (aud, as) => identity.headerFor(aud as ServiceName, as) },
    now,
  });
  const revocations = createRevocations({ client, dataDir: config.dataDir, log, now });
  const probe = createNeighbourProbe({ service: "member", registry, heardOf, now });
  const tokens = createTokenVerifier({ client, dataDir: config.dataDir, revocations, probe, log, now });
  const callers = createCallerVerifier(name, publicKeys, now);

  const newRequestId = newRequestIdFrom(newId);
  const onPurpose = failReads(config.faultyReads, {
    ...{ log, now, requestIdOf: ({ headers }) => requestIdOf(headers, newRequestId) },
  });
  telemetry.meter
    .createObservableGauge("siren.reads.fail_on_purpose", { description: "1 while FAULTY_READS is in force" })
    .addCallback((gauge) => gauge.observe(onPurpose.told() === undefined ? 0 : 1));
  const health = createHealth(name, log, onPurpose.told);
  let isDraining = false;
  health.readyWhen("process", () => (isDraining ? "draining" : true));
  const inFlight = createInFlight();
  telemetry.meter
    .createObservableGauge("siren.http.in_flight", { description: "Requests that wait for their answer" })
    .addCallback((gauge) => gauge.observe(inFlight.count()));
  const entering = { newRequestId, isDraining: () => isDraining, inFlight, tracing };
  const app = createApp({ ...entering, log });
  health.mount(app);
  let first: RequestListener = app;
  const server = createHttpServer((req, res) => void (onPurpose.hasAnswered(req, res) || first(req, res)), {
    tls: options.tls,
    answers: options.answers,
    ...(options.timeouts && { timeouts: options.timeouts }),
  });
  const doors = doorsOf(server);
  const management = createManagement({
    ...{ health, telemetry, log },
    calls: { service: name, instance: bootId, state: balancer.state, now },
    now,
  });
  const declared: Route[] = [];
  const stages = createStages(log);
  const settings = createLiveSettings({
    ...{ from: config.liveSettings, schema: options.liveSchema ?? baseLive, log, now },
  });
  settings.applyBy(({ logLevel, logLevels }) =>
    management.logLevels.settle(logLevels?.[name] ?? logLevel ?? config.logLevel),
  );
  stages.add("live settings", { start: () => settings.start(), stop: () => settings.stop() });
  let isStopped: Promise<void> | undefined;

  if (options.knowsPeople) {
    await revocations.load();
    stages.add("revocations", { start: () => revocations.start(), stop: () => revocations.stop() });
    stages.add("member keys", { start: () => tokens.start(), stop: () => tokens.stop() });
    health.readyWhen("member keys", () => tokens.isReady());
    stages.add("member probe", { start: () => probe.start(), stop: () => probe.stop() });
  }

  async function start(): Promise<Listening> {
    serveRoutes(app, [...declared, documentRoute(name, declared)], {
      ...(options.onAnswer && { onAnswer: options.onAnswer }),
      verifier: callers,
      isRevoked: (caller) => revocations.isRevoked(caller),
      log,
      durations: createDurations(telemetry.meter),
    });
    finishApp(app, log);
    const address = await listen(server, config.host, config.port);
    const managed = await listen(management.server, config.managementHost, config.managementPort);
    belief.ownPlaces([
      ...[config.host, advertised].map((host) => ({ host, port: address.port })),
      ...[config.managementHost, managementHost].map((host) => ({ host, port: managed.port })),
    ]);
    await stages.start();
    if (isDraining) throw new Error("told to stop before it had started");
    const self = { service: name, host: advertised, port: address.port, bootId };
    const fault = onPurpose.setting();
    const metadata = {
      "management.port": String(managed.port),
      public: String(options.isPublic),
      replica: config.replica,
      // With its end, since nobody is told again when it is over.
      ...(fault !== undefined && { fault }),
      ...(managementHost !== advertised && { "management.host": managementHost }),
      ...(config.zone !== undefined && { zone: config.zone }),
    };
    const listening = {
      url: `${options.tls ? "https" : "http"}://${advertised}:${address.port}`,
      managementUrl: `http://${managementHost}:${managed.port}`,
      instanceId: `${name}:${advertised}:${address.port}:${bootId}`,
    };
    log.info("listening", listening);
    // A registry that is not there yet must not keep this process from serving: it is asked again for ever.
    registry.register({ ...self, metadata }).then(
      () => log.info("registered", { instanceId: listening.instanceId }),
      (error) => log.error("registration.failed", errorFields(error)),
    );
    return listening;
  }

  async function drainAndStop(): Promise<void> {
    isDraining = true;
    await leave({
      ...{ config, log, registry, server, doors, inFlight, stages, balancer, management, telemetry, tracing },
      lingerMs: options.lingerMs ?? 0,
      onNoticed: () => stopping.abort(),
    });
  }

  return {
    name,
    app,
    server,
    enter: createEntrance(entering),
    inFlight,
    takeFirst(around) {
      first = around(first);
    },
    doors,
    log,
    meter: telemetry.meter,
    tellMetrics: telemetry.tellToo,
    tracing,
    registry,
    fixed,
    balancer,
    client,
    heardOf,
    identity,
    callers,
    people: { tokens, revocations, probe },
    failpoints: createFailpoints(config.failpoints),
    now,
    newId,
    bootId,
    stopping: stopping.signal,
    health,
    management: management.router,
    logLevels: management.logLevels,
    settings,
    routes: (routes) => void declared.push(...routes),
    declared: () => declared,
    readyWhen: health.readyWhen,
    stage: stages.add,
    start,
    stop() {
      isStopped ??= drainAndStop();
      return isStopped;
    },
  };
}
