import { errorFields, type LogRoot } from "@siren/chassis/log";
import type { Telemetry } from "@siren/chassis/telemetry";
import type { Doorkeeping } from "../http/who-may-ask.ts";
import type { Instances, RenewOutcome } from "../registry/instances.ts";
import type { Eviction, Keeper } from "../registry/keeper.ts";
import type { Lease } from "../registry/lease.ts";
import { type Fetch, FetchTally } from "./fetch-tally.ts";
import { measuring, registryMetrics } from "./metrics.ts";

export type Telling = ReturnType<typeof createTelling>;

type Parts = {
  readonly log: LogRoot;
  readonly meter: Telemetry["meter"];
  readonly instances: Instances;
  readonly keeper: Keeper;
  readonly now: () => number;
};

const ids = ({ instance }: Lease) => ({ app: instance.app, instance: instance.instanceId });

/** What happens in a registry, in words for the log and in numbers for a graph. */
export function createTelling({ log, meter, instances, keeper, now }: Parts) {
  const metrics = registryMetrics(meter, instances, keeper);
  const fetches = new FetchTally();
  fetches.observe(meter);
  instances.onChange(({ event, lease, origin }) => {
    metrics.changes.add(1, { event });
    // An eviction is told where it is decided, with how long the instance was silent.
    if (event === "evicted") return;
    log.info(`instance.${event}`, { ...ids(lease), status: lease.instance.status, origin });
  });

  return {
    measured: measuring(meter),
    fetched: (fetch: Fetch) => fetches.add(fetch),
    renewed: (outcome: RenewOutcome["kind"]) => metrics.renewals.add(1, { outcome }),
    refused: ((reason, detail) => {
      metrics.refused.add(1, { reason });
      log.warn("request.refused-at-the-door", { reason, detail });
    }) satisfies Doorkeeping["onRefused"],
    failed: (fault: unknown) => log.error("request.failed", errorFields(fault)),
    streams: {
      onCut: () => log.warn("stream.cut", { reason: "the reader is too slow" }),
      onGone: (lease: Lease) => {
        metrics.evictions.add(1, { reason: "presence" });
        log.warn("instance.gone", { ...ids(lease), reason: "its presence stream broke" });
      },
      onKept: (leases: readonly Lease[]) => log.warn("presence.mass-break", { kept: leases.length }),
    },
    timers: {
      onEvicted: ({ lease, forgotten }: Eviction) => {
        metrics.evictions.add(1, { reason: forgotten ? "forgotten" : "expired" });
        log.warn("instance.evicted", { ...ids(lease), silentMs: now() - lease.heardAt, forgotten });
      },
      onPreservation: (active: boolean) =>
        log.warn("self-preservation.changed", { ...keeper.preservation(), active }),
      onSnapshotFault: (fault: unknown) => log.error("snapshot.not-written", errorFields(fault)),
    },
  };
}
