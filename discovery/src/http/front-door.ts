import type { Server } from "node:http";
import type { Health } from "@siren/chassis/http/health";
import { createApp, createHttpServer, finishApp, newRequestIdFrom } from "@siren/chassis/http/server";
import { createIds } from "@siren/chassis/ids";
import type { Log } from "@siren/chassis/log";
import type { Router } from "express";
import type { DiscoveryConfig } from "../config.ts";
import type { Telling } from "../ops/telling.ts";
import type { Operations } from "../registry/operations.ts";
import { anyVersion, eurekaRoutes } from "./eureka.ts";
import { hotPath } from "./hot-path.ts";
import type { Views } from "./views.ts";
import { type Door, whoMayAsk } from "./who-may-ask.ts";

type Parts = {
  readonly config: Pick<DiscoveryConfig, "delta" | "maxInstances" | "requestTimeoutMs">;
  readonly views: Views;
  readonly operations: Operations;
  readonly door: Door;
  readonly health: Health;
  readonly log: Log;
  readonly told: Telling;
  readonly now: () => number;
  readonly isDraining: () => boolean;
  /** For people with a browser, who come with a login of their own. */
  readonly pages: Router;
  readonly behindTheDoor: readonly Router[];
};

/** The way of a request: the hot path, health, the pages, and the rest for those that the door lets in. */
export function createFrontDoor(parts: Parts): Server {
  const { config, views, operations, door, log, told, now, isDraining } = parts;
  const heard = { onRenewal: told.renewed, onFetch: told.fetched, onFault: told.failed };
  const app = createApp({ newRequestId: newRequestIdFrom(createIds(now)), isDraining, log });
  parts.health.mount(app);
  app.use(
    anyVersion,
    told.measured.handler,
    parts.pages,
    whoMayAsk(door),
    ...parts.behindTheDoor,
    eurekaRoutes(views, operations, {
      ...heard,
      now,
      delta: config.delta,
      maxInstances: config.maxInstances,
    }),
  );
  finishApp(app, log);
  const first = hotPath(
    {
      ...heard,
      views,
      operations,
      door,
      delta: config.delta,
      isDraining,
      onServed: told.measured.served,
    },
    app,
  );
  const requestMs = config.requestTimeoutMs;
  return createHttpServer(first, {
    timeouts: {
      requestMs,
      headersMs: Math.min(10_000, requestMs),
      checkEveryMs: Math.min(2_000, requestMs / 2),
    },
  });
}
