import { type Context, propagation, type SpanContext, trace } from "@opentelemetry/api";
import type { PageName } from "./tracing.ts";
import { fromUber, uberHeader } from "./uber-trace-id.ts";

/** Header names in lower case, as Node gives them. */
type Carrier = Record<string, unknown>;

export const namesATrace = (carrier: Carrier): boolean =>
  carrier.traceparent !== undefined || carrier[uberHeader] !== undefined;

/** The caller's own span: as W3C tells it, or else as Jaeger's clients do. What is malformed was not said. */
export function callerTrace(active: Context, carrier: Carrier): SpanContext | undefined {
  const told =
    carrier.traceparent === undefined
      ? undefined
      : trace.getSpanContext(propagation.extract(active, carrier));
  return told ?? fromUber(carrier[uberHeader]) ?? trace.getSpanContext(active);
}

/** `firstTry`: its span, where what is asked was tried before. */
export type AskingPage = { name: PageName; firstTry?: string };

/** Our own entry in a `tracestate`: which page it was that began the trace, and that tells nobody of it itself. */
export function pageIn(tracestate: unknown): AskingPage | undefined {
  if (typeof tracestate !== "string" || tracestate.length > 512) return undefined;
  const own = /(?:^|,)\s*siren=(client|admin)(?::(?!0{16})([0-9a-f]{16}))?\s*(?:,|$)/.exec(tracestate);
  if (!own) return undefined;
  const [, name, firstTry] = own;
  return { name: name as PageName, ...(firstTry !== undefined && { firstTry }) };
}
