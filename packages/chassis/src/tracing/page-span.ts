import { SpanKind, TraceFlags } from "@opentelemetry/api";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { AskingPage } from "./caller-trace.ts";
import type { PageName } from "./tracing.ts";

const resources = new Map<PageName, Resource>();

function resourceOf(page: PageName): Resource {
  const known = resources.get(page) ?? resourceFromAttributes({ "service.name": `${page}-page` });
  resources.set(page, known);
  return known;
}

/** The span that a page began, as far as it can be known from here: it waited at least as long as we took. */
export function pageSpan(
  { name: page, firstTry }: AskingPage,
  asked: ReadableSpan,
): ReadableSpan | undefined {
  const at = asked.parentSpanContext;
  const isTold = (asked.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  if (!at?.isRemote || !isTold) return undefined;
  const { startTime, endTime, duration, status, instrumentationScope } = asked;
  const own = { traceId: at.traceId, spanId: at.spanId, traceFlags: TraceFlags.SAMPLED };
  // One tap is one tree, however often it was tried.
  const before = firstTry !== undefined && firstTry !== at.spanId && { ...own, spanId: firstTry };
  return {
    ...{ name: `${page} page asks`, kind: SpanKind.CLIENT, spanContext: () => own },
    ...(before && { parentSpanContext: before }),
    ...{ startTime, endTime, duration, status, instrumentationScope, ended: true },
    attributes: { "siren.told_by": "gateway" },
    ...{ links: [], events: [], resource: resourceOf(page) },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}
