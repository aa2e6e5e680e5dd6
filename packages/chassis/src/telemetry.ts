import type { IncomingMessage, ServerResponse } from "node:http";
import { context, type Meter, metrics, propagation } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";

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
  const serializer = new PrometheusSerializer();
  const told: (() => string)[] = [];
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    readers: [exporter],
  });
  // Libraries that ask the global provider get the first one of the process.
  metrics.setGlobalMeterProvider(provider);
  return {
    meter: provider.getMeter("siren"),
    serveMetrics(_req, res) {
      res.setHeader("content-type", "text/plain");
      exporter.collect().then(
        ({ resourceMetrics }) =>
          res.end([serializer.serialize(resourceMetrics), ...told.map((text) => text())].join("")),
        (error) => res.writeHead(500).end(`# ${error}\n`),
      );
    },
    tellToo: (text) => void told.push(text),
    stop: () => provider.shutdown(),
  };
}
