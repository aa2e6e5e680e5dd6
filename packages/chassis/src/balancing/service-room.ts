import type { EventLog, Instance, Registry } from "../registry/port.ts";
import type { BalancingMetrics } from "./balancing-metrics.ts";
import type { Breaker, BreakerOptions, BreakerState } from "./breaker.ts";
import { createBreaker } from "./breaker.ts";
import type { Bulkhead } from "./bulkhead.ts";
import { createBulkhead } from "./bulkhead.ts";
import type { Ejection, EjectionOptions } from "./ejection.ts";
import { createEjection } from "./ejection.ts";
import { createLastAnswers, type LastAnswers } from "./last-answers.ts";
import { createRollingWindow, type RollingWindow } from "./latencies.ts";
import { pick, slowStartWeight } from "./pick.ts";
import type { Pools } from "./pools.ts";
import type { RetryBudget } from "./retry.ts";
import { createRetryBudget } from "./retry.ts";
import { createUnderWay } from "./under-way.ts";

export type RoomOptions = {
  breaker?: BreakerOptions;
  ejection?: EjectionOptions;
  /** Requests under way to one service, without the patient ones. */
  mostUnderWay?: number;
  mostPatient?: number;
  /** Under way to one instance: what its pool carries, and a queue behind it that is not endless. */
  mostPerInstance?: number;
  slowStartMs?: number;
  zone?: string;
  /** Whether an instance may be talked to at all, such as by the network its address lies in. */
  admit?: (instance: Instance) => boolean;
};

/** What can come of a request, as a Hystrix dashboard counts it. */
export const comings = [
  "success",
  "failure",
  "timeout",
  "rejected",
  "shortCircuited",
  "badRequest",
  "ignored",
] as const;
export type Coming = (typeof comings)[number];

/** What somebody who watches is told at once. */
export type BalancingNews =
  | { kind: "breaker.changed"; service: string; state: BreakerState }
  | { kind: "instance.ejected"; service: string; instance: string; forMs: number; why: string };

/** All that is remembered about one service: who it is, how it has behaved, how much is under way. */
export type ServiceRoom = {
  service: string;
  breaker: Breaker;
  ejection: Ejection;
  budget: RetryBudget;
  bulkhead: Bulkhead;
  patient: Bulkhead;
  mostUnderWay: number;
  /** Of the requests that are not patient: how they went in the last 10 s. */
  lately: RollingWindow<Coming>;
  last: LastAnswers;
  members(): readonly Instance[];
  memberIds(): readonly string[];
  pick(tried: ReadonlySet<string>): Instance | undefined;
  begin(id: string): () => void;
  inFlight(id?: string): number;
  /** Sockets stay for hours: they are shared out by their own number, and leave no request less room. */
  pickForSocket(tried: ReadonlySet<string>): Instance | undefined;
  beginSocket(id: string): () => void;
  sockets(id: string): number;
  close(): void;
};

type Surroundings = {
  registry: Pick<Registry, "watch">;
  pools: Pools;
  log: EventLog;
  metrics: BalancingMetrics;
  now: () => number;
  random: () => number;
  tell: (news: BalancingNews) => void;
};

export function openRoom(service: string, around: Surroundings, options: RoomOptions): ServiceRoom {
  const { log, metrics, now, random, pools } = around;
  const { mostUnderWay = 256, mostPerInstance = 160, slowStartMs = 10_000, admit = () => true } = options;
  const requests = createUnderWay();
  const sockets = createUnderWay();
  const last = createLastAnswers(now);
  const joinedAtMs = new Map<string, number>();
  let members: readonly Instance[] = [];
  let ids: string[] = [];
  let known = false;

  const breaker = createBreaker(service, now, options.breaker);
  breaker.onChange((state) => {
    metrics.breakerChanged(service, state);
    around.tell({ kind: "breaker.changed", service, state });
    log[state === "open" ? "warn" : "info"](`breaker.${state}`, { to: service });
  });
  const onEjected = (id: string, ejectedForMs: number, kind: string) => {
    metrics.ejection(service, kind);
    around.tell({ kind: "instance.ejected", service, instance: id, forMs: ejectedForMs, why: kind });
    log.warn("instance.ejected", { to: service, ejected: id, ejectedForMs, kind });
  };
  const ejection = createEjection(now, onEjected, options.ejection);

  const unwatch = around.registry.watch(service, (offered) => {
    const instances = offered.filter(admit);
    const present = new Set(instances.map((one) => one.id));
    for (const id of ids) {
      if (present.has(id)) continue;
      pools.drop(id);
      ejection.forget(id);
      last.forget(id);
      joinedAtMs.delete(id);
    }
    // Those found at first sight are not new, only new to us.
    for (const id of present) if (!joinedAtMs.has(id)) joinedAtMs.set(id, known ? now() : -Infinity);
    known ||= instances.length > 0;
    members = instances;
    ids = [...present];
  });

  const pickBy = (
    tried: ReadonlySet<string>,
    inFlight: (id: string) => number,
    isFull: (id: string) => boolean,
  ) =>
    pick({
      instances: members,
      tried,
      isEjected: ejection.isEjected,
      isFull,
      inFlight,
      weight: (id) => slowStartWeight(joinedAtMs.get(id) ?? -Infinity, now(), slowStartMs),
      zone: options.zone,
      random,
    });

  return {
    service,
    breaker,
    ejection,
    budget: createRetryBudget(),
    bulkhead: createBulkhead(mostUnderWay),
    mostUnderWay,
    lately: createRollingWindow(comings, now, { bucketMs: 1_000, buckets: 10 }),
    last,
    patient: createBulkhead(options.mostPatient ?? 512),
    members: () => members,
    memberIds: () => ids,
    pick: (tried) => pickBy(tried, requests.at, (id) => requests.at(id) >= mostPerInstance),
    begin: requests.begin,
    inFlight: (id) => (id === undefined ? requests.all() : requests.at(id)),
    pickForSocket: (tried) => pickBy(tried, sockets.at, () => false),
    beginSocket: sockets.begin,
    sockets: sockets.at,
    close() {
      unwatch();
      breaker.dispose();
    },
  };
}
