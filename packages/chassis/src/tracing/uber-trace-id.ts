import { type SpanContext, TraceFlags } from "@opentelemetry/api";

/** How Jaeger's own clients tell of a trace: `{trace}:{span}:{parent}:{flags}`, in hexadecimal digits. */
export const uberHeader = "uber-trace-id";

const wellFormed = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{0,16}:([0-9a-f]{1,2})$/i;
const zeros = "0".repeat(32);
const [sampledFlag, debugFlag] = [1, 2];

const padded = (digits: string, length: number): string => digits.toLowerCase().padStart(length, "0");

/**
 * Its ids are of 64 bits, those of later clients of 128, and leading zeros are left out; some write the colons as
 * `%3A`. Undefined: no more can be taken from it than from nothing at all.
 */
export function fromUber(told: unknown): SpanContext | undefined {
  if (typeof told !== "string" || told.length > 160) return undefined;
  const [, trace = "", span = "", flags = ""] = wellFormed.exec(told.replace(/%3a/gi, ":")) ?? [];
  const [traceId, spanId] = [padded(trace, 32), padded(span, 16)];
  if (zeros.startsWith(traceId) || zeros.startsWith(spanId)) return undefined;
  const wish = Number.parseInt(flags, 16);
  const isSampled = (wish & (sampledFlag | debugFlag)) !== 0;
  return {
    ...{ traceId, spanId, isRemote: true },
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  };
}

/** What began with 64 bits goes on with 64: clients of then know no longer ones. */
export function toUber({ traceId, spanId, traceFlags }: SpanContext): string {
  const isShort = traceId.startsWith(zeros.slice(16));
  return `${isShort ? traceId.slice(16) : traceId}:${spanId}:0:${traceFlags & sampledFlag}`;
}
