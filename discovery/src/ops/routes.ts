import { type Request, type Response, Router } from "express";
import { sendDocument, sendJson } from "../http/replies.ts";
import type { WireObject } from "../http/wire.ts";
import { openApi } from "./openapi.ts";
import type { Target } from "./prometheus-targets.ts";
import { type StatusView, statusInfo } from "./status-info.ts";

const XML_ROOT = "com.netflix.eureka.util.StatusInfo";

/** What machines of operators ask, beside health and metrics: behind the door, as everything that lists instances. */
export function opsRoutes(view: () => StatusView, targets: () => readonly Target[]): Router {
  const router = Router();
  const status = (req: Request, res: Response): void => {
    const info = statusInfo(view());
    sendDocument(req, res, 200, (format): WireObject => {
      if (format === "xml") return { [XML_ROOT]: info };
      return { ...info, healthy: "true" };
    });
  };
  router.get("/status", status);
  router.get("/eureka/status", status);
  router.get("/eureka/v1/status", status);
  router.get("/eureka/v2/status", status);
  router.get("/prometheus/targets", (_req, res) => sendJson(res, 200, targets()));
  router.get("/openapi.json", (_req, res) => sendJson(res, 200, openApi));
  return router;
}
