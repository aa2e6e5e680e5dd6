import type { Server } from "node:http";
import { Refusal } from "@siren/contracts/refusal";
import express, { Router } from "express";
import type { ServiceState } from "../balancing/balancer.ts";
import { createEventStream } from "../hystrix/event-stream.ts";
import { hystrixLines } from "../hystrix/hystrix-lines.ts";
import { type LogLevel, type LogRoot, logLevels } from "../log.ts";
import type { Telemetry } from "../telemetry.ts";
import { cpuProfile } from "./cpu-profile.ts";
import type { Health } from "./health.ts";
import { createLogLevels, type LogLevels } from "./log-level.ts";
import { createHttpServer, finishApp } from "./server.ts";

type Parts = {
  health: Health;
  telemetry: Telemetry;
  log: LogRoot;
  /** Who this is among its like, and how its way to each service stands; a process that calls nobody has none. */
  calls?: { service: string; instance: string; state: () => ServiceState[]; now: () => number };
  now: () => number;
};

export type Management = { server: Server; router: Router; logLevels: LogLevels; close(): void };

const longestProfileS = 60;
const longestRaiseS = 24 * 60 * 60;

/** The second port: for Prometheus, dashboards, the kubelet and the gateway, never for the public. */
export function createManagement({ health, telemetry, log, calls, now }: Parts): Management {
  const app = express();
  const router = Router();
  const levels = createLogLevels(log, now);
  const hystrix = createEventStream({
    sample: () =>
      calls
        ? hystrixLines(calls.service, calls.instance, calls.state(), calls.now()).map((line) =>
            JSON.stringify(line),
          )
        : [],
  });
  app.disable("x-powered-by");
  health.mount(app);
  app.get("/metrics", (req, res) => telemetry.serveMetrics(req, res));
  app.get("/hystrix.stream", (req, res) => hystrix.serve(req, res));
  app.get("/profile", async (req, res) => {
    const seconds = Number(req.query.seconds ?? 10);
    if (!(seconds > 0 && seconds <= longestProfileS))
      throw new Refusal("BAD_REQUEST", `seconds: 1 to ${longestProfileS}`);
    const left = new AbortController();
    res.once("close", () => left.abort());
    res.json(await cpuProfile(seconds * 1_000, left.signal));
  });
  app.get("/log-level", (_req, res) => void res.json(levels.current()));
  app.put("/log-level", express.json({ limit: 1024 }), (req, res) => {
    const { level: wanted, forS } = (req.body ?? {}) as { level?: unknown; forS?: unknown };
    const level = logLevels.find((one): one is LogLevel => one === wanted);
    if (!level) throw new Refusal("BAD_REQUEST", `level must be one of ${logLevels.join(", ")}`);
    const isTime = typeof forS === "number" && Number.isInteger(forS) && forS >= 1 && forS <= longestRaiseS;
    if (forS !== undefined && !isTime)
      throw new Refusal("BAD_REQUEST", `forS must be whole seconds from 1 to ${longestRaiseS}`);
    levels.set(level, isTime ? forS * 1_000 : undefined);
    res.json({ level, ...(isTime && { forS }) });
  });
  app.use(router);
  finishApp(app, log);
  return {
    server: createHttpServer(app),
    router,
    logLevels: levels,
    close() {
      levels.close();
      hystrix.close();
    },
  };
}
