import { createRollingWindow, type RollingWindow } from "@siren/chassis/balancing/latencies";
import type { GatewayTraffic, GatewayWord } from "@siren/contracts/ops-gateways";
import type { ProblemCode } from "@siren/contracts/problems";

const kinds = ["answered", "refused", "failed", "cutOff"] as const;
type Kind = (typeof kinds)[number];

export type Noted = {
  /** What took it: a pipeline of the file, or `edge` for pages, ops and what no route fits. */
  pipeline: string;
  status: number;
  /** Of what this gateway refused itself. */
  code?: ProblemCode | undefined;
  /** Of what was refused by whom it was passed on to. */
  told?: ProblemCode | undefined;
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

/** Since the start, in Prometheus' buckets. */
type Durations = { labels: string; counts: Uint32Array; sumS: number };
type Kept = { window: RollingWindow<Kind>; byOutcome: Map<string | number, Durations> };

const boundsMs = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000];
const metric = "gateway_request_duration_seconds";
const escaped = (value: string) => value.replace(/[\\"\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`));

const mostProblems = 500;
const keptMs = 60 * 60_000;

/**
 * A quarter of an hour, which is 60 kB for a pipeline, and so for the first hundred that are asked for only; what is
 * told as "lately" is its last minute, which all of them keep.
 */
const steps = { bucketMs: 5_000, buckets: 180 };
const latelyBuckets = 12;
const mostRemembered = 100;

/**
 * What the gateway has answered lately, by pipeline: a path is never a name here, and so the number of names is that
 * of the file. Noting one allocates nothing once its pipeline and outcome have been met, and goes through no
 * instrument, which was measured to cost fourteen times as much.
 */
export function createTraffic(now: () => number) {
  const pipelines = new Map<string, Kept>();
  const problems = new Map<string, Problem>();
  let total = 0;
  function keptOf(pipeline: string): Kept {
    const found = pipelines.get(pipeline);
    if (found) return found;
    const window = createRollingWindow(kinds, now, {
      ...steps,
      ...(pipelines.size >= mostRemembered && { buckets: latelyBuckets }),
    });
    const fresh: Kept = { window, byOutcome: new Map() };
    pipelines.set(pipeline, fresh);
    return fresh;
  }

  function durationsOf({ byOutcome }: Kept, { pipeline, status, code, cutOff }: Noted): Durations {
    const place = cutOff ? -status : (code ?? status);
    const found = byOutcome.get(place);
    if (found) return found;
    const outcome = cutOff ? "cut-off" : (code ?? (status < 400 ? "answered" : "passed-on"));
    const statusClass = `${Math.floor(status / 100)}xx`;
    const labels = `route="${escaped(pipeline)}",status_class="${statusClass}",status="${status}",outcome="${outcome}"`;
    const fresh = { labels, counts: new Uint32Array(boundsMs.length + 1), sumS: 0 };
    byOutcome.set(place, fresh);
    return fresh;
  }

  function noteProblem({ pipeline, status, told, code = told, requestId }: Noted): void {
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
      const durations = durationsOf(kept, noted);
      let place = 0;
      while (place < boundsMs.length && tookMs > (boundsMs[place] as number)) place++;
      durations.counts[place]! += 1;
      durations.sumS += tookMs / 1_000;
      if (status >= 400) noteProblem(noted);
    },
    /** In Prometheus' form. */
    metrics(): string {
      const lines = [
        `# HELP ${metric} how long a request took, by route, status and outcome`,
        `# TYPE ${metric} histogram`,
      ];
      for (const { byOutcome } of pipelines.values()) {
        for (const { labels, counts, sumS } of byOutcome.values()) {
          let sum = 0;
          for (const [place, count] of counts.entries()) {
            sum += count;
            const bound = boundsMs[place];
            lines.push(
              `${metric}_bucket{${labels},le="${bound === undefined ? "+Inf" : bound / 1_000}"} ${sum}`,
            );
          }
          lines.push(`${metric}_sum{${labels}} ${sumS}`, `${metric}_count{${labels}} ${sum}`);
        }
      }
      return `${lines.join("\n")}\n`;
    },
    /** Since the start. */
    total: () => total,
    /** The last minute by pipeline, in a form that can be put together with that of others. */
    seen(): GatewayWord["routes"] {
      return [...pipelines].map(([pipeline, { window }]) => {
        const { windowMs, counts, tookMs, bins } = window.sums(latelyBuckets);
        const { answered, refused, failed, cutOff } = counts;
        return { pipeline, windowMs, tookMs, answered, refused, failed: failed + cutOff, bins };
      });
    },
    /** Of one pipeline, or of all together. */
    history(pipeline: string | undefined): GatewayTraffic {
      const kept = pipeline === undefined ? [...pipelines.values()] : [pipelines.get(pipeline)];
      const byMoment = new Map<number, GatewayTraffic["steps"][number]>();
      for (const { at, counts, bins } of kept.flatMap((one) => one?.window.steps() ?? [])) {
        const known = byMoment.get(at) ?? { at, answered: 0, refused: 0, failed: 0, bins: [] };
        known.answered += counts.answered;
        known.refused += counts.refused;
        known.failed += counts.failed + counts.cutOff;
        known.bins = [...known.bins, ...bins];
        byMoment.set(at, known);
      }
      const inOrder = [...byMoment.values()].sort((a, b) => a.at - b.at);
      return { stepMs: steps.bucketMs, pipelines: [...pipelines.keys()], steps: inOrder };
    },
    problems(): Problem[] {
      return [...problems.values()]
        .filter(({ lastAtMs }) => now() - lastAtMs < keptMs)
        .sort((a, b) => b.lastAtMs - a.lastAtMs);
    },
  };
}

export type Traffic = ReturnType<typeof createTraffic>;
