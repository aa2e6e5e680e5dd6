import type { BackEnd } from "@siren/chassis/back-end";
import { createBackEnd, type Surroundings } from "@siren/chassis/create-back-end";
import { createLoopDelay } from "@siren/chassis/http/loop-delay";
import { createShedding } from "@siren/chassis/http/shedding";
import { Refusal } from "@siren/contracts/refusal";
import { accessLog } from "./access-log.ts";
import { carryRequests } from "./carry-requests.ts";
import type { GatewayConfig } from "./config.ts";
import { createCredentialFiles } from "./credentials/credentials.ts";
import { docsRoutes } from "./docs/docs-routes.ts";
import { createToldDocuments } from "./docs/told-documents.ts";
import { watchConnections } from "./edge/connections.ts";
import { createEdgeLimits } from "./edge/edge-limits.ts";
import { EdgeResponse } from "./edge/edge-response.ts";
import { frontDoor, guardServer } from "./edge/front-door.ts";
import { safetyHeaders, safetyHeadersFor } from "./edge/safety-headers.ts";
import { limitsOf, tellOfEdge, timeoutsOf } from "./edge/settled.ts";
import { openLimiter } from "./edge/shared-limiter.ts";
import { createWhence } from "./edge/whence.ts";
import { gatewayLive, tuneLimits } from "./ops/live-tuning.ts";
import { openOps } from "./ops/open-ops.ts";
import { opsIdentity } from "./ops/ops-identity.ts";
import { createTraffic } from "./ops/traffic.ts";
import { openPageDoors } from "./pages/page-doors.ts";
import { servePages } from "./pages/pages.ts";
import { createKeySets } from "./policies/jwt/key-sets.ts";
import { createOriginCheck } from "./policies/origin-check.ts";
import { createSocketRoom } from "./proxy/socket-room.ts";
import { serveUpgrades } from "./proxy/upgrade.ts";
import { configRoutes } from "./routing/config-routes.ts";
import { isOurs } from "./routing/own-paths.ts";
import { readRouting } from "./routing/read-routing.ts";
import { safePathOf } from "./routing/safe-path.ts";

export type GatewayOptions = { config: GatewayConfig } & Surroundings;

export async function buildGateway({ config, ...given }: GatewayOptions): Promise<BackEnd> {
  const routing = await readRouting(config);
  const backEnd = await createBackEnd({
    name: "gateway",
    config: { ...config, ...routing.address },
    isPublic: false,
    knowsPeople: true,
    isEdge: true,
    liveSchema: gatewayLive,
    ...(routing.tls && { tls: routing.tls }),
    timeouts: timeoutsOf(config),
    lingerMs: config.lingerMs,
    answers: EdgeResponse,
    ...given,
  });
  const { app, log } = backEnd;
  const whence = createWhence(config.trustedProxies);
  const checkOrigin = createOriginCheck(config.allowedOrigins.split(",").filter(Boolean), whence);

  const limiter = openLimiter(backEnd, config);
  const limits = createEdgeLimits(limiter, limitsOf(config), config.looseNetworks);
  backEnd.stage("limits", { stop: async () => limiter.close() });
  guardServer(backEnd.server, config);
  const connections = watchConnections(backEnd.server, config);
  backEnd.stage("connections", connections);
  tellOfEdge(backEnd.meter, limits, connections);

  const around = { now: backEnd.now, log, dataDir: config.dataDir };
  const credentials = createCredentialFiles(around, config.credentialsFile);
  const keySets = createKeySets(around);
  const table = await routing.open({ backEnd, checkOrigin, limiter, limits, credentials, keySets });

  const delay = createLoopDelay();
  backEnd.stage("loop delay", { stop: () => delay.stop() });
  const shedding = createShedding({ aboveMs: config.shedAboveMs, delay, log, meter: backEnd.meter });

  const traffic = createTraffic(backEnd.now);
  backEnd.tellMetrics(traffic.metrics);
  const safety = safetyHeadersFor(whence, config);
  backEnd.takeFirst(
    carryRequests({
      backEnd,
      table,
      shedding,
      traffic,
      whence,
      safety,
      limits: config,
      viaName: config.viaName,
    }),
  );
  app.use(accessLog(log, traffic));
  app.use(frontDoor(config, log));
  app.use(safetyHeaders(safety));
  app.use("/api/docs", opsIdentity(backEnd, checkOrigin, whence));
  app.use((req, _res, next) => {
    if (isOurs(req.originalUrl)) return next();
    // What has a route was carried there before; here only is said what is wrong with it, or that there is nothing.
    const path = safePathOf(req.originalUrl);
    if (path.segments[0] === "api") throw new Refusal("NOT_FOUND");
    next();
  });
  app.use("/ops", opsIdentity(backEnd, checkOrigin, whence));
  tuneLimits(backEnd, limits);
  const room = createSocketRoom({ sockets: config.sockets, perAddress: config.socketsPerAddress });
  const live = openOps({
    ...{ backEnd, config, traffic, room, routes: table },
  });
  table.onChange(({ fault }) => live.reloaded(fault?.faults.join("; ") ?? null));
  backEnd.routes(configRoutes(table, routing.policies));
  backEnd.routes(docsRoutes(createToldDocuments(backEnd, table)));
  // Before it nothing could be routed: whoever balances over gateways had better ask another one.
  backEnd.readyWhen("registry", () => backEnd.registry.view().source !== "none" || "no view of it yet");
  const atHome = openPageDoors(backEnd, config.pagePorts, config.host);
  servePages({ backEnd, folders: { client: config.clientDist, admin: config.adminDist }, atHome });
  serveUpgrades({ backEnd, table, checkOrigin, shedding, config, whence, limits, room, traffic, own: live });
  return backEnd;
}
