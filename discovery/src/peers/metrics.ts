import type { Telemetry } from "@siren/chassis/telemetry";
import type { PeerState } from "./peer.ts";

type Told = {
  readonly streams: () => { readonly watchers: number; readonly presence: number };
  readonly states: () => readonly PeerState[];
};

/** Read when scraped: how many listen, and how far behind each peer is. */
export function tellingMetrics(meter: Telemetry["meter"], { streams, states }: Told): void {
  meter
    .createObservableGauge("registry.streams", { description: "Open streams by kind" })
    .addCallback((gauge) => {
      for (const [kind, count] of Object.entries(streams())) gauge.observe(count, { kind });
    });
  const pending = meter.createObservableGauge("registry.replication.pending", {
    description: "What a peer is still to be told",
  });
  const lag = meter.createObservableGauge("registry.replication.lag", {
    description: "How long the oldest of it has waited",
    unit: "s",
  });
  const items = meter.createObservableCounter("registry.replication.items", {
    description: "What a peer was told, and what was never told; calls that failed",
  });
  meter.addBatchObservableCallback(
    (observe) => {
      for (const state of states()) {
        const peer = { peer: state.url };
        observe.observe(pending, state.pending, peer);
        observe.observe(lag, state.lagMs / 1_000, peer);
        observe.observe(items, state.sent, { ...peer, outcome: "sent" });
        observe.observe(items, state.lost, { ...peer, outcome: "lost" });
        observe.observe(items, state.failed, { ...peer, outcome: "call-failed" });
      }
    },
    [pending, lag, items],
  );
}
