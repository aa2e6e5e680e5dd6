import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { EventLog, Instance, Registry } from "./port.ts";
import { reasonOf } from "./reason-of.ts";

/** `order=127.0.0.1:4003,menu=menu:3000`: where a service is when no registry can be asked. */
export type Seed = { service: string; host: string; port: number };

/** Throws an Error whose message completes "REGISTRY_SEEDS ...". */
export function parseSeeds(text: string): Seed[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [, service, bracketed, plain, port] =
        /^([a-z][a-z0-9-]*)=(?:\[([0-9a-fA-F:]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(part) ?? [];
      const host = bracketed ?? plain;
      if (!service || !host || Number(port) < 1 || Number(port) > 65_535)
        throw new Error(
          `must be like order=127.0.0.1:4003,menu=menu.default.svc:8080, not "${part.slice(0, 60)}"`,
        );
      return { service, host, port: Number(port) };
    });
}

/** What was learnt this long ago may be of pods that are gone: seeds stand beside it then. */
const trustedMs = 60_000;
const lookEveryMs = 1_000;
const resolveEveryMs = 10_000;

export type SeedOptions = {
  seeds: readonly Seed[];
  now: () => number;
  log: EventLog;
  resolve?: (host: string) => Promise<readonly string[]>;
};

const addressesOf = async (host: string) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * A registry, and what stands in for it while it cannot be asked: first what it told last, from memory or disk; where
 * that is nothing, or old, the seeds of the configuration. A name among them is looked up only then, and all of its
 * addresses are instances, for callers to choose from and to leave alone as they do with any.
 */
export function withSeeds(registry: Registry, options: SeedOptions): Registry {
  const { seeds, now, log, resolve = addressesOf } = options;
  if (seeds.length === 0) return registry;
  const resolved = new Map<string, { addresses: readonly string[]; atMs: number }>();
  const watching = new Set<() => void>();
  let looking: Promise<void> | undefined;
  let isSaid = false;

  let wasLive = registry.view().source === "live";
  /** What this very process was told a moment ago, and not one before it. */
  const isTrusted = () => wasLive && now() - registry.view().asOfMs <= trustedMs;

  function seedsOf(service: string): Instance[] {
    return seeds
      .filter((seed) => seed.service === service)
      .flatMap(({ host, port }) =>
        (resolved.get(host)?.addresses ?? (isIP(host) ? [host] : [])).map((address) => ({
          ...{
            id: `seed:${service}:${address}:${port}`,
            service,
            host: address,
            port,
            status: "UP" as const,
          },
          // The operator's own word, and for the gateway's routes to narrow.
          metadata: { public: "true", seed: "true" },
        })),
      );
  }

  function instances(service: string): readonly Instance[] {
    const known = registry.instances(service);
    if (registry.view().source === "live" || (known.length > 0 && isTrusted())) return known;
    const where = new Set(known.map(({ host, port }) => `${host}:${port}`));
    const added = seedsOf(service).filter(({ host, port }) => !where.has(`${host}:${port}`));
    return added.length === 0 ? known : [...known, ...added];
  }

  async function lookUp(): Promise<void> {
    for (const { host } of seeds) {
      const last = resolved.get(host);
      if (isIP(host) || (last && now() - last.atMs < resolveEveryMs)) continue;
      try {
        resolved.set(host, { addresses: await resolve(host), atMs: now() });
      } catch (fault) {
        // A name server that is away takes nothing from us that it told before.
        resolved.set(host, { addresses: last?.addresses ?? [], atMs: now() });
        if (!last) log.warn("registry.seed-unknown", { host, reason: reasonOf(fault) });
      }
    }
  }

  /** The registry's going is no change that it would tell of, so it is looked at. */
  async function look(): Promise<void> {
    const isLive = registry.view().source === "live";
    wasLive ||= isLive;
    if (!isLive) await lookUp();
    const areUsed =
      !isLive && seeds.some(({ service }) => instances(service).some(({ metadata }) => metadata.seed));
    if (areUsed && !isSaid) log.warn("registry.seeds-used", { seeds: seeds.length });
    isSaid = areUsed;
    for (const tell of watching) tell();
  }

  const lookNow = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const timer = setInterval(() => void lookNow(), lookEveryMs).unref();
  void lookNow();

  return {
    ...registry,
    instances,
    services: () => {
      const names = new Set([...registry.services(), ...seeds.map(({ service }) => service)]);
      return [...names].filter((name) => instances(name).length > 0);
    },
    watch(service, listener) {
      let told: string | undefined;
      const tell = () => {
        const list = instances(service);
        const print = JSON.stringify(list);
        if (print === told) return;
        told = print;
        listener(list);
      };
      const unwatch = registry.watch(service, tell);
      watching.add(tell);
      return () => {
        watching.delete(tell);
        unwatch();
      };
    },
    async refresh() {
      await registry.refresh();
      await lookNow();
    },
    view() {
      const view = registry.view();
      if (view.source === "live") return view;
      const isCopied = registry.services().length > 0;
      const areSeeds = seeds.some(({ service }) => instances(service).some(({ metadata }) => metadata.seed));
      return areSeeds && !isCopied ? { source: "seeds", asOfMs: view.asOfMs } : view;
    },
    async close() {
      clearInterval(timer);
      await looking;
      await registry.close();
    },
  };
}
