import { togetherMs } from "@siren/chassis/balancing/latencies";
import type { OpsTraffic, opsProblems, opsRoutes } from "@siren/contracts/ops";
import type { GatewayTraffic, GatewayWord, LatencyBins } from "@siren/contracts/ops-gateways";
import type * as z from "zod/mini";

type Lately = z.infer<typeof opsRoutes>["routes"][number]["lately"];
type Problem = z.infer<typeof opsProblems>["problems"][number];

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

/** A pipeline's last minute at all gateways: percentiles come of the counts, not of each other. */
export function latelyOf(pipeline: string, words: readonly GatewayWord[]): Lately {
  const seen = words.flatMap(({ routes }) => routes.filter((one) => one.pipeline === pipeline));
  const [first] = seen;
  if (!first) return null;
  const { count, quantileMs } = togetherMs(seen.map(({ bins }) => bins));
  return {
    ...{
      windowMs: first.windowMs,
      count,
      meanMs: count === 0 ? 0 : sum(seen.map(({ tookMs }) => tookMs)) / count,
    },
    ...{ p50Ms: quantileMs(0.5), p95Ms: quantileMs(0.95), p99Ms: quantileMs(0.99) },
    perSecond: count / (first.windowMs / 1_000),
    errors: sum(seen.map(({ failed }) => failed)),
    refused: sum(seen.map(({ refused }) => refused)),
  };
}

/** The same refusal at several gateways is one line, with the last request of them all. */
export function problemsOf(words: readonly GatewayWord[]): Problem[] {
  const all = new Map<string, Problem>();
  for (const problem of words.flatMap(({ problems }) => problems)) {
    const name = `${problem.pipeline} ${problem.status} ${problem.code}`;
    const known = all.get(name);
    if (!known) {
      all.set(name, { ...problem });
      continue;
    }
    known.count += problem.count;
    known.firstAtMs = Math.min(known.firstAtMs, problem.firstAtMs);
    if (problem.lastAtMs < known.lastAtMs) continue;
    known.lastAtMs = problem.lastAtMs;
    known.requestId = problem.requestId;
  }
  return [...all.values()].sort((a, b) => b.lastAtMs - a.lastAtMs);
}

type Step = GatewayTraffic["steps"][number];

/** Steps lie on the same marks at every gateway, as far as their clocks agree. */
export function stepsOf(told: readonly GatewayTraffic[]): Omit<OpsTraffic, "unheard"> {
  const stepMs = told[0]?.stepMs ?? 1_000;
  const byMoment = new Map<number, Step[]>();
  for (const { steps } of told)
    for (const step of steps) byMoment.set(step.at, [...(byMoment.get(step.at) ?? []), step]);
  const perSecond = (count: number) => count / (stepMs / 1_000);
  const quantiles = (seen: readonly LatencyBins[]) => {
    const { count, quantileMs } = togetherMs(seen);
    return count === 0 ? { p50Ms: null, p95Ms: null } : { p50Ms: quantileMs(0.5), p95Ms: quantileMs(0.95) };
  };
  return {
    stepMs,
    pipelines: [...new Set(told.flatMap(({ pipelines }) => pipelines))].sort(),
    steps: [...byMoment]
      .sort(([a], [b]) => a - b)
      .map(([at, steps]) => {
        const [refused, failed] = [sum(steps.map((one) => one.refused)), sum(steps.map((one) => one.failed))];
        return {
          at,
          perSecond: perSecond(sum(steps.map(({ answered }) => answered)) + refused + failed),
          ...{ refusedPerSecond: perSecond(refused), failedPerSecond: perSecond(failed) },
          ...quantiles(steps.map(({ bins }) => bins)),
        };
      }),
  };
}
