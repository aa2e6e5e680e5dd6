import { type Context, isSpanContextValid, SpanKind, TraceFlags, trace } from "@opentelemetry/api";
import {
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";

export type SamplingParts = {
  /** Of the traces that begin here. */
  ratio: number;
  /** Anybody calls it, and may say anything. */
  isEdge: boolean;
  now: () => number;
  random: () => number;
};

/** So many traces are told of because somebody outside asked for it, beside those that are told of anyway. */
const askedFor = { atOnce: 20, perS: 2 };

const told: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
/** Kept until it is known whether it fails. */
const noted: SamplingResult = { decision: SamplingDecision.RECORD };

/**
 * Traces begin at the edge, by their ids, and everybody behind it goes by what was decided there. Of ids that came
 * from outside nothing is decided by the ids, which were chosen by somebody: it is a throw of the dice, and the
 * caller's own wish counts as long as not too many have it.
 */
export function createSampler({ ratio, isEdge, now, random }: SamplingParts): Sampler {
  const byTraceId = new TraceIdRatioBasedSampler(ratio);
  const mayAsk = createWishes(now);
  return {
    shouldSample(context: Context, traceId: string, _name: string, kind: SpanKind) {
      const parent = trace.getSpanContext(context);
      const isWished = ((parent?.traceFlags ?? 0) & TraceFlags.SAMPLED) !== 0;
      if (!isEdge || kind !== SpanKind.SERVER) return isWished ? told : noted;
      if (!parent || !isSpanContextValid(parent))
        return byTraceId.shouldSample(context, traceId).decision === told.decision ? told : noted;
      return random() < ratio || (isWished && ratio > 0 && mayAsk()) ? told : noted;
    },
    toString: () => `Siren{${ratio}}`,
  };
}

/** Who asks in vain uses nothing up: one that floods leaves the next moment's wishes to others. */
function createWishes(now: () => number): () => boolean {
  let left = askedFor.atOnce;
  let refilledAt = now();
  return () => {
    const at = now();
    left = Math.min(askedFor.atOnce, left + (Math.max(0, at - refilledAt) / 1_000) * askedFor.perS);
    refilledAt = at;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
