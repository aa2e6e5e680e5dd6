import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Log } from "../log.ts";
import { pooledHex } from "../pooled-random.ts";
import { CollectorLine } from "./collector-line.ts";
import { KeepFailed } from "./keep-failed.ts";
import { pageSpan } from "./page-span.ts";
import { createSampler } from "./sampling.ts";
import type { Tracing } from "./tracing.ts";

export type RecordingParts = {
  service: string;
  instance: string;
  /** Of all that begins at the edge, so much is told. */
  ratio: number;
  isEdge: boolean;
  /** Of `/v1/traces`. */
  url: string;
  timeoutMs: number;
  log: Log;
  now: () => number;
  random: () => number;
};

/** What waits for the collector is bounded: a span is about 2 kB, and those beyond it are not told. */
export const waiting = { maxQueueSize: 2_048, maxExportBatchSize: 512, scheduledDelayMillis: 1_000 };
const limits = { attributeValueLengthLimit: 2_048, attributeCountLimit: 32, eventCountLimit: 16 };

/** Imported only where there is a collector: OpenTelemetry's SDK and its exporter are 4 MB of a process. */
export function recordSpans(parts: RecordingParts): Tracing {
  const { url, timeoutMs, log, now, random } = parts;
  const agent = url.startsWith("https:")
    ? new HttpsAgent({ keepAlive: true, maxSockets: 2 })
    : new HttpAgent({ keepAlive: true, maxSockets: 2 });
  const line = new CollectorLine({
    exporter: new OTLPTraceExporter({ url, timeoutMillis: timeoutMs, httpAgentOptions: () => agent }),
    ...{ log, now, random },
  });
  const batches = line.bounding(
    new BatchSpanProcessor({ exporter: line, ...waiting, exportTimeoutMillis: timeoutMs * 2 }),
    waiting.maxQueueSize,
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": parts.service,
      "service.instance.id": parts.instance,
      "service.namespace": "siren",
    }),
    sampler: createSampler(parts),
    idGenerator: { generateTraceId: () => pooledHex(16), generateSpanId: () => pooledHex(8) },
    spanLimits: limits,
    spanProcessors: [new KeepFailed(batches)],
  });
  return {
    tracer: provider.getTracer("siren"),
    tellOfPage(page, asked) {
      // The only tracer here is the SDK's own, whose spans can be read.
      const told = pageSpan(page, asked as unknown as ReadableSpan);
      if (told) batches.onEnd(told);
    },
    async stop(withinMs) {
      const late = new AbortController();
      const sent = line.isAway ? undefined : provider.shutdown().catch(() => {});
      if (sent) await Promise.race([sent, pause(withinMs, undefined, late).catch(() => {})]);
      late.abort();
      agent.destroy();
    },
  };
}
