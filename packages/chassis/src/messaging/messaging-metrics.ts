import { metrics } from "@opentelemetry/api";

/** Asked for at use and not at import: the meter provider is set while the process boots. */
export function messagingMetrics() {
  const meter = metrics.getMeter("siren.messaging");
  const inMs = { unit: "ms" };
  return {
    stamped: meter.createCounter("siren.relay.events"),
    stampDelay: meter.createHistogram("siren.relay.delay", inMs),
    taken: meter.createCounter("siren.consumer.events"),
    takeDelay: meter.createHistogram("siren.consumer.delay", inMs),
    failed: meter.createCounter("siren.consumer.failures"),
    setAside: meter.createCounter("siren.consumer.dead_letters"),
    waitingAside: meter.createGauge("siren.consumer.dead_letters.waiting"),
    timersFired: meter.createCounter("siren.timers.fired"),
    timersFailed: meter.createCounter("siren.timers.failures"),
  };
}

export type MessagingMetrics = ReturnType<typeof messagingMetrics>;
