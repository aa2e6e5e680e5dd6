import { context, propagation } from "@opentelemetry/api";

/** Runs `work` in the trace in which the event was caused. */
export function inTraceOf<T>(traceparent: string | undefined, work: () => Promise<T>): Promise<T> {
  if (traceparent === undefined) return work();
  return context.with(propagation.extract(context.active(), { traceparent }), work);
}

/** The trace of the caller, as an event carries it. */
export function traceparentNow(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}
