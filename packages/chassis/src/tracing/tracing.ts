import { type Context, context, createContextKey, type Span, type Tracer } from "@opentelemetry/api";
import type { AskingPage } from "./caller-trace.ts";

export type PageName = "client" | "admin";

/** There only where a collector is configured: without one no span is made, and nothing else of this is loaded. */
export type Tracing = {
  tracer: Tracer;
  /** A page has no exporter: the span that it began is told by whoever was asked by it, as long as this one. */
  tellOfPage(page: AskingPage, asked: Span): void;
  /** What waits is sent, if that can be done within this time. */
  stop(withinMs: number): Promise<void>;
};

const tracingKey = createContextKey("siren.tracing");

/** Goes with the context, so that what is done in a trace finds by whom it is to be told. */
export const withTracing = (base: Context, tracing: Tracing): Context => base.setValue(tracingKey, tracing);

export const tracingOf = (active: Context) => active.getValue(tracingKey) as Tracing | undefined;

export const tracingNow = (): Tracing | undefined => tracingOf(context.active());
