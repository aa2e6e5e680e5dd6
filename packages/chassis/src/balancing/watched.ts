import type { BreakerState } from "./breaker.ts";
import { createRollingWindow, type RollingWindow } from "./latencies.ts";

/** What can come of a request, as a Hystrix dashboard counts it. */
export const comings = [
  "success",
  "failure",
  "timeout",
  "rejected",
  "shortCircuited",
  "badRequest",
  "ignored",
] as const;
export type Coming = (typeof comings)[number];
export type Lately = RollingWindow<Coming>;

/** Ten seconds, as Hystrix has it. */
export const createLately = (now: () => number): Lately =>
  createRollingWindow(comings, now, { bucketMs: 1_000, buckets: 10 });

/** What somebody who watches is told at once. */
export type BalancingNews =
  | { kind: "breaker.changed"; service: string; state: BreakerState }
  | { kind: "instance.ejected"; service: string; instance: string; forMs: number; why: string };
