import type { ExamplesOf } from "./form.ts";
import { breakerSeen, instanceId as id, instanceSeen, problemSeen, seen } from "./golden-gateways.ts";
import { at, eventId, orderId } from "./golden-ids.ts";
import type * as ops from "./ops.ts";
import type { OpsLiveData } from "./ops.ts";

const unheard = [{ id: "gateway:127.0.0.1:8090:77ab01c2d3e4", why: "it answered 404" }];
const latencies = { count: 1_200, meanMs: 4.2, p50Ms: 3.1, p95Ms: 9.8, p99Ms: 21.5 };
const deadLetter = {
  ...{ eventId, feed: "order", type: "OrderAuthorised", aggregateId: orderId, seq: 4_187 },
  ...{ error: "no cup of that size", attempts: 6, parkedAt: at },
};
const gateway = "gateway:127.0.0.1:8080:1c9e07f3a5d2";
const opsInstance = {
  ...{ id, service: "barista", host: "127.0.0.1", port: 41_002, status: "UP" },
  metadata: { "management.port": "41003", public: "true", replica: "0" },
  registryStatus: "UP",
  ...{ isAllowed: true, isUsed: true },
  ...seen,
  gateways: [{ gateway, ...instanceSeen }],
  answers: false,
  ghost: "registered-not-answering" as const,
};

export const opsExamples: Omit<ExamplesOf<typeof ops>, "opsLiveEvents" | "opsSocketPath"> = {
  deadLetter,
  feedStanding: {
    ...{ at, feed: "barista", epoch: "first", head: 912 },
    hears: [{ feed: "order", epoch: "first", seq: 4_190, setAside: 1 }],
    letters: [deadLetter],
  },
  replayWanted: { eventId },
  replayed: { replayed: 1, left: 0 },
  opsFeeds: {
    at,
    feeds: [
      {
        ...{ feed: "order", epoch: "first", head: 4_192 },
        consumers: [{ consumer: "barista", seq: 4_190, lag: 2, deadLetters: 1, why: null }],
      },
    ],
    deadLetters: [{ consumer: "barista", ...deadLetter }],
  },
  opsInstance,
  opsRegistry: {
    ...{ source: "live", asOfMs: at - 300, now: at, registryAnswers: true },
    gateways: [{ id: gateway, source: "live", asOfMs: at - 300, why: "it answered 404" }],
    services: [{ name: "barista", breaker: "closed", instances: [opsInstance] }],
  },
  opsBreakers: { services: [{ gateway, ...breakerSeen }], unheard },
  opsRoutes: {
    routes: [
      {
        ...{ path: "/api/v1/barista/**", pipeline: "barista", service: "barista" },
        lately: { windowMs: 60_000, ...latencies, perSecond: 20, errors: 3, refused: 7 },
      },
    ],
    unheard,
  },
  opsTraffic: {
    ...{ stepMs: 5_000, pipelines: ["barista"] },
    steps: [{ at, perSecond: 20, refusedPerSecond: 0.4, failedPerSecond: 0.2, p50Ms: 3.1, p95Ms: 9.8 }],
    unheard,
  },
  opsProblems: { problems: [problemSeen], unheard },
  opsConfig: {
    settings: [
      {
        ...{ key: "REGISTRY", about: "where services find each other: eureka:URL,URL or consul:URL" },
        ...{ value: "***", isDefault: false },
      },
    ],
  },
  opsSettings: {
    ...{ source: "./live.yml", version: "2f6c1b0a9d8e", appliedAt: at, refused: null },
    values: { logLevel: "info" },
  },
  opsExplanation: {
    ...{ method: "GET", path: "/api/v1/order/orders", host: "cafe.example.org" },
    matched: { pipeline: "order", service: "order", rest: "/orders" },
    steps: [{ endpoint: "/api/v1/order/**", fits: true, why: "the path begins so" }],
    policies: ["origin", "identity", "proxy"],
    refused: "METHOD_NOT_ALLOWED",
  },
  opsInstanceDone: { id, service: "barista", status: "OUT_OF_SERVICE" },
  logLevelWanted: { level: "debug", forS: 600 },
  opsLogLevel: {
    ...{ service: "barista", level: "debug", forS: 600 },
    replicas: [{ id, done: false, why: "connect" }],
  },
  opsLogLevels: {
    services: [
      { service: "barista", replicas: [{ id, level: "debug", until: at + 600_000, why: "it answered 404" }] },
    ],
  },
};

export const opsLiveExamples: OpsLiveData = {
  "registry.changed": { at, changes: [{ kind: "status", id, service: "barista", status: "OUT_OF_SERVICE" }] },
  "breaker.changed": { at, service: "barista", state: "open" },
  "instance.ejected": { at, service: "barista", id, forMs: 1_000, why: "connect" },
  "feed.lag": { at, lags: [{ feed: "order", consumer: "barista", lag: 2, deadLetters: 1 }] },
  "audit.changed": { at, changes: [{ rule: "one-order-per-key", from: "UNKNOWN", to: "HOLDS" }] },
  "config.reloaded": { at, what: "settings", refused: "logLevel: Invalid option" },
  tick: {
    ...{ n: 7, at, perSecond: 20.5, sockets: 3 },
    problems: [{ code: "BREAKER_OPEN", pipeline: "barista", count: 12 }],
  },
};
