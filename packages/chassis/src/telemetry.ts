import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type Context,
  context,
  type Meter,
  metrics,
  propagation,
  type SpanContext,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { pooledHex } from "./pooled-random.ts";

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

/**
 * Goes on with the caller's trace, or begins one. There is no exporter yet, so a span is only its ids; the
 * ids are real from the first day, in logs, in events and in what is sent on.
 */
export function traceContextOf(carrier: Record<string, unknown>): Context {
  const active = context.active();
  // Most of what comes from outside belongs to no trace yet.
  const incoming = carrier.traceparent === undefined ? active : propagation.extract(active, carrier);
  const parent = trace.getSpanContext(incoming);
  const own: SpanContext = {
    traceId: parent?.traceId ?? pooledHex(16),
    spanId: pooledHex(8),
    traceFlags: parent?.traceFlags ?? 1,
  };
  return trace.setSpanContext(incoming, own);
}
