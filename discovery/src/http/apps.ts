import { type Request, type Response, Router } from "express";
import { sendEmpty, sendView, shapeOf } from "./replies.ts";
import type { Views } from "./views.ts";

/** `/apps`, `/apps/delta`, `/apps/{app}`, `/vips/{vip}`, `/svips/{vip}`: everything that is read as a list. */
export function appsRoutes(views: Views, options: { delta: boolean }): Router {
  const router = Router();

  router.get("/apps", (req, res) => {
    const shape = shapeOf(req.headers);
    sendView(req, res, shape, views.all(shape));
  });

  router.get("/apps/delta", (req, res) => {
    if (!options.delta) return sendEmpty(res, 403);
    const shape = shapeOf(req.headers);
    sendView(req, res, shape, views.delta(shape));
  });

  router.get("/apps/:app", (req, res) => {
    const shape = shapeOf(req.headers);
    const view = views.app(req.params.app.toUpperCase(), shape);
    if (!view) return sendEmpty(res, 404);
    sendView(req, res, shape, view);
  });

  const byAddress = (field: "vipAddress" | "secureVipAddress") => (req: Request, res: Response) => {
    const shape = shapeOf(req.headers);
    sendView(req, res, shape, views.byAddress(field, String(req.params.vip), shape));
  };
  router.get("/vips/:vip", byAddress("vipAddress"));
  router.get("/svips/:vip", byAddress("secureVipAddress"));

  return router;
}
