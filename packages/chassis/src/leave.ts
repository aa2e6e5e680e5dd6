import type { Server } from "node:http";
import { setImmediate as afterPoll } from "node:timers/promises";
import type { Balancer } from "./balancing/balancer.ts";
import type { BaseConfig } from "./base-config.ts";
import type { Doors } from "./http/doors.ts";
import type { InFlight } from "./http/in-flight.ts";
import { linger } from "./http/linger.ts";
import type { Management } from "./http/management.ts";
import { closeServer } from "./http/server.ts";
import { errorFields, type Log } from "./log.ts";
import type { Registry } from "./registry/port.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Tracing } from "./tracing/tracing.ts";

type Leaving = {
  config: Pick<BaseConfig, "drainNoticeMs" | "drainTimeoutMs">;
  /** For one that is called from outside; see linger. */
  lingerMs: number;
  log: Log;
  registry: Registry;
  server: Server;
  doors: Doors;
  inFlight: InFlight;
  stages: { stop(): Promise<void> };
  balancer: Balancer;
  management: Management;
  telemetry: Telemetry;
  tracing: Tracing | undefined;
  /** Callers had time to turn elsewhere. */
  onNoticed: () => void;
};

/** A collector that is slow does not hold up a stop. */
const lastSpansMs = 500;

/** Leave the registry's view, give callers time to see it, then finish what is under way. */
export async function leave(parts: Leaving): Promise<void> {
  const { config, log, registry, server, doors, management, lingerMs } = parts;
  log.info("draining");
  await registry
    .setStatus("OUT_OF_SERVICE")
    .catch((error) => log.warn("drain.not-announced", errorFields(error)));
  await registry.noticed(config.drainNoticeMs);
  parts.onNoticed();
  const gone = lingerMs > 0 ? (await linger(doors, lingerMs)).closed : doors.shut();
  // What has arrived is read before the connection that it came by is taken for an idle one.
  await afterPoll();
  const closed = Promise.all([closeServer(server), gone]);
  const cutOff = setTimeout(
    doors.cutAll,
    Math.max(0, config.drainTimeoutMs - config.drainNoticeMs - lingerMs),
  );
  // The store is a stage: what was taken is finished before anything that it needs is closed.
  await parts.inFlight.idle();
  await afterPoll();
  server.closeIdleConnections();
  await parts.stages.stop();
  await closed;
  clearTimeout(cutOff);
  await registry.deregister();
  await registry.close();
  await parts.balancer.close();
  management.close();
  management.server.closeAllConnections();
  await closeServer(management.server);
  await parts.tracing?.stop(lastSpansMs);
  await parts.telemetry.stop();
  log.info("stopped");
}
