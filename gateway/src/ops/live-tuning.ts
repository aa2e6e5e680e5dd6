import type { BackEnd } from "@siren/chassis/back-end";
import { baseLiveShape } from "@siren/chassis/live-settings";
import { serviceNames } from "@siren/contracts/roles";
import * as z from "zod/mini";
import { type EdgeLimits, limitNames } from "../edge/edge-limits.ts";
import { ruleForm, ruleOf } from "../edge/edge-settings.ts";
import type { createSocketRoom } from "../proxy/socket-room.ts";

const percent = z.number().check(z.gte(0), z.lte(100));

const shares = z
  .record(z.string(), percent)
  .check(
    z.refine(
      (given) => Object.values(given).reduce((sum, one) => sum + one, 0) <= 100,
      "the shares of the versions are more than 100 % together",
    ),
  );

/** All that ops may change of a gateway while it runs; what nobody knows is refused with the whole. */
export const gatewayLive = z.strictObject({
  ...baseLiveShape,
  /**
   * Percent of a service's requests by version, and weights by instance id, over what instances and routes say; by a
   * service's name in the registry, or a serviceEndpoint's of the routes.
   */
  balancing: z.optional(
    z.record(
      z.string(),
      z.strictObject({
        versions: z.optional(shares),
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

/** Where the routes lead, as it changes with their file. */
export type Targets = {
  /** What the balancer calls it, for a service of the registry or a serviceEndpoint; nothing of that name: none. */
  servicesCalled(name: string): readonly string[];
  onChange(listener: () => void): void;
};

const isOwn = (name: string) => serviceNames.some((one) => one === name);

/** Puts into force what is the balancer's. Who is not named any more goes back to what it says itself. */
export function tuneBalancer({ balancer, settings }: BackEnd, { servicesCalled, onChange }: Targets): void {
  type Given = NonNullable<GatewayLive["balancing"]>;
  const namesOf = (name: string) => [...new Set([...servicesCalled(name), ...(isOwn(name) ? [name] : [])])];
  let tuned = new Map<string, string>();
  function tune(balancing: Given): void {
    const next = new Map<string, string>();
    for (const name of Object.keys(balancing)) for (const service of namesOf(name)) next.set(service, name);
    // What the routes do not lead to any more is let go by whoever led there.
    for (const [service, name] of tuned)
      if (!next.has(service) && namesOf(name).includes(service)) balancer.tune(service, {});
    for (const [service, name] of next) {
      const { versions, weights } = balancing[name] ?? {};
      balancer.tune(service, { ...(versions && { versions }), ...(weights && { weights }) });
    }
    tuned = next;
  }
  const givenIn = (all: unknown): Given => (all as GatewayLive).balancing ?? {};
  settings.applyBy((given) => {
    const unknown = Object.keys(givenIn(given)).find((name) => namesOf(name).length === 0);
    if (unknown !== undefined)
      throw new Error(`balancing.${unknown}: no service and no serviceEndpoint is called so`);
    tune(givenIn(given));
  });
  // Other addresses are another service to the balancer.
  onChange(() => tune(givenIn(settings.current())));
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
