import type { Telemetry } from "@siren/chassis/telemetry";
import type { PeerState } from "../peers/peer.ts";

export type Neighbours = {
  readonly peers: () => readonly PeerState[];
  readonly watchers: () => number;
  readonly presences: () => number;
  readonly pages: () => number;
};

/** Whoever hears of changes: peers with how far they are behind, and open streams by kind. */
export function neighbourMetrics(meter: Telemetry["meter"], of: Neighbours): void {
  const { peers, watchers, presences, pages } = of;
  const streams = meter.createObservableGauge("registry.streams", { description: "Open streams by kind" });
  const lag = meter.createObservableGauge("registry.replication.lag", {
    unit: "s",
    description: "Age of the oldest operation that a peer was not told yet",
  });
  const pending = meter.createObservableGauge("registry.replication.pending", {
    description: "Operations that wait to be told to a peer",
  });
  const told = meter.createObservableCounter("registry.replication.operations", {
    description: "Operations told to a peer, and those lost because it was away for too long",
  });
  const failures = meter.createObservableCounter("registry.replication.failures", {
    description: "Batches that a peer did not take",
  });
  meter.addBatchObservableCallback(
    (observe) => {
      observe.observe(streams, watchers(), { kind: "changes" });
      observe.observe(streams, presences(), { kind: "presence" });
      observe.observe(streams, pages(), { kind: "dashboard" });
      for (const { url, lagMs, pending: waiting, sent, failed, lost } of peers()) {
        observe.observe(lag, lagMs / 1000, { peer: url });
        observe.observe(pending, waiting, { peer: url });
        observe.observe(told, sent, { peer: url, outcome: "sent" });
        observe.observe(told, lost, { peer: url, outcome: "lost" });
        observe.observe(failures, failed, { peer: url });
      }
    },
    [streams, lag, pending, told, failures],
  );
}
