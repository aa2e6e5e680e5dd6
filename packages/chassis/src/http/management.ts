import type { Server } from "node:http";
import { Refusal } from "@siren/contracts/refusal";
import express from "express";
import { type LogLevel, type LogRoot, logLevels } from "../log.ts";
import type { Telemetry } from "../telemetry.ts";
import type { Health } from "./health.ts";
import { createHttpServer, finishApp } from "./server.ts";

/** The second port: for Prometheus, the kubelet and the gateway, never for the public. */
export function createManagement(parts: { health: Health; telemetry: Telemetry; log: LogRoot }): Server {
  const app = express();
  app.disable("x-powered-by");
  parts.health.mount(app);
  app.get("/metrics", (req, res) => parts.telemetry.serveMetrics(req, res));
  app.put("/log-level", express.json({ limit: 1024 }), (req, res) => {
    const level = logLevels.find((one): one is LogLevel => one === req.body?.level);
    if (!level) throw new Refusal("BAD_REQUEST", `level must be one of ${logLevels.join(", ")}`);
    parts.log.level = level;
    parts.log.info("log.level-changed", { to: level });
    res.json({ level });
  });
  finishApp(app, parts.log);
  return createHttpServer(app);
}
