import type { Meter } from "@opentelemetry/api";
import type { EventLog } from "../registry/port.ts";
import { balancingMetrics } from "./balancing-metrics.ts";
import { type Breaker, type BreakerOptions, createBreaker } from "./breaker.ts";

type Surroundings = { log: EventLog; meter: Meter; now: () => number };

/**
 * The breaker of somebody who is no service of ours and in no registry, such as a payment provider: the same
 * machine as for our own, told in the same words in log and figures.
 */
export function openOutsideBreaker(
  name: string,
  { log, meter, now }: Surroundings,
  options: BreakerOptions = {},
): Breaker {
  const breaker = createBreaker(name, now, options);
  const metrics = balancingMetrics(meter, () => [
    { service: name, breaker: breaker.state(), ejected: 0, inFlight: 0, retryBudget: 0 },
  ]);
  breaker.onChange((state) => {
    metrics.breakerChanged(name, state);
    log[state === "open" ? "warn" : "info"](`breaker.${state}`, { to: name });
  });
  return breaker;
}
