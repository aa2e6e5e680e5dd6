import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import type { RequestListener, ServerResponse } from "node:http";
import type { ServiceName } from "@siren/contracts/roles";
import type * as z from "zod/mini";
import { isEverywhere } from "./addresses.ts";
import type { BackEnd, Listening } from "./back-end.ts";
import { advertisedHostOf, type BaseConfig } from "./base-config.ts";
import { createCalling } from "./calling.ts";
import { ConfigFault } from "./config.ts";
import { createFailpoints } from "./failpoints.ts";
import { doorsOf } from "./http/doors.ts";
import { createDurations } from "./http/durations.ts";
import { failReads } from "./http/faulty-reads.ts";
import { faultOfEnd } from "./http/faulty-reads-setting.ts";
import { createHealth } from "./http/health.ts";
import { createInFlight } from "./http/in-flight.ts";
import { createManagement } from "./http/management.ts";
import { documentRoute } from "./http/openapi/document-route.ts";
import type { Route } from "./http/routes.ts";
import { type OnAnswer, serveRoutes } from "./http/serve-routes.ts";
import {
  createApp,
  createEntrance,
  createHttpServer,
  finishApp,
  listen,
  newRequestIdFrom,
  requestIdOf,
  type ServerTimeouts,
  type TlsMaterial,
} from "./http/server.ts";
import { readPrivateIdentity, readPublicIdentities } from "./identity/keys.ts";
import { createIds } from "./ids.ts";
import { leave } from "./leave.ts";
import { type BaseLive, baseLive, createLiveSettings } from "./live-settings.ts";
import { createLog, errorFields, type LogSink } from "./log.ts";
import { createBelief } from "./registry/believable.ts";
import type { Registry } from "./registry/port.ts";
import { createStages } from "./stages.ts";
import { startTelemetry } from "./telemetry.ts";
import { openTracing } from "./tracing/open-tracing.ts";

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
  const calling = createCalling({ ...options, log, now, belief, own, publicKeys, meter: telemetry.meter });
  const { registry, balancer } = calling;

  const newRequestId = newRequestIdFrom(newId);
  const onPurpose = failReads(config.faultyReads, {
    ...{ log, now, meter: telemetry.meter, requestIdOf: ({ headers }) => requestIdOf(headers, newRequestId) },
  });
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

  const { revocations, tokens, probe } = calling.people;
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
      verifier: calling.callers,
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
    ...calling,
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
