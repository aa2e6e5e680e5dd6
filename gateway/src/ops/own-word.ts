import type { BackEnd } from "@siren/chassis/back-end";
import {
  type GatewayTraffic,
  type GatewayWord,
  gatewayTraffic,
  gatewayWord,
} from "@siren/contracts/ops-gateways";
import type { Traffic } from "./traffic.ts";

export const wordPath = "/ops-word";
export const trafficPath = "/ops-traffic";

export type OwnWord = {
  word(): GatewayWord;
  traffic(pipeline: string | undefined): GatewayTraffic;
};

/** What this gateway has seen by itself; told to its like on the management listener, which people do not reach. */
export function createOwnWord({ backEnd, traffic }: { backEnd: BackEnd; traffic: Traffic }): OwnWord {
  const { registry, balancer, management, now } = backEnd;

  function word(): GatewayWord {
    const states = balancer.state();
    const seen = new Map(states.flatMap(({ instances }) => instances.map((one) => [one.id, one] as const)));
    return {
      ...{ at: now(), ...registry.view() },
      instances: registry.known().map(({ id, status }) => {
        const { inFlight = 0, sockets = 0, ejected = false, answer, failure } = seen.get(id) ?? {};
        return {
          ...{ id, status, inFlight, sockets, ejected },
          ...{ answer: answer ? { ...answer } : null, failure: failure ? { ...failure } : null },
        };
      }),
      breakers: states.map(
        ({ service, breaker, settings, retryBudget, underWay, lately, steps, instances }) => {
          const { windowMs, count, counts, meanMs, quantileMs } = lately;
          const [p50Ms, p95Ms, p99Ms] = [quantileMs(0.5), quantileMs(0.95), quantileMs(0.99)];
          return {
            ...{ service, breaker, settings, retryBudget, underWay },
            lately: { windowMs, count, counts, meanMs, p50Ms, p95Ms, p99Ms },
            steps: steps.map((step) => ({ at: step.at, counts: step.counts })),
            instances: instances.map(({ id, inFlight, sockets, ejected }) => ({
              id,
              inFlight,
              sockets,
              ejected,
            })),
          };
        },
      ),
      routes: traffic.seen(),
      problems: traffic.problems(),
    };
  }

  const told = (pipeline: string | undefined): GatewayTraffic => traffic.history(pipeline);

  management.get(wordPath, (_req, res) => void res.json(gatewayWord.parse(word())));
  management.get(trafficPath, (req, res) => {
    const { pipeline } = req.query;
    res.json(gatewayTraffic.parse(told(typeof pipeline === "string" ? pipeline : undefined)));
  });
  return { word, traffic: told };
}
