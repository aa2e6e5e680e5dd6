import type { EventLog, Instance, Registry } from "../registry/port.ts";
import type { BalancingMetrics } from "./balancing-metrics.ts";
import type { Breaker, BreakerOptions } from "./breaker.ts";
import { createBreaker } from "./breaker.ts";
import type { Bulkhead } from "./bulkhead.ts";
import { createBulkhead } from "./bulkhead.ts";
import type { Ejection, EjectionOptions } from "./ejection.ts";
import { createEjection } from "./ejection.ts";
import { pick, slowStartWeight } from "./pick.ts";
import type { Pools } from "./pools.ts";
import type { RetryBudget } from "./retry.ts";
import { createRetryBudget } from "./retry.ts";

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

/** All that is remembered about one service: who it is, how it has behaved, how much is under way. */
export type ServiceRoom = {
  service: string;
  breaker: Breaker;
  ejection: Ejection;
  budget: RetryBudget;
  bulkhead: Bulkhead;
  patient: Bulkhead;
  members(): readonly Instance[];
  memberIds(): readonly string[];
  pick(tried: ReadonlySet<string>): Instance | undefined;
  begin(id: string): () => void;
  inFlight(id?: string): number;
  close(): void;
};

type Surroundings = {
  registry: Pick<Registry, "watch">;
  pools: Pools;
  log: EventLog;
  metrics: BalancingMetrics;
  now: () => number;
  random: () => number;
};

export function openRoom(service: string, around: Surroundings, options: RoomOptions): ServiceRoom {
  const { log, metrics, now, random, pools } = around;
  const { mostPerInstance = 160, slowStartMs = 10_000, admit = () => true } = options;
  const underWay = new Map<string, number>();
  const joinedAtMs = new Map<string, number>();
  let members: readonly Instance[] = [];
  let ids: string[] = [];
  let known = false;

  const breaker = createBreaker(service, now, options.breaker);
  breaker.onChange((state) => {
    metrics.breakerChanged(service, state);
    log[state === "open" ? "warn" : "info"](`breaker.${state}`, { to: service });
  });
  const onEjected = (id: string, ejectedForMs: number, kind: string) => {
    metrics.ejection(service, kind);
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
      joinedAtMs.delete(id);
    }
    // Those found at first sight are not new, only new to us.
    for (const id of present) if (!joinedAtMs.has(id)) joinedAtMs.set(id, known ? now() : -Infinity);
    known ||= instances.length > 0;
    members = instances;
    ids = [...present];
  });

  const inFlight = (id: string) => underWay.get(id) ?? 0;

  return {
    service,
    breaker,
    ejection,
    budget: createRetryBudget(),
    bulkhead: createBulkhead(options.mostUnderWay ?? 256),
    patient: createBulkhead(options.mostPatient ?? 512),
    members: () => members,
    memberIds: () => ids,
    pick: (tried) =>
      pick({
        instances: members,
        tried,
        isEjected: ejection.isEjected,
        isFull: (id) => inFlight(id) >= mostPerInstance,
        inFlight,
        weight: (id) => slowStartWeight(joinedAtMs.get(id) ?? -Infinity, now(), slowStartMs),
        zone: options.zone,
        random,
      }),
    begin(id) {
      underWay.set(id, inFlight(id) + 1);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        const left = inFlight(id) - 1;
        if (left > 0) underWay.set(id, left);
        else underWay.delete(id);
      };
    },
    inFlight: (id) =>
      id === undefined ? [...underWay.values()].reduce((sum, one) => sum + one, 0) : inFlight(id),
    close() {
      unwatch();
      breaker.dispose();
    },
  };
}
