import { type Span as ApiSpan, type Context, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import type { ReadableSpan, Span, SpanProcessor } from "@opentelemetry/sdk-trace";

/** What belongs to one request, event or timer of this process. */
type Piece = { root: object; ended: ReadableSpan[]; outcome: "open" | "fine" | "failed" };

const mostHeld = 32;

const isSampled = (span: ReadableSpan): boolean => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
const hasFailed = ({ status }: ReadableSpan): boolean => status.code === SpanStatusCode.ERROR;

/** As one that was chosen, with the reason. */
function asChosen(span: ReadableSpan): ReadableSpan {
  const at = { ...span.spanContext(), traceFlags: TraceFlags.SAMPLED };
  span.attributes["siren.kept"] = "failed";
  return Object.create(span, { spanContext: { value: () => at } }) as ReadableSpan;
}

/**
 * Before the request that was not chosen nobody knows how it will end: its spans are held until its own is over, and
 * told after all where that failed. What is dropped was never written, sent or counted.
 */
export class KeepFailed implements SpanProcessor {
  readonly #next: SpanProcessor;
  readonly #pieces = new WeakMap<object, Piece>();

  constructor(next: SpanProcessor) {
    this.#next = next;
  }

  onStart(span: Span, parentContext: Context): void {
    if (isSampled(span)) return;
    const parent: ApiSpan | undefined = trace.getSpan(parentContext);
    const piece = parent && this.#pieces.get(parent);
    this.#pieces.set(span, piece ?? { root: span, ended: [], outcome: "open" });
  }

  onEnd(span: ReadableSpan): void {
    const piece = this.#pieces.get(span);
    if (isSampled(span)) this.#next.onEnd(span);
    else if (piece?.root === span) this.#close(piece, span);
    else if (piece) this.#part(piece, span);
  }

  #close(piece: Piece, root: ReadableSpan): void {
    piece.outcome = hasFailed(root) ? "failed" : "fine";
    if (piece.outcome === "failed")
      for (const span of [...piece.ended, root]) this.#next.onEnd(asChosen(span));
    piece.ended = [];
  }

  #part(piece: Piece, span: ReadableSpan): void {
    if (piece.outcome === "open") {
      if (piece.ended.length < mostHeld) piece.ended.push(span);
    } else if (piece.outcome === "failed" || hasFailed(span)) this.#next.onEnd(asChosen(span));
  }

  forceFlush(): Promise<void> {
    return this.#next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#next.shutdown();
  }
}
