import { type Request, type Response, Router } from "express";
import type { Instances } from "../registry/instances.ts";
import type { Lease } from "../registry/lease.ts";
import { ReadCache } from "../registry/read-cache.ts";
import { listingFormat, render, sendEmpty, sendView, wantsCompact } from "./replies.ts";
import { asVersionOne, isVersionOne } from "./version-one.ts";
import { application, applications, appsHash, type WireObject } from "./wire.ts";

type Form = { readonly compact: boolean; readonly seen: (lease: Lease) => Lease };
const asItIs = (lease: Lease): Lease => lease;

export type AppsOptions = {
  readonly delta: boolean;
  /** False while a server that starts has nothing to show yet: an empty answer would empty every client. */
  readonly isOpen: () => boolean;
};

/** `/apps`, `/apps/delta`, `/apps/{app}`, `/vips/{vip}`, `/svips/{vip}`: everything that is read as a list. */
export function appsRoutes(instances: Instances, options: AppsOptions): Router {
  const router = Router({ caseSensitive: true });
  const cache = new ReadCache(() => instances.version);
  let deltasMade = 0;

  const reply = (
    req: Request,
    res: Response,
    name: string,
    exists: boolean,
    view: (form: Form) => WireObject,
  ) => {
    const format = listingFormat(req);
    const compact = wantsCompact(req);
    const version = format === "xml" && isVersionOne(req) ? "v1" : "v2";
    const key = `${format} ${version} ${compact ? "compact" : "full"} ${name}`;
    const seen = version === "v1" ? asVersionOne : asItIs;
    sendView(
      req,
      res,
      format,
      cache.get(key, exists, () => render(view({ compact, seen }), format, compact)),
    );
  };

  router.get(["/apps", "/apps/delta", "/apps/:app", "/vips/:vip", "/svips/:vip"], (_req, res, next) => {
    if (options.isOpen()) next();
    else sendEmpty(res, 403);
  });

  router.get("/apps", (req, res) => {
    reply(req, res, "all", true, ({ compact, seen }) => {
      const leases = instances.all();
      return applications({ leases: leases.map(seen), versionsDelta: "1", hash: appsHash(leases), compact });
    });
  });

  router.get("/apps/delta", (req, res) => {
    if (!options.delta) return sendEmpty(res, 403);
    reply(req, res, "delta", true, ({ compact, seen }) => {
      deltasMade++;
      // The hash is that of the whole registry: the client compares it with what it has after applying the delta.
      const hash = appsHash(instances.all());
      const leases = instances.recentlyChanged().map(seen);
      return applications({ leases, versionsDelta: String(deltasMade), hash, compact });
    });
  });

  router.get("/apps/:app", (req, res) => {
    const name = req.params.app.toUpperCase();
    if (!instances.hasApp(name)) return sendEmpty(res, 404);
    reply(req, res, `app ${name}`, true, ({ compact, seen }) => ({
      application: application(name, instances.ofApp(name).map(seen), compact),
    }));
  });

  const byAddress = (field: "vipAddress" | "secureVipAddress") => (req: Request, res: Response) => {
    const wanted = String(req.params.vip);
    const leases = instances
      .all()
      .filter(({ instance }) => instance[field]?.split(",").includes(wanted) === true);
    reply(req, res, `${field} ${wanted}`, leases.length > 0, ({ compact, seen }) =>
      applications({ leases: leases.map(seen), versionsDelta: "-1", hash: appsHash(leases), compact }),
    );
  };
  router.get("/vips/:vip", byAddress("vipAddress"));
  router.get("/svips/:vip", byAddress("secureVipAddress"));

  return router;
}
