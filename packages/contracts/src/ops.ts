import * as z from "zod/mini";
import { eventId, instant } from "./ids.ts";
import {
  answerSeen,
  breakerSeen,
  breakerState,
  failureSeen,
  instanceSeen,
  problemSeen,
} from "./ops-gateways.ts";
import { problemCode } from "./problems.ts";

/** What the gateway tells operations under `/ops`, and what it asks of the services for it. */

const count = z.int();
const ms = z.number();
const name = z.string();

/** Of which gateways something was not to be had, and why: what is told is without them. */
const unheard = z.array(z.object({ id: name, why: z.string() }));

/** One event that could not be taken, or that waits behind one of its aggregate. */
export const deadLetter = z.object({
  ...{ eventId, feed: name, type: name, aggregateId: name, seq: count },
  ...{ error: z.string(), attempts: count, parkedAt: instant },
});

/** `GET /internal/feeds` of a service: its own feed, how far it has heard the others', and what it set aside. */
export const feedStanding = z.object({
  at: instant,
  feed: name,
  ...{ epoch: z.string(), head: count },
  hears: z.array(
    z.object({ feed: name, epoch: z.nullable(z.string()), seq: z.nullable(count), setAside: count }),
  ),
  /** The first hundred. */
  letters: z.array(deadLetter),
});
export type FeedStanding = z.infer<typeof feedStanding>;

/** `POST /internal/dead-letters/replay`. */
export const replayWanted = z.strictObject({ eventId });
/** `left`: of its feed. An event that failed again is among them. */
export const replayed = z.object({ replayed: count, left: count });

/** `GET /ops/feeds`. `lag` is null while either side cannot be asked. */
export const opsFeeds = z.object({
  at: instant,
  feeds: z.array(
    z.object({
      feed: name,
      epoch: z.nullable(z.string()),
      head: z.nullable(count),
      consumers: z.array(
        z.object({
          consumer: name,
          seq: z.nullable(count),
          lag: z.nullable(count),
          deadLetters: z.nullable(count),
          /** Why it is not known. */
          why: z.nullable(z.string()),
        }),
      ),
    }),
  ),
  deadLetters: z.array(z.object({ consumer: name, ...deadLetter.shape })),
});
export type OpsFeeds = z.infer<typeof opsFeeds>;

/** One process, by everybody who has a word on it. */
export const opsInstance = z.object({
  ...{ id: name, service: name, host: z.string(), port: count },
  /** As this gateway's cache has it; GONE is no more in there. */
  status: z.string(),
  metadata: z.record(z.string(), z.string()),
  /** As the registry says just now; null: it does not know it, or was not to be asked. */
  registryStatus: z.nullable(z.string()),
  /** Whether it lies in the networks that we call at all, and whether requests go there. */
  ...{ isAllowed: z.boolean(), isUsed: z.boolean() },
  /** At the gateway that answers; what each of them has is in `gateways`. */
  ...{ inFlight: count, sockets: count, ejected: z.boolean() },
  answer: z.nullable(answerSeen),
  failure: z.nullable(failureSeen),
  /** As each gateway has it, ours among them; who has none in its cache is not here. */
  gateways: z.array(z.object({ gateway: name, ...instanceSeen.shape })),
  /** Whether its /healthz answers us now; null: not asked. */
  answers: z.nullable(z.boolean()),
  ghost: z.nullable(z.enum(["registered-not-answering", "answering-but-gone"])),
});
export type OpsInstance = z.infer<typeof opsInstance>;

/** `GET /ops/registry`. */
export const opsRegistry = z.object({
  source: z.enum(["live", "disk", "seeds", "none"]),
  asOfMs: ms,
  now: instant,
  /** Whether the registry itself answered for this. */
  registryAnswers: z.boolean(),
  /** Each gateway's copy of the registry; `why`: it did not say. */
  gateways: z.array(
    z.object({
      id: name,
      source: z.nullable(z.enum(["live", "disk", "seeds", "none"])),
      asOfMs: z.nullable(ms),
      why: z.nullable(z.string()),
    }),
  ),
  services: z.array(z.object({ name, breaker: z.nullable(breakerState), instances: z.array(opsInstance) })),
});
export type OpsRegistry = z.infer<typeof opsRegistry>;

const latencies = { count, meanMs: ms, p50Ms: ms, p95Ms: ms, p99Ms: ms };

/** `GET /ops/breakers`: of each gateway, for each has breakers of its own. */
export const opsBreakers = z.object({
  services: z.array(z.object({ gateway: name, ...breakerSeen.shape })),
  unheard,
});

/** `GET /ops/routes`. `lately`: of the last minute at all gateways, by pipeline; null before the first request. */
export const opsRoutes = z.object({
  routes: z.array(
    z.object({
      ...{ path: z.string(), pipeline: name, service: name },
      lately: z.nullable(
        z.object({ windowMs: ms, ...latencies, perSecond: ms, errors: count, refused: count }),
      ),
    }),
  ),
  unheard,
});

