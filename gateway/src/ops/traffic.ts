import type { Meter } from "@opentelemetry/api";
import { createRollingWindow, type RollingWindow } from "@siren/chassis/balancing/latencies";
import type { ProblemCode } from "@siren/contracts/problems";

const kinds = ["answered", "refused", "failed", "cutOff"] as const;
type Kind = (typeof kinds)[number];

export type Noted = {
  /** What took it: a pipeline of the file, or `edge` for pages, ops and what no route fits. */
  pipeline: string;
  status: number;
  code?: ProblemCode | undefined;
  cutOff?: boolean | undefined;
  tookMs: number;
  requestId: string;
};

export type Problem = {
  status: number;
  code: ProblemCode | null;
  pipeline: string;
  count: number;
  firstAtMs: number;
  lastAtMs: number;
  requestId: string;
};

type Attributes = { route: string; status_class: string; outcome: string };
type Kept = { window: RollingWindow<Kind>; attributes: Map<string | number, Attributes> };

const mostProblems = 500;
const keptMs = 60 * 60_000;

/**
 * What the gateway has answered lately, by pipeline: a path is never a name here, and so the number of names is that
 * of the file. Noting one allocates nothing once its pipeline and outcome have been met.
 */
export function createTraffic(meter: Meter, now: () => number) {
  const pipelines = new Map<string, Kept>();
  const problems = new Map<string, Problem>();
  let total = 0;
  const durations = meter.createHistogram("gateway.request.duration", {
    unit: "s",
    description: "how long a request took, by route, class of status and outcome",
    advice: {
      explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    },
  });

  function keptOf(pipeline: string): Kept {
    const found = pipelines.get(pipeline);
    if (found) return found;
    const window = createRollingWindow(kinds, now, { bucketMs: 5_000, buckets: 12 });
    const fresh: Kept = { window, attributes: new Map() };
    pipelines.set(pipeline, fresh);
    return fresh;
  }

  function attributesOf({ attributes }: Kept, { pipeline, status, code, cutOff }: Noted): Attributes {
    const place = cutOff ? -status : (code ?? status);
    const found = attributes.get(place);
    if (found) return found;
    const outcome = cutOff ? "cut-off" : (code ?? (status < 400 ? "answered" : "passed-on"));
    const fresh = { route: pipeline, status_class: `${Math.floor(status / 100)}xx`, outcome };
    attributes.set(place, fresh);
    return fresh;
  }

  function noteProblem({ pipeline, status, code = null as never, requestId }: Noted): void {
    const name = `${pipeline} ${status} ${code}`;
    const known = problems.get(name);
    if (known && now() - known.lastAtMs < keptMs) {
      known.count++;
      known.lastAtMs = now();
      known.requestId = requestId;
      return;
    }
    if (problems.size >= mostProblems) problems.delete(problems.keys().next().value as string);
    problems.set(name, {
      ...{ status, code: code ?? null, pipeline, count: 1 },
      ...{ firstAtMs: now(), lastAtMs: now(), requestId },
    });
  }

  return {
    note(noted: Noted): void {
      const { pipeline, status, cutOff, tookMs } = noted;
      const kept = keptOf(pipeline);
      total++;
      kept.window.note(
        cutOff ? "cutOff" : status < 400 ? "answered" : status < 500 ? "refused" : "failed",
        tookMs,
      );
      durations.record(tookMs / 1_000, attributesOf(kept, noted));
      if (status >= 400) noteProblem(noted);
    },
    /** Since the start. */
    total: () => total,
    lately(pipeline: string) {
      const kept = pipelines.get(pipeline);
      if (!kept) return null;
      const { windowMs, count, counts, meanMs, quantileMs } = kept.window.sums();
      return {
        ...{
          windowMs,
          count,
          meanMs,
          p50Ms: quantileMs(0.5),
          p95Ms: quantileMs(0.95),
          p99Ms: quantileMs(0.99),
        },
        perSecond: count / (windowMs / 1_000),
        errors: counts.failed + counts.cutOff,
        refused: counts.refused,
      };
    },
    problems(): Problem[] {
      return [...problems.values()]
        .filter(({ lastAtMs }) => now() - lastAtMs < keptMs)
        .sort((a, b) => b.lastAtMs - a.lastAtMs);
    },
  };
}

export type Traffic = ReturnType<typeof createTraffic>;
