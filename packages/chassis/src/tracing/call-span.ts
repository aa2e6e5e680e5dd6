import {
  type Attributes,
  context,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { AttemptResult } from "../balancing/attempt.ts";
import type { Instance } from "../registry/port.ts";
import { tracingOf } from "./tracing.ts";
import { toUber, uberHeader } from "./uber-trace-id.ts";

export const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-0${traceFlags & 1}`;

type Attempted = { service: string; method: string; instance: Instance; resend: number };
export type CallSpan = { at: SpanContext; end(result: AttemptResult): void };

/** One attempt at one instance, until its answer begins; undefined where nothing is recorded. */
export function beginCall({ service, method, instance, resend }: Attempted): CallSpan | undefined {
  const active = context.active();
  const tracing = tracingOf(active);
  if (!tracing) return undefined;
  const attributes: Attributes = {
    "http.request.method": method,
    "server.address": instance.host,
    "server.port": instance.port,
    "siren.instance": instance.id,
    ...(resend > 0 && { "http.request.resend_count": resend }),
  };
  const span = tracing.tracer.startSpan(
    `${method} ${service}`,
    { kind: SpanKind.CLIENT, attributes },
    active,
  );
  return {
    at: span.spanContext(),
    end(result) {
      if (result.ok) span.setAttribute("http.response.status_code", result.answer.status);
      const fault = result.ok ? String(result.answer.status) : result.failure.kind;
      if (!result.ok || result.answer.status >= 500) {
        span.setAttribute("error.type", fault);
        // Whoever asked has left, or got an answer from the other one that was asked.
        if (fault !== "aborted") span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}

function say(headers: string[], name: string, value: string): void {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i] === name) {
      headers[i + 1] = value;
      return;
    }
  }
  headers.push(name, value);
}

/** What the instance is told: of the attempt where there is a span of it; and somebody of old in Jaeger's words too. */
export function tellTrace(headers: string[], call: CallSpan | undefined, instance: Instance): void {
  if (call) say(headers, "traceparent", traceparentOf(call.at));
  if (instance.url === undefined) return;
  const at = call?.at ?? trace.getSpanContext(context.active());
  if (at) say(headers, uberHeader, toUber(at));
}
