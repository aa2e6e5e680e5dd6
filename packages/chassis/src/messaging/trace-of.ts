import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { traceparentOf } from "../tracing/call-span.ts";
import { noteException } from "../tracing/note-exception.ts";
import { type Tracing, tracingNow, withTracing } from "../tracing/tracing.ts";
import { toUber, uberHeader } from "../tracing/uber-trace-id.ts";

/** What is done, where spans are told of. */
export type Step = {
  tracing: Tracing | undefined;
  name: string;
  kind: "takes" | "gives" | "calls" | "does";
  attributes?: Attributes;
  /** Of what it ended with: that whoever began it begins it again at once, as a transaction that met another one. */
  isRepeated?: (error: unknown) => boolean;
};

const kinds: Record<Step["kind"], SpanKind> = {
  takes: SpanKind.CONSUMER,
  gives: SpanKind.PRODUCER,
  calls: SpanKind.CLIENT,
  does: SpanKind.INTERNAL,
};

const contextOf = (traceparent: string | undefined) =>
  traceparent === undefined ? context.active() : propagation.extract(context.active(), { traceparent });

function begin(tracing: Tracing, step: Step, parent = context.active()): Span {
  const { name, kind, attributes = {} } = step;
  return tracing.tracer.startSpan(name, { kind: kinds[kind], attributes }, parent);
}

function endFailed(span: Span, error: unknown, { isRepeated }: Step): void {
  noteException(span, error);
  // What is made good at once is no failure; a store that stays in trouble is told of by others.
  if (isRepeated?.(error)) span.setAttribute("siren.repeated", true);
  else span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Runs `work` in the trace in which it was caused, as a step of that. */
export function inTraceOf<T>(
  traceparent: string | undefined,
  work: () => Promise<T>,
  step?: Step,
): Promise<T> {
  const tracing = step?.tracing;
  if (!step || !tracing)
    return traceparent === undefined ? work() : context.with(contextOf(traceparent), work);
  const parent = withTracing(contextOf(traceparent), tracing);
  const span = begin(tracing, step, parent);
  const going = context.with(trace.setSpan(parent, span), work);
  going.then(
    () => span.end(),
    (error: unknown) => endFailed(span, error, step),
  );
  return going;
}

/** Of a step that ends without an error being thrown, and did not do what it was for: how, in a word of our own. */
export function noteFailed(how: string): void {
  if (tracingNow()) trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR, message: how });
}

/** Something that was done at once, in the trace in which it was caused. */
export function tellOf(traceparent: string | undefined, step: Step): void {
  if (step.tracing && traceparent !== undefined) begin(step.tracing, step, contextOf(traceparent)).end();
}

/** The trace of the caller, as an event carries it. */
export function traceparentNow(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** `committed`: it is out. What is never committed was never told, and its span ends nowhere. */
export type Publishing = { traceparent: string | undefined; committed?: () => void };

/** An event that is being told: whoever hears it goes on from here. */
export function publishingNow(type: string): Publishing {
  const tracing = tracingNow();
  if (!tracing) return { traceparent: traceparentNow() };
  const span = begin(tracing, { tracing, name: `${type} publish`, kind: "gives" });
  return { traceparent: traceparentOf(span.spanContext()), committed: () => span.end() };
}

/** For what runs later and elsewhere: in the trace of now. */
export function inThisTrace(effect: () => void): () => void {
  const active = context.active();
  return trace.getSpanContext(active) === undefined ? effect : context.bind(active, effect);
}

/** For a call that goes out of the house, to somebody who may know W3C's words or Jaeger's. */
export function traceHeadersNow(): Record<string, string> {
  const at = trace.getSpanContext(context.active());
  return at ? { traceparent: traceparentOf(at), [uberHeader]: toUber(at) } : {};
}
