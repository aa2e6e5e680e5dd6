import type { BackEnd } from "@siren/chassis/back-end";
import { baseLiveShape } from "@siren/chassis/live-settings";
import { serviceName } from "@siren/contracts/roles";
import * as z from "zod/mini";
import { type EdgeLimits, limitNames } from "../edge/edge-limits.ts";
import { ruleForm, ruleOf } from "../edge/edge-settings.ts";
import type { createSocketRoom } from "../proxy/socket-room.ts";

const percent = z.number().check(z.gte(0), z.lte(100));

/** All that ops may change of a gateway while it runs; what nobody knows is refused with the whole. */
export const gatewayLive = z.strictObject({
  ...baseLiveShape,
  /** Percent of a service's requests by version, and weights by instance id, over what instances and routes say. */
  balancing: z.optional(
    z.partialRecord(
      serviceName,
      z.strictObject({
        versions: z.optional(z.record(z.string(), percent)),
        weights: z.optional(z.record(z.string(), z.number().check(z.gte(0), z.lte(1_000)))),
      }),
    ),
  ),
  limits: z.optional(
    z.strictObject({
      /** Upgraded sockets in all, and from one address. */
      sockets: z.optional(z.int().check(z.gte(1), z.lte(100_000))),
      socketsPerAddress: z.optional(z.int().check(z.gte(1), z.lte(100_000))),
      /** The edge's own, as in the environment: `200/4`, so many in so many seconds. */
      requests: z.optional(z.partialRecord(z.enum(limitNames), z.string().check(z.regex(ruleForm)))),
    }),
  ),
});
export type GatewayLive = z.output<typeof gatewayLive>;

/** Puts into force what is the balancer's. Who is not named any more goes back to what it says itself. */
export function tuneBalancer({ balancer, settings }: BackEnd): void {
  let tuned: string[] = [];
  settings.applyBy((given) => {
    const { balancing = {} } = given as GatewayLive;
    for (const service of tuned) if (!(service in balancing)) balancer.tune(service, {});
    for (const [service, tuning] of Object.entries(balancing)) {
      const { versions, weights } = tuning ?? {};
      balancer.tune(service, { ...(versions && { versions }), ...(weights && { weights }) });
    }
    tuned = Object.keys(balancing);
  });
}

/** Puts into force what is the edge's limits'. */
export function tuneLimits({ settings }: Pick<BackEnd, "settings">, limits: EdgeLimits): void {
  const usual = limits.numbers();
  settings.applyBy((given) => {
    const { requests = {} } = (given as GatewayLive).limits ?? {};
    const numbers = { ...usual };
    for (const name of limitNames) if (requests[name] !== undefined) numbers[name] = ruleOf(requests[name]);
    limits.replace(numbers);
  });
}

/** Puts into force what is the sockets'. */
export function limitSockets({ settings }: BackEnd, room: ReturnType<typeof createSocketRoom>): void {
  settings.applyBy((given) => {
    const { sockets, socketsPerAddress } = (given as GatewayLive).limits ?? {};
    room.limit({
      ...(sockets !== undefined && { sockets }),
      ...(socketsPerAddress !== undefined && { perAddress: socketsPerAddress }),
    });
  });
}
