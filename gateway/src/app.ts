import { readFile } from "node:fs/promises";
import { type BackEnd, createBackEnd, type Surroundings } from "@siren/chassis/back-end";
import { ConfigFault } from "@siren/chassis/config";
import { sendProblem } from "@siren/chassis/http/problem-replies";
import { anonymous } from "@siren/chassis/identity/caller";
import { Refusal } from "@siren/contracts/refusal";
import { accessLog } from "./access-log.ts";
import { sayRegistryIsAway } from "./answers/registry-away.ts";
import type { GatewayConfig } from "./config.ts";
import { docsRoutes } from "./docs/docs-routes.ts";
import { createToldDocuments } from "./docs/told-documents.ts";
import { openLimiter } from "./edge/shared-limiter.ts";
import { opsIdentity } from "./ops/ops-identity.ts";
import { opsRoutes } from "./ops/ops-routes.ts";
import { servePage } from "./pages/pages.ts";
import { type Exchange, runPipeline } from "./policies/exchange.ts";
import { createOriginCheck } from "./policies/origin-check.ts";
import { serveUpgrades } from "./proxy/upgrade.ts";
import { createRouteTable } from "./routing/route-table.ts";
import { readRoutesFile } from "./routing/routes-file.ts";
import { refuseClosed, safePathOf } from "./routing/safe-path.ts";

export type GatewayOptions = { config: GatewayConfig } & Surroundings;

async function tlsOf({ tlsCertFile, tlsKeyFile }: GatewayConfig) {
  if (tlsCertFile === undefined && tlsKeyFile === undefined) return undefined;
  if (tlsCertFile === undefined || tlsKeyFile === undefined) {
    throw new ConfigFault(["TLS_CERT_FILE and TLS_KEY_FILE belong together; one of them is missing"]);
  }
  return { cert: await readFile(tlsCertFile), key: await readFile(tlsKeyFile) };
}

export async function buildGateway({ config, ...given }: GatewayOptions): Promise<BackEnd> {
  const file = await readRoutesFile(config.routesFile);
  const tls = await tlsOf(config);
  const backEnd = await createBackEnd({
    name: "gateway",
    config,
    isPublic: false,
    knowsPeople: true,
    ...(tls && { tls }),
    ...given,
  });
  const { app, log } = backEnd;
  const table = createRouteTable(file);
  const checkOrigin = createOriginCheck(config.allowedOrigins.split(",").filter(Boolean));

  const limiter = openLimiter(backEnd, config);
  backEnd.stage("limits", { stop: async () => limiter.close() });

  const parts = { backEnd, checkOrigin, limiter };
  const pipelines = new Map(
    Object.entries(file.pipelines).map(([name, { policies }]) => [
      name,
      policies.map((step) => step.policy.create(step.action, parts)),
    ]),
  );

  app.use(accessLog(log));
  app.use("/api/docs", opsIdentity(backEnd, checkOrigin));
  app.use("/api", async (req, res, next) => {
    try {
      const path = safePathOf(req.originalUrl);
      const route = table.match(path);
      if (!route && path.segments[1] === "docs") return next();
      if (!route) throw new Refusal("NOT_FOUND");
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
        changes: undefined,
        reshapes: [],
      };
      sayRegistryIsAway(exchange);
      await runPipeline(pipelines.get(route.name) ?? [], exchange);
    } catch (error) {
      sendProblem(error, req, res, log);
    }
  });
  app.use("/ops", opsIdentity(backEnd, checkOrigin));
  backEnd.routes(opsRoutes(backEnd, table));
  backEnd.routes(docsRoutes(createToldDocuments(backEnd, table)));
  servePage(app, "/client", config.clientDist);
  servePage(app, "/admin", config.adminDist);
  app.get("/", (_req, res) => res.redirect(302, "/client/"));
  serveUpgrades({ backEnd, table, checkOrigin, answerWithinMs: config.upgradeTimeoutMs });
  return backEnd;
}
