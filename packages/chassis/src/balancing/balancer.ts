import type { Meter } from "@opentelemetry/api";
import { atMost } from "../registry/pauses.ts";
import type { EventLog, Instance, Registry } from "../registry/port.ts";
import type { Dispatched } from "./attempt-answer.ts";
import { balancingMetrics } from "./balancing-metrics.ts";
import type { BreakerOptions, BreakerStats } from "./breaker.ts";
import { CallFailed } from "./call-failed.ts";
import type { Choice } from "./choice.ts";
import type { DispatchRequest } from "./dispatch.ts";
import { dispatchThrough, dispatchTo } from "./dispatch.ts";
import type { Trouble } from "./ejection.ts";
import type { LastWords } from "./last-answers.ts";
import type { WindowStep, WindowSums } from "./latencies.ts";
import type { PoolOptions } from "./pools.ts";
import { createPools } from "./pools.ts";
import type { RoomOptions, ServiceRoom, Tuning } from "./service-room.ts";
import { openRoom } from "./service-room.ts";
import type { BalancingNews, Coming } from "./watched.ts";

export type BalancerOptions = {
  registry: Registry;
  log: EventLog;
  metrics?: Meter;
  now: () => number;
  random: () => number;
  zone?: string;
  pools?: PoolOptions;
  /** Per service, over the defaults. */
  limits?: RoomOptions;
};

/** An instance picked for something that is not one request, such as an upgraded socket. */
export type Chosen = {
  instance: Instance;
  /** It took the socket; what had been held against it is forgiven. */
  connected(): void;
  trouble(kind: Trouble): void;
  /** When the socket is over: until then it counts when the next one is placed. */
  release(): void;
};

export type ServiceState = {
  service: string;
  breaker: BreakerStats;
  settings: Required<BreakerOptions> & { mostUnderWay: number };
  retryBudget: number;
  /** Holding a place in the bulkhead: not the patient ones. */
  underWay: number;
  lately: WindowSums<Coming>;
  /** The same, second by second. */
  steps: WindowStep<Coming>[];
  instances: ({ id: string; inFlight: number; sockets: number; ejected: boolean } & LastWords)[];
};

export type Balancer = {
  dispatch(service: string, request: DispatchRequest): Promise<Dispatched>;
  /** One named instance, no breaker, no retry. */
  dispatchTo(instance: Instance, request: Omit<DispatchRequest, "retry">): Promise<Dispatched>;
  /** By the route's choice as requests are, where it has one. */
  choose(service: string, tried?: ReadonlySet<string>, choice?: Choice): Chosen | undefined;
  instances(service: string): readonly Instance[];
  /** Nobody will ask for it any more. */
  forget(service: string): void;
  /** What ops set while it runs; given anew each time, as a whole. */
  tune(service: string, tuning: Tuning): void;
  state(): ServiceState[];
  /** Told at once what changes by itself; answers how to stop listening. */
  onNews(listener: (news: BalancingNews) => void): () => void;
  close(): Promise<void>;
};

const firstViewMs = 1_000;

/** The one way to any service, for the gateway and for each service that calls another. */
export function createBalancer(options: BalancerOptions): Balancer {
  const { registry, log, now, random } = options;
  const pools = createPools(options.pools);
  const rooms = new Map<string, ServiceRoom>();
  const metrics = balancingMetrics(options.metrics, () =>
    [...rooms.values()].map((room) => ({
      service: room.service,
      breaker: room.breaker.state(),
      ejected: room.ejection.ejected().length,
      inFlight: room.inFlight(),
      retryBudget: room.budget.left(),
    })),
  );
  const listeners = new Set<(news: BalancingNews) => void>();
  const tell = (news: BalancingNews) => {
    for (const listener of listeners) listener(news);
  };
  const around = { registry, pools, log, metrics, now, random, tell };
  let closed = false;

  function roomOf(service: string): ServiceRoom {
    const found = rooms.get(service);
    if (found) return found;
    const room = openRoom(service, around, {
      ...(options.zone !== undefined && { zone: options.zone }),
      ...options.limits,
    });
    rooms.set(service, room);
    return room;
  }

  return {
    dispatch(service, request) {
      if (closed) return Promise.reject(new CallFailed("ABORTED", { service }));
      const room = roomOf(service);
      if (room.members().length > 0 || registry.view().source !== "none")
        return dispatchThrough(room, request, around);
      // Just started, and the registry's first answer is still on its way.
      const waitMs = Math.min(firstViewMs, request.deadlineMs - now());
      return atMost(waitMs, registry.refresh())
        .catch(() => {})
        .then(() => dispatchThrough(room, request, around));
    },
    dispatchTo: (instance, request) => dispatchTo(roomOf(instance.service), instance, request, around),
    choose(service, tried = new Set(), choice) {
      const room = roomOf(service);
      const instance = room.pickForSocket(tried, room.aim(choice));
      if (!instance) return undefined;
      return {
        instance,
        connected: () => room.ejection.answered(instance.id),
        trouble: (kind) => room.ejection.trouble(instance.id, kind, room.memberIds()),
        release: room.beginSocket(instance.id),
      };
    },
    instances: (service) => roomOf(service).members(),
    forget(service) {
      rooms.get(service)?.close();
      rooms.delete(service);
    },
    tune: (service, tuning) => roomOf(service).tune(tuning),
    state: () =>
      [...rooms.values()].map((room) => ({
        service: room.service,
        breaker: room.breaker.stats(),
        settings: { ...room.breaker.settings, mostUnderWay: room.mostUnderWay },
        retryBudget: room.budget.left(),
        underWay: room.bulkhead.inside(),
        lately: room.lately.sums(),
        steps: room.lately.steps(),
        instances: room.members().map(({ id }) => ({
          id,
          inFlight: room.inFlight(id),
          sockets: room.sockets(id),
          ejected: room.ejection.isEjected(id),
          ...room.last.of(id),
        })),
      })),
    onNews(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      for (const room of rooms.values()) room.close();
      await pools.close();
    },
  };
}
