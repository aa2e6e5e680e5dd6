import type { IncomingMessage, ServerResponse } from "node:http";
import { context, type Meter, metrics, propagation } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { observeProcess } from "./process-metrics.ts";

/** A store that does not answer takes only what it would have told away from a reading. */
const observedWithinMs = 2_000;

/** Which of our own meters a figure is of says nothing to anybody, on each of hundreds of lines. */
const withoutScope = true;

let isPrepared = false;

/** Context and propagation are the process's; a test that builds three back ends shares them. */
function prepareOnce(): void {
  if (isPrepared) return;
  isPrepared = true;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
}

export type Telemetry = {
  meter: Meter;
  serveMetrics(req: IncomingMessage, res: ServerResponse): void;
  /** Told with the metrics, in Prometheus' own form: of what happens too often to go through an instrument. */
  tellToo(text: () => string): void;
  stop(): Promise<void>;
};

export function startTelemetry(service: string): Telemetry {
  prepareOnce();
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, withoutScope);
  const told: (() => string)[] = [];
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    readers: [exporter],
  });
  // Libraries that ask the global provider get the first one of the process.
  metrics.setGlobalMeterProvider(provider);
  const meter = provider.getMeter("siren");
  const ownProcess = observeProcess(meter);
  return {
    meter,
    serveMetrics(_req, res) {
      res.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
      exporter.collect({ timeoutMillis: observedWithinMs }).then(
        ({ resourceMetrics }) =>
          res.end([serializer.serialize(resourceMetrics), ...told.map((text) => text())].join("")),
        (error) => res.writeHead(500).end(`# ${error}\n`),
      );
    },
    tellToo: (text) => void told.push(text),
    stop() {
      ownProcess.stop();
      return provider.shutdown();
    },
  };
}
