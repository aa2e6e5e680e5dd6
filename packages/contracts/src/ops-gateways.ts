import * as z from "zod/mini";
import { instant } from "./ids.ts";
import { problemCode } from "./problems.ts";

/**
 * What one gateway has seen, told to another on its management listener: each answers requests of its own, and who
 * looks after the system wants the whole.
 */

const count = z.int();
const ms = z.number();
const name = z.string();

/** How many took how long: the bin and its count, where there are any. See the chassis' rolling window. */
const latencyBins = z.array(z.tuple([count, count]));
export type LatencyBins = z.infer<typeof latencyBins>;

export const answerSeen = z.object({ status: count, atMs: instant });
export const failureSeen = z.object({ kind: z.string(), atMs: instant });

/** What a gateway's cache and balancer have on one instance. */
export const instanceSeen = z.object({
  ...{ id: name, status: z.string() },
  ...{ inFlight: count, sockets: count, ejected: z.boolean() },
  answer: z.nullable(answerSeen),
  failure: z.nullable(failureSeen),
});

export const breakerState = z.enum(["closed", "half-open", "open"]);
const latencies = { count, meanMs: ms, p50Ms: ms, p95Ms: ms, p99Ms: ms };

export const breakerSeen = z.object({
  service: name,
  breaker: z.object({
    state: breakerState,
    fires: count,
    failures: count,
    successes: count,
    rejects: count,
  }),
  settings: z.object({
    ...{ volumeThreshold: count, windowMs: ms, resetMs: ms, errorThresholdPercentage: ms },
    mostUnderWay: count,
  }),
  retryBudget: ms,
  underWay: count,
  /** Of the last 10 s, without long polls and streams. */
  lately: z.object({ windowMs: ms, ...latencies, counts: z.record(z.string(), count) }),
  /** The same by the second, oldest first; the one that is not over is not there. */
  steps: z.array(z.object({ at: instant, counts: z.record(z.string(), count) })),
  instances: z.array(z.object({ id: name, inFlight: count, sockets: count, ejected: z.boolean() })),
});

export const routeSeen = z.object({
  pipeline: name,
  ...{ windowMs: ms, tookMs: ms, answered: count, refused: count, failed: count },
  bins: latencyBins,
});

export const problemSeen = z.object({
  ...{ status: count, code: z.nullable(problemCode), pipeline: name, count },
  ...{ firstAtMs: instant, lastAtMs: instant },
  /** The last of them, to be looked for in the logs. */
  requestId: z.string(),
});

/** `GET /ops-word` of a gateway's management listener. */
export const gatewayWord = z.object({
  ...{ at: instant, source: z.enum(["live", "disk", "seeds", "none"]), asOfMs: ms },
  instances: z.array(instanceSeen),
  breakers: z.array(breakerSeen),
  routes: z.array(routeSeen),
  problems: z.array(problemSeen),
});
export type GatewayWord = z.infer<typeof gatewayWord>;

/** `GET /ops-traffic?pipeline=` of a gateway's management listener. */
export const gatewayTraffic = z.object({
  stepMs: ms,
  pipelines: z.array(name),
  /** Oldest first; those of before it started, and the one that is not over, are not there. */
  steps: z.array(
    z.object({ at: instant, answered: count, refused: count, failed: count, bins: latencyBins }),
  ),
});
export type GatewayTraffic = z.infer<typeof gatewayTraffic>;
