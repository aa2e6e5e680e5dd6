import type { Meter } from "@opentelemetry/api";
import { metrics as otel } from "@opentelemetry/api";
import type { BreakerState } from "./breaker.ts";

export type BalancingMetrics = {
  request(service: string, outcome: string): void;
  attempt(service: string, outcome: string): void;
  retry(service: string): void;
  breakerChanged(service: string, state: BreakerState): void;
  ejection(service: string, kind: string): void;
};

export type ObservedService = {
  service: string;
  breaker: BreakerState;
  ejected: number;
  inFlight: number;
  retryBudget: number;
};

const stateNumbers: Record<BreakerState, number> = { closed: 0, "half-open": 1, open: 2 };

/** By service only: an instance id is new with each process and would grow the series without end. */
export function balancingMetrics(
  meter: Meter | undefined,
  observe: () => ObservedService[],
): BalancingMetrics {
  const from = meter ?? otel.getMeter("siren.balancing");
  const requests = tally(from, "siren.client.requests", "Calls to a service, by outcome");
  const attempts = tally(from, "siren.client.attempts", "Tries at single instances");
  const retries = from.createCounter("siren.client.retries", {
    description: "Repeated tries that cost budget",
  });
  const changes = from.createCounter("siren.breaker.changes", {
    description: "Changes of a breaker's state",
  });
  const ejections = from.createCounter("siren.ejections", {
    description: "Instances left alone for a while",
  });
  const gauge = (name: string, description: string, read: (one: ObservedService) => number) =>
    from.createObservableGauge(name, { description }).addCallback((result) => {
      for (const one of observe()) result.observe(read(one), { service: one.service });
    });
  gauge("siren.breaker.state", "0 closed, 1 half-open, 2 open", (one) => stateNumbers[one.breaker]);
  gauge("siren.client.ejected", "Instances left alone now", (one) => one.ejected);
  gauge("siren.client.in_flight", "Requests under way", (one) => one.inFlight);
  gauge("siren.client.retry_budget", "Repeated tries that may be made at once", (one) => one.retryBudget);
  return {
    request: requests,
    attempt: attempts,
    retry: (service) => retries.add(1, { service }),
    breakerChanged: (service, state) => changes.add(1, { service, state }),
    ejection: (service, kind) => ejections.add(1, { service, kind }),
  };
}

/** Counted here and read when somebody looks: with each request there are two of them. */
function tally(from: Meter, name: string, description: string): (service: string, outcome: string) => void {
  const counts = new Map<string, Map<string, number>>();
  from.createObservableCounter(name, { description }).addCallback((result) => {
    for (const [service, byOutcome] of counts)
      for (const [outcome, count] of byOutcome) result.observe(count, { service, outcome });
  });
  return (service, outcome) => {
    let byOutcome = counts.get(service);
    if (!byOutcome) {
      byOutcome = new Map();
      counts.set(service, byOutcome);
    }
    byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
  };
}
