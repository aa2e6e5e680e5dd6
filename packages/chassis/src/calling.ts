import type { Meter } from "@opentelemetry/api";
import type { ServiceName } from "@siren/contracts/roles";
import { type Balancer, createBalancer } from "./balancing/balancer.ts";
import type { BaseConfig } from "./base-config.ts";
import { createServiceClient, type ServiceClient } from "./client.ts";
import { createHeardOf, type HeardOf } from "./heard-of.ts";
import type { Caller } from "./identity/caller.ts";
import {
  type CallerVerifier,
  createCallerVerifier,
  createIdentitySigner,
  type IdentitySigner,
} from "./identity/identity.ts";
import type { PrivateIdentity, readPublicIdentities } from "./identity/keys.ts";
import { createRevocations, type Revocations } from "./identity/revocations.ts";
import { createTokenVerifier, type TokenVerifier } from "./identity/token-verifier.ts";
import type { LogRoot } from "./log.ts";
import { createNeighbourProbe, type NeighbourProbe } from "./neighbour-probe.ts";
import type { Belief } from "./registry/believable.ts";
import { type FixedServices, withFixedServices } from "./registry/fixed-services.ts";
import { openRegistry } from "./registry/open-registry.ts";
import type { Registry } from "./registry/port.ts";
import { withSeeds } from "./registry/seeds.ts";
import { withinNetworks } from "./registry/within-networks.ts";

/** Whom this process can call, as whom it calls, and whose calls it believes. */
export type Calling = {
  registry: Registry;
  /** Services that an operator named by their URLs. */
  fixed: FixedServices;
  balancer: Balancer;
  client: ServiceClient<Caller>;
  /** Of whom signs of life come over the feeds that are held open here. */
  heardOf: HeardOf;
  identity: IdentitySigner;
  callers: CallerVerifier;
  /** Only where `knowsPeople`. */
  people: { tokens: TokenVerifier; revocations: Revocations; probe: NeighbourProbe };
};

type Parts = {
  name: ServiceName;
  config: BaseConfig;
  registry?: Registry;
  belief: Belief;
  own: PrivateIdentity;
  publicKeys: Awaited<ReturnType<typeof readPublicIdentities>>;
  log: LogRoot;
  meter: Meter;
  now: () => number;
};

export function createCalling(parts: Parts): Calling {
  const { name, config, belief, log, now } = parts;
  // Seeds are the operator's own word: no network is asked whether they may be.
  const { registry, fixed } = withFixedServices(
    withSeeds(
      withinNetworks(
        parts.registry ??
          openRegistry(config.registry, { dataDir: config.dataDir, lease: config.registryLease, log, now }),
        belief.isBelievable,
      ),
      { seeds: config.registrySeeds, now, log },
    ),
  );
  const balancer = createBalancer({
    registry,
    log,
    metrics: parts.meter,
    now,
    random: Math.random,
    limits: { ejection: config.ejection },
    ...(config.zone !== undefined && { zone: config.zone }),
  });
  const identity = createIdentitySigner(parts.own, now);
  const heardOf = createHeardOf(now);
  const client = createServiceClient<Caller>({
    balancer,
    registry,
    heardOf,
    identity: { headerFor: (aud, as) => identity.headerFor(aud as ServiceName, as) },
    now,
  });
  const revocations = createRevocations({ client, dataDir: config.dataDir, log, now });
  const probe = createNeighbourProbe({ service: "member", registry, heardOf, now });
  const tokens = createTokenVerifier({ client, dataDir: config.dataDir, revocations, probe, log, now });
  const callers = createCallerVerifier(name, parts.publicKeys, now);

  const people = { tokens, revocations, probe };
  return { registry, fixed, balancer, client, heardOf, identity, callers, people };
}
