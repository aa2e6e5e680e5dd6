import { type Request, type Response, Router } from "express";
import type { Instances } from "../registry/instances.ts";
import { ReadCache } from "../registry/read-cache.ts";
import { listingFormat, render, sendEmpty, sendView, wantsCompact } from "./replies.ts";
import { application, applications, appsHash, type WireObject } from "./wire.ts";

/** `/apps`, `/apps/delta`, `/apps/{app}`, `/vips/{vip}`, `/svips/{vip}`: everything that is read as a list. */
export function appsRoutes(instances: Instances, options: { delta: boolean }): Router {
  const router = Router();
  const cache = new ReadCache(() => instances.version);
  let deltasMade = 0;

  const reply = (
    req: Request,
    res: Response,
    name: string,
    exists: boolean,
    view: (compact: boolean) => WireObject,
  ) => {
    const format = listingFormat(req);
    const compact = wantsCompact(req);
    const key = `${format} ${compact ? "compact" : "full"} ${name}`;
    sendView(
      req,
      res,
      format,
      cache.get(key, exists, () => render(view(compact), format, compact)),
    );
  };

  router.get("/apps", (req, res) => {
    reply(req, res, "all", true, (compact) => {
      const leases = instances.all();
      return applications({ leases, versionsDelta: "1", hash: appsHash(leases), compact });
    });
  });

  router.get("/apps/delta", (req, res) => {
    if (!options.delta) return sendEmpty(res, 403);
    reply(req, res, "delta", true, (compact) => {
      deltasMade++;
      // The hash is that of the whole registry: the client compares it with what it has after applying the delta.
      const hash = appsHash(instances.all());
      const leases = instances.recentlyChanged();
      return applications({ leases, versionsDelta: String(deltasMade), hash, compact });
    });
  });

  router.get("/apps/:app", (req, res) => {
    const name = req.params.app.toUpperCase();
    if (!instances.hasApp(name)) return sendEmpty(res, 404);
    reply(req, res, `app ${name}`, true, (compact) => ({
      application: application(name, instances.ofApp(name), compact),
    }));
  });

  const byAddress = (field: "vipAddress" | "secureVipAddress") => (req: Request, res: Response) => {
    const wanted = String(req.params.vip);
    const leases = instances
      .all()
      .filter(({ instance }) => instance[field]?.split(",").includes(wanted) === true);
    reply(req, res, `${field} ${wanted}`, leases.length > 0, (compact) =>
      applications({ leases, versionsDelta: "-1", hash: appsHash(leases), compact }),
    );
  };
  router.get("/vips/:vip", byAddress("vipAddress"));
  router.get("/svips/:vip", byAddress("secureVipAddress"));

  return router;
}
