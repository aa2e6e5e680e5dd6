import type { EventLog, Instance, Registry } from "../registry/port.ts";
import type { BalancingMetrics } from "./balancing-metrics.ts";
import type { Breaker, BreakerOptions } from "./breaker.ts";
import { createBreaker } from "./breaker.ts";
import type { Bulkhead } from "./bulkhead.ts";
import { createBulkhead } from "./bulkhead.ts";
import { aimOf, type Choice, choiceOf, type Group, type Strategy } from "./choice.ts";
import type { Ejection, EjectionOptions } from "./ejection.ts";
import { createEjection } from "./ejection.ts";
import { createLastAnswers, type LastAnswers } from "./last-answers.ts";
import { createMembers } from "./members.ts";
import { type PickOptions, pick } from "./pick.ts";
import type { Pools } from "./pools.ts";
import type { RetryBudget } from "./retry.ts";
import { createRetryBudget } from "./retry.ts";
import { createRoundRobin } from "./round-robin.ts";
import { createSlowStart } from "./slow-start.ts";
import { createUnderWay } from "./under-way.ts";
import { type BalancingNews, createLately, type Lately } from "./watched.ts";

export type RoomOptions = {
  breaker?: BreakerOptions;
  ejection?: EjectionOptions;
  /** Requests under way to one service, without the patient ones. */
  mostUnderWay?: number;
  mostPatient?: number;
  /** Under way to one instance: what its pool carries, and a queue behind it that is not endless. */
  mostPerInstance?: number;
  slowStartMs?: number;
  /** The longest that an instance is left alone because it said so. */
  mostLeaveMs?: number;
  zone?: string;
  /** Whether an instance may be talked to at all, such as by the network its address lies in. */
  admit?: (instance: Instance) => boolean;
};

/** What one request is meant for, on all its attempts. */
export type Aim = { strategy: Strategy; group: Group | undefined; among: Group | undefined };

/** What ops may set while it runs, over what instances and routes say. */
export type Tuning = {
  /** By instance id. */
  weights?: Readonly<Record<string, number>>;
  /** Percent of the requests by version. */
  versions?: Readonly<Record<string, number>>;
};

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
  lately: Lately;
  last: LastAnswers;
  members(): readonly Instance[];
  memberIds(): readonly string[];
  /** Undefined where the route has no wishes. */
  aim(choice: Choice | undefined): Aim | undefined;
  pick(tried: ReadonlySet<string>, aim?: Aim): Instance | undefined;
  tune(tuning: Tuning): void;
  /** It said itself when it wants to be asked again. */
  leaveAlone(id: string, forMs: number): void;
  /** How long until the first of those comes back, where nobody else is left to be asked. */
  backInMs(): number | undefined;
  begin(id: string): () => void;
  inFlight(id?: string): number;
  /** Sockets stay for hours: they are shared out by their own number, and leave no request less room. */
  pickForSocket(tried: ReadonlySet<string>, aim?: Aim): Instance | undefined;
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
  tell?: (news: BalancingNews) => void;
};

export function openRoom(service: string, around: Surroundings, options: RoomOptions): ServiceRoom {
  const { log, metrics, now, random, pools } = around;
  const {
    mostUnderWay = 256,
    mostPerInstance = 160,
    slowStartMs = 10_000,
    mostLeaveMs = 5_000,
    admit = () => true,
  } = options;
  const requests = createUnderWay();
  const sockets = createUnderWay();
  const last = createLastAnswers(now);
  const slowStart = createSlowStart(now, slowStartMs);
  const members = createMembers(options.zone);
  const roundRobin = createRoundRobin();
  const awayUntilMs = new Map<string, number>();
  let tunedChoice: Choice | undefined;

  const breaker = createBreaker(service, now, options.breaker);
  breaker.onChange((state) => {
    metrics.breakerChanged(service, state);
    around.tell?.({ kind: "breaker.changed", service, state });
    log[state === "open" ? "warn" : "info"](`breaker.${state}`, { to: service });
  });
  const onEjected = (id: string, ejectedForMs: number, kind: string) => {
    metrics.ejection(service, kind);
    around.tell?.({ kind: "instance.ejected", service, instance: id, forMs: ejectedForMs, why: kind });
    log.warn("instance.ejected", { to: service, ejected: id, ejectedForMs, kind });
  };
  const ejection = createEjection(now, onEjected, options.ejection);

  const unwatch = around.registry.watch(service, (offered) => {
    const instances = offered.filter(admit);
    const present = new Set(instances.map((one) => one.id));
    for (const id of members.ids()) {
      if (present.has(id)) continue;
      pools.drop(id);
      ejection.forget(id);
      last.forget(id);
      awayUntilMs.delete(id);
    }
    slowStart.members(present);
    ejection.among(present.size);
    members.replace(instances);
  });

  function isAway(id: string): boolean {
    const untilMs = awayUntilMs.size === 0 ? undefined : awayUntilMs.get(id);
    if (untilMs === undefined) return false;
    if (untilMs > now()) return true;
    awayUntilMs.delete(id);
    return false;
  }

  function pickBy(
    tried: ReadonlySet<string>,
    { strategy, group, among }: Aim,
    inFlight: (id: string) => number,
    most: number,
  ): Instance | undefined {
    const options: PickOptions = {
      urns: members.urnsFor(group, among),
      isFree: (id) => !tried.has(id) && inFlight(id) < most && !isAway(id),
      isWell: (id) => !ejection.isAvoided(id),
      inFlight,
      weight: members.weightOf,
      warmth: slowStart.warmth,
      random,
    };
    return strategy === "round-robin" ? roundRobin(options) : pick(options);
  }

  return {
    service,
    breaker,
    ejection,
    budget: createRetryBudget(),
    bulkhead: createBulkhead(mostUnderWay),
    mostUnderWay,
    lately: createLately(now),
    last,
    patient: createBulkhead(options.mostPatient ?? 512),
    members: members.list,
    memberIds: members.ids,
    aim(choice) {
      // Asked for by name: what is set for everybody does not count.
      const isNamed = choice !== undefined && choice.shares.length > 0 && choice.rest === undefined;
      const used = isNamed ? choice : (tunedChoice ?? choice);
      if (!used) return undefined;
      const strategy = choice?.strategy ?? used.strategy;
      return { strategy, group: aimOf(used, random), among: choice?.among };
    },
    pick: (tried, aim = anyOfThem) => pickBy(tried, aim, requests.at, mostPerInstance),
    tune({ weights = {}, versions }) {
      members.weigh(weights);
      tunedChoice = versions && choiceOf({ versions });
    },
    leaveAlone(id, forMs) {
      if (forMs > 0) awayUntilMs.set(id, now() + Math.min(forMs, mostLeaveMs));
    },
    backInMs() {
      const away = members.ids().filter(isAway);
      if (away.length === 0) return undefined;
      return Math.min(...away.map((id) => (awayUntilMs.get(id) ?? 0) - now()));
    },
    begin: requests.begin,
    inFlight: (id) => (id === undefined ? requests.all() : requests.at(id)),
    pickForSocket: (tried, aim = anyOfThem) => pickBy(tried, aim, sockets.at, Number.POSITIVE_INFINITY),
    beginSocket: sockets.begin,
    sockets: sockets.at,
    close() {
      unwatch();
      breaker.dispose();
    },
  };
}

const anyOfThem: Aim = { strategy: "two-choices", group: undefined, among: undefined };
