import { type BackEnd, createBackEnd, type Surroundings } from "@siren/chassis/back-end";
import { sendProblem } from "@siren/chassis/http/problem-replies";
import { anonymous } from "@siren/chassis/identity/caller";
import { Refusal } from "@siren/contracts/refusal";
import { accessLog } from "./access-log.ts";
import type { GatewayConfig } from "./config.ts";
import { docsRoutes } from "./docs/docs-routes.ts";
import { createToldDocuments } from "./docs/told-documents.ts";
import { openLimiter } from "./edge/shared-limiter.ts";
import { explain } from "./ops/explain.ts";
import { gatewayLive } from "./ops/live-tuning.ts";
import { openOps } from "./ops/open-ops.ts";
import { opsIdentity } from "./ops/ops-identity.ts";
import { createTraffic } from "./ops/traffic.ts";
import { servePage } from "./pages/pages.ts";
import { type Exchange, runPipeline } from "./policies/exchange.ts";
import { createOriginCheck } from "./policies/origin-check.ts";
import { createSocketRoom } from "./proxy/socket-room.ts";
import { serveUpgrades } from "./proxy/upgrade.ts";
import { configRoutes } from "./routing/config-routes.ts";
import { readRouting } from "./routing/read-routing.ts";
import { refuseClosed, safePathOf } from "./routing/safe-path.ts";

export type GatewayOptions = { config: GatewayConfig } & Surroundings;

/** What the gateway answers by itself comes before any route: a wide one must hide neither health nor operations. */
const ours = new Set(["ops", "healthz", "readyz", "client", "admin"]);
const firstSegment = /^\/([^/?#]*)(?:\/(docs)(?![^/?#]))?/i;

function isOurs(url: string): boolean {
  const [, first = "", docs] = firstSegment.exec(url) ?? [];
  const name = first.toLowerCase();
  return ours.has(name) || (name === "api" && docs !== undefined);
}

export async function buildGateway({ config, ...given }: GatewayOptions): Promise<BackEnd> {
  const routing = await readRouting(config);
  const backEnd = await createBackEnd({
    name: "gateway",
    config: { ...config, ...routing.address },
    isPublic: false,
    knowsPeople: true,
    liveSchema: gatewayLive,
    ...(routing.tls && { tls: routing.tls }),
    ...given,
  });
  const { app, log } = backEnd;
  const checkOrigin = createOriginCheck(config.allowedOrigins.split(",").filter(Boolean));

  const limiter = openLimiter(backEnd, config);
  backEnd.stage("limits", { stop: async () => limiter.close() });

  const table = await routing.open({ backEnd, checkOrigin, limiter });

  const traffic = createTraffic(backEnd.meter, backEnd.now);
  app.use(accessLog(log, traffic));
  app.use("/api/docs", opsIdentity(backEnd, checkOrigin));
  app.use(async (req, res, next) => {
    if (isOurs(req.originalUrl)) return next();
    const held = table.enter();
    try {
      const path = safePathOf(req.originalUrl);
      const route = held.match(path, req);
      if (!route && path.segments[0] !== "api") return next();
      if (!route) throw new Refusal("NOT_FOUND");
      res.locals.pipeline = route.name;
      refuseClosed(route.rest);
      const exchange: Exchange = {
        req,
        res,
        path,
        isRewritten: false,
        route,
        backEnd,
        caller: anonymous,
        claims: undefined,
        isKnown: false,
        hasScopes: false,
        isOriginNamed: false,
        extraHeaders: {},
        hasStandIn: false,
        changes: undefined,
        reshapes: [],
      };
      await runPipeline(route.policies, exchange);
      // No step of it answered.
      if (!res.headersSent && !res.writableEnded && !res.destroyed) throw new Refusal("NOT_FOUND");
    } catch (error) {
      sendProblem(error, req, res, log);
    } finally {
      table.leave(held);
    }
  });
  app.use("/ops", opsIdentity(backEnd, checkOrigin));
  const room = createSocketRoom({ sockets: 4_000, perAddress: 200 });
  const live = openOps({
    ...{ backEnd, config, traffic, room },
    routes: { list: table.list, explain: (asked) => explain(table, asked) },
  });
  table.onChange(({ fault }) => live.reloaded(fault?.faults.join("; ") ?? null));
  backEnd.routes(configRoutes(table, routing.policies));
  backEnd.routes(docsRoutes(createToldDocuments(backEnd, table)));
  servePage(app, "/client", config.clientDist);
  servePage(app, "/admin", config.adminDist);
  app.get("/", (_req, res) => res.redirect(302, "/client/"));
  serveUpgrades({ backEnd, table, checkOrigin, answerWithinMs: config.upgradeTimeoutMs, room, own: live });
  return backEnd;
}
