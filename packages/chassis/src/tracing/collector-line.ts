import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace";
import type { Log } from "../log.ts";
import { growingPauseMs } from "../messaging/growing-pause.ts";

type Parts = { exporter: SpanExporter; log: Log; now: () => number; random: () => number };

const pause = { firstMs: 2_000, mostMs: 60_000 };

/**
 * The way to the collector. While it is away nothing is packed or sent but one try after each pause, and the log has
 * one line when it goes and one when it is back.
 */
export class CollectorLine implements SpanExporter {
  readonly #parts: Parts;
  #failures = 0;
  #quietUntil = 0;
  #lost = 0;
  #waiting = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get isAway(): boolean {
    return this.#failures > 0;
  }

  /** In front of what gathers batches: what has no room there would be dropped without being counted. */
  bounding(batches: SpanProcessor, mostWaiting: number): SpanProcessor {
    return {
      onStart: (span, parent) => batches.onStart(span, parent),
      onEnd: (span) => {
        if (this.#waiting >= mostWaiting) this.#lost += 1;
        else {
          this.#waiting += 1;
          batches.onEnd(span);
        }
      },
      forceFlush: () => batches.forceFlush(),
      shutdown: () => batches.shutdown(),
    };
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#waiting -= spans.length;
    if (this.#parts.now() < this.#quietUntil) {
      this.#lost += spans.length;
      done({ code: ExportResultCode.FAILED });
      return;
    }
    this.#parts.exporter.export(spans, (result) => {
      if (result.code === ExportResultCode.SUCCESS) this.#there();
      else this.#away(spans.length, result.error);
      done(result);
    });
  }

  #there(): void {
    // What was lost before it was found to be away is told with the rest.
    if (this.#failures === 0) return;
    this.#parts.log.info("traces.collector-back", { lost: this.#lost });
    this.#failures = 0;
    this.#lost = 0;
  }

  #away(lost: number, error: Error | undefined): void {
    const { log, now, random } = this.#parts;
    this.#lost += lost;
    this.#failures += 1;
    this.#quietUntil = now() + growingPauseMs(this.#failures, pause, random);
    if (this.#failures > 1) return;
    const code = error && "code" in error ? error.code : undefined;
    log.warn("traces.collector-away", { why: String(code ?? error?.message ?? "no answer").slice(0, 80) });
  }

  forceFlush(): Promise<void> {
    return this.#parts.exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#parts.exporter.shutdown();
  }
}
