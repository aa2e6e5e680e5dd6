import type { Meter } from "@opentelemetry/api";
import type { ServerTimeouts } from "@siren/chassis/http/server";
import type { GatewayConfig } from "../config.ts";
import type { watchConnections } from "./connections.ts";
import type { EdgeLimits, LimitNumbers } from "./edge-limits.ts";

export const limitsOf = (config: GatewayConfig): LimitNumbers => ({
  member: config.limitMember,
  guest: config.limitGuest,
  address: config.limitAddress,
  attempt: config.limitAttempt,
  newcomers: config.limitNewcomers,
});

export const timeoutsOf = (config: GatewayConfig): Partial<ServerTimeouts> => ({
  headersMs: config.headersTimeoutMs,
  requestMs: config.requestTimeoutMs,
  // Looked at often enough that nobody gets half as much again.
  checkEveryMs: Math.min(5_000, Math.ceil(Math.min(config.headersTimeoutMs, config.requestTimeoutMs) / 2)),
});

export function tellOfEdge(
  meter: Meter,
  limits: EdgeLimits,
  connections: ReturnType<typeof watchConnections>,
): void {
  const refused = meter.createCounter("gateway.limits.refused", {
    description: "requests over a limit of the edge, by its name",
  });
  limits.onRefused((limit) => refused.add(1, { limit }));
  meter
    .createObservableGauge("gateway.connections", { description: "open connections of browsers" })
    .addCallback((gauge) => gauge.observe(connections.open()));
  const cut = meter.createObservableCounter("gateway.connections.cut", {
    description:
      "connections that were cut: too many from there, nothing taken of what was ready, or an answer not gone on with",
  });
  cut.addCallback((counter) => {
    counter.observe(connections.crowded(), { because: "crowded" });
    counter.observe(connections.stalled(), { because: "stalled" });
    counter.observe(connections.unfinished(), { because: "unfinished" });
  });
}
