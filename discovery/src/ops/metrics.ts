import { createDurations } from "@siren/chassis/http/durations";
import type { Telemetry } from "@siren/chassis/telemetry";
import type { RequestHandler } from "express";
import { STATUSES } from "../registry/instance-info.ts";
import type { Instances } from "../registry/instances.ts";
import type { Keeper } from "../registry/keeper.ts";

/** What an operator's graph of a registry needs; read when scraped, so a quiet registry costs nothing. */
export function registryMetrics(meter: Telemetry["meter"], instances: Instances, keeper: Keeper) {
  meter
    .createObservableGauge("registry.instances", { description: "Registered instances by status" })
    .addCallback((gauge) => {
      const all = instances.all();
      for (const status of STATUSES) {
        gauge.observe(all.filter(({ instance }) => instance.status === status).length, { status });
      }
    });
  meter
    .createObservableGauge("registry.bytes", {
      description: "What all registrations take, as they were weighed; the bound is EUREKA_MAX_BYTES",
    })
    .addCallback((gauge) => gauge.observe(instances.bytes));
  const renewals = meter.createObservableGauge("registry.renewals.last_minute", {
    description:
      "Heartbeats of the last minute: those owed, those that came, and self-preservation's threshold",
  });
  const preserving = meter.createObservableGauge("registry.self_preservation", {
    description: "1 while nothing is evicted because too many heartbeats are missing",
  });
  meter.addBatchObservableCallback(
    (observe) => {
      const { expected, renewed, threshold, active } = keeper.preservation();
      observe.observe(renewals, expected, { kind: "expected" });
      observe.observe(renewals, renewed, { kind: "renewed" });
      observe.observe(renewals, threshold, { kind: "threshold" });
      observe.observe(preserving, active ? 1 : 0);
    },
    [renewals, preserving],
  );
  return {
    changes: meter.createCounter("registry.changes", { description: "Registrations, cancels, overrides" }),
    renewals: meter.createCounter("registry.renewals", { description: "Renewals by outcome" }),
    evictions: meter.createCounter("registry.evictions", {
      description:
        "Instances that left without a word: expired, presence (a broken stream), forgotten (a snapshot's)",
    }),
    refused: meter.createCounter("registry.refused", { description: "Requests turned away at the door" }),
  };
}

export type Served = {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly startedMs: number;
};

/** Mounts are found in any spelling: as the caller wrote it, each would be a series of its own. */
export const routeOf = (baseUrl: string, path: string): string => `${baseUrl.toLowerCase()}${path}`;

/** The chassis measures its own routes; ours are express', so their template is known when they are done. */
export function measuring(meter: Telemetry["meter"]): {
  handler: RequestHandler;
  served: (one: Served) => void;
} {
  const durations = createDurations(meter);
  const served = ({ method, route, status, startedMs }: Served): void => {
    durations.record((performance.now() - startedMs) / 1000, {
      "http.route": route,
      "http.request.method": method,
      "http.response.status_code": status,
    });
  };
  const handler: RequestHandler = (req, res, next) => {
    const startedMs = performance.now();
    res.once("close", () => {
      const route = req.route === undefined ? "none" : routeOf(req.baseUrl, String(req.route.path));
      served({ method: req.method, route, status: res.statusCode, startedMs });
    });
    next();
  };
  return { handler, served };
}
