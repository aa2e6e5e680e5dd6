import type { ExamplesOf } from "./form.ts";
import { at } from "./golden-ids.ts";
import type * as gateways from "./ops-gateways.ts";

export const instanceId = "barista:127.0.0.1:41002:8f2a6c01d3e4";
export const seen = {
  ...{ inFlight: 2, sockets: 1, ejected: true },
  answer: { status: 200, atMs: at - 4_000 },
  failure: { kind: "connect", atMs: at - 500 },
};
export const instanceSeen = { id: instanceId, status: "UP", ...seen };
const bins: [number, number][] = [
  [14, 1_190],
  [27, 10],
];
export const problemSeen = {
  ...{ status: 503, code: "BREAKER_OPEN" as const, pipeline: "barista", count: 12 },
  ...{ firstAtMs: at - 60_000, lastAtMs: at, requestId: "01J9ZK3V5QW8XH2N7TB4RCEDFT" },
};
const counts = { success: 1_190, failure: 3, badRequest: 7 };
export const breakerSeen = {
  service: "barista",
  breaker: { state: "closed" as const, fires: 480, failures: 3, successes: 477, rejects: 0 },
  settings: {
    ...{ volumeThreshold: 5, windowMs: 4_000, resetMs: 2_000, errorThresholdPercentage: 50 },
    mostUnderWay: 256,
  },
  ...{ retryBudget: 50, underWay: 2 },
  lately: { windowMs: 10_000, count: 1_200, meanMs: 4.2, p50Ms: 3.1, p95Ms: 9.8, p99Ms: 21.5, counts },
  steps: [{ at, counts }],
  instances: [{ id: instanceId, inFlight: 2, sockets: 1, ejected: true }],
};
const routeSeen = {
  ...{ pipeline: "barista", windowMs: 60_000, tookMs: 5_040 },
  ...{ answered: 1_190, refused: 7, failed: 3, bins },
};

export const gatewayExamples: ExamplesOf<typeof gateways> = {
  answerSeen: seen.answer,
  failureSeen: seen.failure,
  instanceSeen,
  breakerSeen,
  problemSeen,
  routeSeen,
  gatewayWord: {
    ...{ at, source: "live", asOfMs: at - 300 },
    ...{ instances: [instanceSeen], breakers: [breakerSeen], routes: [routeSeen], problems: [problemSeen] },
  },
  gatewayTraffic: {
    ...{ stepMs: 5_000, pipelines: ["barista"] },
    steps: [{ at, answered: 98, refused: 2, failed: 1, bins }],
  },
};
