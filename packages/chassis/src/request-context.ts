import {
  type Context,
  context,
  createContextKey,
  type Span,
  type SpanContext,
  SpanKind,
  trace,
} from "@opentelemetry/api";
import { pooledHex } from "./pooled-random.ts";
import { type ScopeIds, scopeKey } from "./request-scope.ts";
import { callerTrace, namesATrace } from "./tracing/caller-trace.ts";
import { type Tracing, withTracing } from "./tracing/tracing.ts";

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

  constructor(base: Context, own: SpanContext, ids: ScopeIds, recorded?: Span) {
    this.#base = base;
    this.#own = own;
    this.#span = recorded;
    this.ids = ids;
  }

  /** Its span, where spans are told of and while it goes on. */
  get recorded(): Span | undefined {
    return this.#span?.isRecording() ? this.#span : undefined;
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
 * Goes on with the caller's trace, or begins one. Without a collector a span is only its ids; these are real in any
 * case, in logs, in events and in what is sent on.
 */
export function requestContextOf(
  carrier: Record<string, unknown>,
  ids: ScopeIds,
  tracing?: Tracing,
  method = "",
): RequestContext {
  const active = context.active();
  // Most of what comes from outside belongs to no trace yet.
  const isFirst = !namesATrace(carrier) && trace.getSpanContext(active) === undefined;
  const parent = isFirst ? undefined : callerTrace(active, carrier);
  if (tracing) return recordedContext(active, ids, { tracing, parent, method });
  const own: SpanContext = {
    traceId: parent?.traceId ?? pooledHex(16),
    spanId: pooledHex(8),
    traceFlags: parent?.traceFlags ?? 1,
  };
  return new RequestContext(active, own, ids);
}

type Recording = { tracing: Tracing; parent: SpanContext | undefined; method: string };

function recordedContext(active: Context, ids: ScopeIds, { tracing, parent, method }: Recording) {
  const base = withTracing(trace.deleteSpan(active), tracing);
  const { traceId = "", spanId = "", traceFlags = 0 } = parent ?? {};
  // Nobody else's state is handed on.
  const before = parent ? trace.setSpanContext(base, { traceId, spanId, traceFlags, isRemote: true }) : base;
  const span = tracing.tracer.startSpan(method, { kind: SpanKind.SERVER }, before);
  return new RequestContext(base, span.spanContext(), ids, span);
}
