import { type ErrorRequestHandler, type RequestHandler, Router } from "express";
import type { Operations } from "../registry/operations.ts";
import { type AppsOptions, appsRoutes } from "./apps.ts";
import { type InstanceRoutesOptions, instanceRoutes } from "./instances.ts";
import { sendEmpty, sendJson } from "./replies.ts";
import type { Views } from "./views.ts";

export type EurekaOptions = InstanceRoutesOptions &
  AppsOptions & {
    readonly onFault: (fault: unknown) => void;
  };

const ALLOWED: ReadonlyArray<readonly [path: string, methods: string]> = [
  ["/apps", "GET, HEAD"],
  ["/apps/delta", "GET, HEAD"],
  ["/apps/:app", "GET, HEAD, POST"],
  ["/apps/:app/:id", "GET, HEAD, PUT, DELETE"],
  ["/apps/:app/:id/status", "PUT, DELETE"],
  ["/apps/:app/:id/metadata", "PUT"],
  ["/instances/:id", "GET, HEAD"],
  ["/vips/:vip", "GET, HEAD"],
  ["/svips/:vip", "GET, HEAD"],
  ["/asg/:name/status", "PUT"],
  ["/serverinfo/statusoverrides", "GET, HEAD"],
];

const OWN_WORDS = "apps|instances|vips|svips|asg|serverinfo|peerreplication|push|status";
const OTHER_VERSION = new RegExp(
  `^/eureka/(?!(?:v1|v2|${OWN_WORDS})/)[^/]+/(?=(?:${OWN_WORDS})(?:[/?]|$))`,
  "i",
);

/** To Netflix's server the version in a path is free text, and whatever is not v1 is v2. */
export const anyVersion: RequestHandler = (req, _res, next) => {
  req.url = req.url.replace(OTHER_VERSION, "/eureka/v2/");
  next();
};

/**
 * The whole protocol under both of its base paths: Netflix's clients ask below /eureka/v2 (very old
 * ones below v1), Spring's below /eureka. It answers in Eureka's way, so an error has a status and no body.
 */
export function eurekaRoutes(views: Views, operations: Operations, options: EurekaOptions): Router {
  // As in Eureka `/apps/delta` is the delta and `/apps/DELTA` an application of that name.
  const protocol = Router({ caseSensitive: true });
  protocol.use(appsRoutes(views, options));
  protocol.use(instanceRoutes(operations, options));
  // Groups of machines exist in Amazon's cloud only; a Eureka elsewhere refuses to switch one.
  protocol.put("/asg/:name/status", (_req, res) => sendEmpty(res, 400));
  protocol.get("/serverinfo/statusoverrides", (_req, res) => sendJson(res, 200, operations.overrides()));
  for (const [path, methods] of ALLOWED) {
    protocol.all(path, (_req, res) => {
      res.set("Allow", methods);
      sendEmpty(res, 405);
    });
  }
  protocol.use((_req, res) => sendEmpty(res, 404));

  const fault: ErrorRequestHandler = (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    const status = typeof error === "object" && error !== null && "status" in error ? error.status : 500;
    const refused = typeof status === "number" && status >= 400 && status < 500;
    if (!refused) options.onFault(error);
    sendEmpty(res, refused ? status : 500);
  };
  const router = Router();
  router.use("/eureka/v2", protocol, fault);
  router.use("/eureka/v1", protocol, fault);
  router.use("/eureka", protocol, fault);
  return router;
}
