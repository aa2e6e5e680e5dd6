import {
  type Context,
  context,
  createContextKey,
  propagation,
  type Span,
  type SpanContext,
  trace,
} from "@opentelemetry/api";
import { pooledHex } from "./pooled-random.ts";
import { type ScopeIds, scopeKey } from "./request-scope.ts";

/** Where the API itself keeps the span of a context; its keys are shared by their names. */
const spanKey = createContextKey("OpenTelemetry Context Key SPAN");

/**
 * Trace and ids of one request, in the form in which the API passes such things along. The API's own contexts are
 * each a Map and three closures, and a request would need three of them.
 */
export class RequestContext implements Context {
  readonly ids: ScopeIds;
  readonly #base: Context;
  readonly #own: SpanContext;
  #span: Span | undefined;

  constructor(base: Context, own: SpanContext, ids: ScopeIds) {
    this.#base = base;
    this.#own = own;
    this.ids = ids;
  }

  /** As the next one is told it (W3C): ours hands on no state of anybody else's. */
  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.#own;
    return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
  }

  #spanOf(): Span {
    this.#span ??= trace.wrapSpanContext(this.#own);
    return this.#span;
  }

  getValue(key: symbol): unknown {
    if (key === scopeKey) return this.ids;
    return key === spanKey ? this.#spanOf() : this.#base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#plain().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#plain().deleteValue(key);
  }

  #plain(): Context {
    return this.#base.setValue(spanKey, this.#spanOf()).setValue(scopeKey, this.ids);
  }
}

/**
 * Goes on with the caller's trace, or begins one. There is no exporter yet, so a span is only its ids; the
 * ids are real from the first day, in logs, in events and in what is sent on.
 */
export function requestContextOf(carrier: Record<string, unknown>, ids: ScopeIds): RequestContext {
  const active = context.active();
  // Most of what comes from outside belongs to no trace yet.
  if (carrier.traceparent === undefined && trace.getSpanContext(active) === undefined)
    return new RequestContext(active, { traceId: pooledHex(16), spanId: pooledHex(8), traceFlags: 1 }, ids);
  const incoming = carrier.traceparent === undefined ? active : propagation.extract(active, carrier);
  const parent = trace.getSpanContext(incoming);
  const own: SpanContext = {
    traceId: parent?.traceId ?? pooledHex(16),
    spanId: pooledHex(8),
    traceFlags: parent?.traceFlags ?? 1,
  };
  return new RequestContext(incoming, own, ids);
}
