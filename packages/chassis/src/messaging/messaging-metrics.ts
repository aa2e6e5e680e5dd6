import { metrics } from "@opentelemetry/api";

/** Asked for at use and not at import: the meter provider is set while the process boots. */
export function messagingMetrics() {
  const meter = metrics.getMeter("siren.messaging");
  const counter = (name: string, description: string) => meter.createCounter(name, { description });
  const inMs = (name: string, description: string) =>
    meter.createHistogram(name, {
      ...{ unit: "ms", description },
      advice: { explicitBucketBoundaries: [5, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000, 300_000] },
    });
  return {
    stamped: counter("siren.relay.events", "events that were given their number here"),
    stampDelay: inMs(
      "siren.relay.delay",
      "from an event's commit to its number, of the oldest of each stroke",
    ),
    taken: counter("siren.consumer.events", "events of another's feed that took effect here"),
    takeDelay: inMs("siren.consumer.delay", "from an event's commit to its effect here"),
    failed: counter("siren.consumer.failures", "tries to take an event that failed"),
    setAside: counter("siren.consumer.dead_letters", "events that were set aside"),
    timersFired: counter("siren.timers.fired", "timers whose effect was done"),
    timersFailed: counter("siren.timers.failures", "timers whose effect failed, to be tried again"),
  };
}

export type MessagingMetrics = ReturnType<typeof messagingMetrics>;
