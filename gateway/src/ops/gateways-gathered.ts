import { isWithin } from "@siren/chassis/addresses";
import type { BackEnd } from "@siren/chassis/back-end";
import type { Instance } from "@siren/chassis/registry/port";
import {
  type GatewayTraffic,
  type GatewayWord,
  gatewayTraffic,
  gatewayWord,
} from "@siren/contracts/ops-gateways";
import type * as z from "zod/mini";
import type { GatewayConfig } from "../config.ts";
import { askManagement } from "./management-call.ts";
import { type OwnWord, trafficPath, wordPath } from "./own-word.ts";

const withinMs = 1_500;
const freshMs = 1_000;
/** More gateways than so many are not asked: their figures would be gathered longer than they are new. */
const mostAsked = 50;

/** What each gateway said, ours first; `why`: what it did not say. */
export type Gathered<T> = { heard: { id: string; said: T }[]; unheard: { id: string; why: string }[] };

export type GatewayGathering = {
  words(): Promise<Gathered<GatewayWord>>;
  traffic(pipeline: string | undefined): Promise<Gathered<GatewayTraffic>>;
};

type Parts = { backEnd: BackEnd; config: Pick<GatewayConfig, "allowedNetworks">; own: OwnWord };

/** Asks every gateway in the registry what it has seen; one that is gone or frozen holds nobody up for long. */
export function gatherGateways({ backEnd, config, own }: Parts): GatewayGathering {
  const { registry, now } = backEnd;
  const selfId = () => registry.selfId() ?? "gateway";

  async function ask<S extends z.ZodMiniType>(
    instance: Instance,
    path: string,
    schema: S,
  ): Promise<z.output<S>> {
    const { status, body } = await askManagement(instance, { path, timeoutMs: withinMs });
    if (status !== 200) throw new Error(`it answered ${status}`);
    const read = schema.safeParse(body);
    // Of another version, such as while a new one is rolled out.
    if (!read.success) throw new Error("it answered in another form");
    return read.data;
  }

  async function gather<S extends z.ZodMiniType>(said: z.output<S>, path: string, schema: S) {
    const others = registry
      .known()
      .filter(
        ({ id, service, host }) =>
          service === "gateway" && id !== selfId() && isWithin(config.allowedNetworks, host),
      )
      .slice(0, mostAsked);
    const gathered: Gathered<z.output<S>> = { heard: [{ id: selfId(), said }], unheard: [] };
    const answers = await Promise.allSettled(others.map((one) => ask(one, path, schema)));
    for (const [place, answer] of answers.entries()) {
      const { id } = others[place] as Instance;
      if (answer.status === "fulfilled") gathered.heard.push({ id, said: answer.value });
      else gathered.unheard.push({ id, why: String((answer.reason as Error).message ?? answer.reason) });
    }
    return gathered;
  }

  /** The page asks for several things that come of the same words. */
  let last: { words: Promise<Gathered<GatewayWord>>; atMs: number } | undefined;
  return {
    words() {
      if (!last || now() - last.atMs >= freshMs)
        last = { words: gather(own.word(), wordPath, gatewayWord), atMs: now() };
      return last.words;
    },
    traffic(pipeline) {
      const path =
        pipeline === undefined ? trafficPath : `${trafficPath}?pipeline=${encodeURIComponent(pipeline)}`;
      return gather(own.traffic(pipeline), path, gatewayTraffic);
    },
  };
}
