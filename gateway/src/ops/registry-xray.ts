import { isWithin } from "@siren/chassis/addresses";
import type { BackEnd } from "@siren/chassis/back-end";
import { atMost } from "@siren/chassis/registry/pauses";
import type { Instance } from "@siren/chassis/registry/port";
import type { OpsInstance, OpsRegistry } from "@siren/contracts/ops";
import { serviceNames } from "@siren/contracts/roles";
import type { GatewayConfig } from "../config.ts";
import type { GatewayGathering } from "./gateways-gathered.ts";
import { createHealthLooks } from "./health-looks.ts";
import type { KnownOverTime } from "./known-over-time.ts";

const askWithinMs = 1_500;
/** Of more than so many nobody is asked for a sign of life. */
const mostLooks = 200;

type Parts = {
  backEnd: BackEnd;
  config: Pick<GatewayConfig, "allowedNetworks">;
  overTime: KnownOverTime;
  gateways: GatewayGathering;
};

/** Every process by everybody who has a word on it: the registry, each gateway's copy and balancer, and itself. */
export function createXray({ backEnd, config, overTime, gateways }: Parts): () => Promise<OpsRegistry> {
  const { registry, balancer, now } = backEnd;
  const isAnswering = createHealthLooks(now);

  return async () => {
    const known = registry.known();
    const gone = overTime.gone();
    const listed = [...known, ...gone];
    const [asked, { heard, unheard }] = await Promise.all([
      atMost(askWithinMs, registry.ask()).catch(() => undefined),
      gateways.words(),
    ]);
    const words = heard.map(({ id, said }) => ({
      ...{ gateway: id, said },
      byId: new Map(said.instances.map((one) => [one.id, one])),
    }));
    const haveSpoken = new Set(heard.map(({ id }) => id));
    const inRegistry = asked && new Map(asked.map(({ id, status }) => [id, status]));
    const states = new Map(balancer.state().map((state) => [state.service, state]));
    const looked = listed.length <= mostLooks;

    async function shown(instance: Instance, isGone: boolean): Promise<OpsInstance> {
      const { id, service, host, port, status, metadata } = instance;
      const isAllowed = isWithin(config.allowedNetworks, host);
      const answers = haveSpoken.has(id) || (looked && isAllowed ? await isAnswering(instance) : null);
      const seen = states.get(service)?.instances.find((one) => one.id === id);
      return {
        ...{ id, service, host, port, metadata: { ...metadata } },
        status: isGone ? "GONE" : status,
        registryStatus: inRegistry?.get(id) ?? null,
        ...{ isAllowed, isUsed: !isGone && isAllowed && status === "UP" },
        ...{ inFlight: seen?.inFlight ?? 0, sockets: seen?.sockets ?? 0, ejected: seen?.ejected ?? false },
        answer: seen?.answer ? { ...seen.answer } : null,
        failure: seen?.failure ? { ...seen.failure } : null,
        gateways: words.flatMap(({ gateway, byId }) => {
          const known = byId.get(id);
          return known ? [{ gateway, ...known }] : [];
        }),
        answers,
        ghost:
          answers === null || answers !== isGone
            ? null
            : isGone
              ? "answering-but-gone"
              : "registered-not-answering",
      };
    }

    const rows = await Promise.all(listed.map((instance, index) => shown(instance, index >= known.length)));
    const names = new Set<string>([...serviceNames, ...listed.map(({ service }) => service)]);
    const { source, asOfMs } = registry.view();
    return {
      ...{ source, asOfMs, now: now(), registryAnswers: asked !== undefined },
      gateways: [
        ...words.map(({ gateway: id, said }) => ({
          id,
          source: said.source,
          asOfMs: said.asOfMs,
          why: null,
        })),
        ...unheard.map(({ id, why }) => ({ id, source: null, asOfMs: null, why })),
      ],
      services: [...names].map((name) => ({
        name,
        breaker: states.get(name)?.breaker.state ?? null,
        // What left and answers nobody is simply gone.
        instances: rows.filter(
          (row) => row.service === name && (row.status !== "GONE" || row.answers === true),
        ),
      })),
    };
  };
}
