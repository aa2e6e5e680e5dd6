import type { RequestListener, Server } from "node:http";
import type { Meter } from "@opentelemetry/api";
import type { ServiceName } from "@siren/contracts/roles";
import type { Express, Router } from "express";
import type { Calling } from "./calling.ts";
import type { Failpoints } from "./failpoints.ts";
import type { Doors } from "./http/doors.ts";
import type { Health, ReadinessCheck } from "./http/health.ts";
import type { InFlight } from "./http/in-flight.ts";
import type { LogLevels } from "./http/log-level.ts";
import type { Route } from "./http/routes.ts";
import type { Entrance } from "./http/server.ts";
import type { NewId } from "./ids.ts";
import type { BaseLive, LiveSettings } from "./live-settings.ts";
import type { LogRoot } from "./log.ts";
import type { Stage } from "./stages.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Tracing } from "./tracing/tracing.ts";

export type Listening = { url: string; managementUrl: string; instanceId: string };

export type BackEnd = Calling & {
  name: ServiceName;
  app: Express;
  server: Server;
  /** For whoever takes requests before the app does: they get what the app gives to its own. */
  enter: Entrance;
  inFlight: InFlight;
  /** Made around the app: what it does not take itself, it gives to that. */
  takeFirst(around: (app: RequestListener) => RequestListener): void;
  /** For whoever listens elsewhere and hands connections on to the server: the goodbye holds there, too. */
  doors: Pick<Doors, "add">;
  log: LogRoot;
  meter: Meter;
  tellMetrics: Telemetry["tellToo"];
  /** Only where a collector is configured. */
  tracing: Tracing | undefined;
  failpoints: Failpoints;
  now: () => number;
  newId: NewId;
  bootId: string;
  /** Aborted once callers had time to turn elsewhere: whoever waits for something lets go. */
  stopping: AbortSignal;
  health: Health;
  /** More for the management listener, such as what a dashboard reads. */
  management: Router;
  logLevels: LogLevels;
  /** What ops may change while it runs. */
  settings: LiveSettings<BaseLive>;
  routes(routes: readonly Route[]): void;
  /** What was declared until now; the gateway tells of its own together with the others'. */
  declared(): readonly Route[];
  readyWhen(name: string, check: ReadinessCheck): void;
  /** Started in this order, before the process registers; stopped in reverse order. */
  stage(name: string, stage: Stage): void;
  start(): Promise<Listening>;
  stop(): Promise<void>;
};