/** `GET /ops/traffic?pipeline=`: a quarter of an hour at all gateways, of one pipeline or of all. */
export const opsTraffic = z.object({
  stepMs: ms,
  pipelines: z.array(name),
  steps: z.array(
    z.object({
      ...{ at: instant, perSecond: ms, refusedPerSecond: ms, failedPerSecond: ms },
      /** Null where nothing was asked. */
      ...{ p50Ms: z.nullable(ms), p95Ms: z.nullable(ms) },
    }),
  ),
  unheard,
});
export type OpsTraffic = z.infer<typeof opsTraffic>;

/** `GET /ops/problems`: what the gateways and those behind them refused in the last hour, most lately first. */
export const opsProblems = z.object({ problems: z.array(problemSeen), unheard });

/** `GET /ops/config`: with what this gateway was started; secrets are `***`. */
export const opsConfig = z.object({
  settings: z.array(
    z.object({ key: z.string(), about: z.string(), value: z.nullable(z.string()), isDefault: z.boolean() }),
  ),
});

/** `GET /ops/settings`: what may be changed while it runs, and who says so. */
export const opsSettings = z.object({
  source: z.nullable(z.string()),
  /** Of the source, as it counts: new with each change. */
  version: z.nullable(z.string()),
  appliedAt: z.nullable(instant),
  /** Why what stands there now was not taken; null: it was. */
  refused: z.nullable(z.string()),
  values: z.record(z.string(), z.unknown()),
});

/** `GET /ops/explain`: what a request would meet, and why. */
export const opsExplanation = z.object({
  ...{ method: z.string(), path: z.string(), host: z.nullable(z.string()) },
  /** Null where nothing is, and where the gateway answers by itself: then a step says so. */
  matched: z.nullable(z.object({ pipeline: name, service: name, rest: z.string() })),
  /** Each endpoint in the order in which it is asked, up to the one that took it. */
  steps: z.array(z.object({ endpoint: z.string(), fits: z.boolean(), why: z.string() })),
  policies: z.array(z.string()),
  /** What it would be refused with before any policy; null: nothing. */
  refused: z.nullable(problemCode),
});
export type OpsExplanation = z.infer<typeof opsExplanation>;

/** `POST /ops/instances/{id}/drain` and `/restore`. */
export const opsInstanceDone = z.object({ id: name, service: name, status: z.string() });

/** `PUT /ops/log-level/{service}`: for a while, or until somebody says otherwise. */
export const logLevelWanted = z.strictObject({
  level: z.enum(["debug", "info", "warn", "error"]),
  forS: z.optional(z.int().check(z.gte(1), z.lte(86_400))),
});
export const opsLogLevel = z.object({
  ...{ service: name, level: z.string(), forS: z.nullable(count) },
  replicas: z.array(z.object({ id: name, done: z.boolean(), why: z.nullable(z.string()) })),
});

/** `GET /ops/log-levels`: how much each process logs, and until when, where it was raised for a while. */
export const opsLogLevels = z.object({
  services: z.array(
    z.object({
      service: name,
      replicas: z.array(
        z.object({
          id: name,
          level: z.nullable(z.string()),
          until: z.nullable(instant),
          why: z.nullable(z.string()),
        }),
      ),
    }),
  ),
});
export type OpsLogLevels = z.infer<typeof opsLogLevels>;

/** Server -> client on namespace `/ops`, engine.io path `/ops/socket.io`. */
export const opsLiveEvents = {
  "registry.changed": z.object({
    at: instant,
    changes: z.array(
      z.object({
        ...{ kind: z.enum(["joined", "left", "status"]), id: name, service: name },
        status: z.nullable(z.string()),
      }),
    ),
  }),
  "breaker.changed": z.object({ at: instant, service: name, state: breakerState }),
  "instance.ejected": z.object({ at: instant, service: name, id: name, forMs: ms, why: z.string() }),
  "feed.lag": z.object({
    at: instant,
    lags: z.array(
      z.object({ feed: name, consumer: name, lag: z.nullable(count), deadLetters: z.nullable(count) }),
    ),
  }),
  "audit.changed": z.object({
    at: instant,
    changes: z.array(z.object({ rule: z.string(), from: z.nullable(z.string()), to: z.string() })),
  }),
  "config.reloaded": z.object({
    at: instant,
    what: z.enum(["routes", "settings"]),
    refused: z.nullable(z.string()),
  }),
  /** Every 2 s: proof of life, and how often was refused what in that time. */
  tick: z.object({
    ...{ n: count, at: instant, perSecond: ms, sockets: count },
    problems: z.array(z.object({ code: z.string(), pipeline: name, count })),
  }),
} as const;
export type OpsLiveName = keyof typeof opsLiveEvents;
export type OpsLiveData = { [N in OpsLiveName]: z.infer<(typeof opsLiveEvents)[N]> };

export const opsSocketPath = { path: "/ops/socket.io", namespace: "/ops" } as const;
