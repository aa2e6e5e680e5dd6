import { type Request, type Response, Router } from "express";
import type { Fetch, FetchKind } from "../ops/fetch-tally.ts";
import { sendEmpty, sendView, shapeOf } from "./replies.ts";
import { isVersionOne } from "./version-one.ts";
import type { Rendered, Shape, Views } from "./views.ts";

export type AppsOptions = {
  readonly delta: boolean;
  readonly onFetch: (fetch: Fetch) => void;
};

/** `/apps`, `/apps/delta`, `/apps/{app}`, `/vips/{vip}`, `/svips/{vip}`: everything that is read as a list. */
export function appsRoutes(views: Views, options: AppsOptions): Router {
  const router = Router({ caseSensitive: true });
  const reply = (
    kind: FetchKind,
    req: Request,
    res: Response,
    viewIn: (shape: Shape) => Rendered | undefined,
  ): void => {
    const shape = shapeOf(req.headers, isVersionOne(req));
    const view = viewIn(shape);
    if (!view) sendEmpty(res, 404);
    else options.onFetch({ kind, ...sendView(req, res, shape, view) });
  };

  router.get("/apps", (req, res) => reply("all", req, res, (shape) => views.all(shape)));

  router.get("/apps/delta", (req, res) => {
    if (!options.delta) return sendEmpty(res, 403);
    reply("delta", req, res, (shape) => views.delta(shape));
  });

  router.get("/apps/:app", (req, res) => {
    reply("application", req, res, (shape) => views.app(req.params.app.toUpperCase(), shape));
  });

  router.get("/vips/:vip", (req, res) => {
    reply("vip", req, res, (shape) => views.byAddress("vipAddress", req.params.vip, shape));
  });

  router.get("/svips/:vip", (req, res) => {
    reply("vip", req, res, (shape) => views.byAddress("secureVipAddress", req.params.vip, shape));
  });

  return router;
}
