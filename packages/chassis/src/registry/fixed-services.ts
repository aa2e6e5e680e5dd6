import type { Instance, Registry } from "./port.ts";

/** A service whose instances an operator named by their URLs, alone or beside what the registry knows. */
export type FixedService = {
  urls: readonly URL[];
  /** A service of the registry whose instances stand before, or beside, those. */
  discover?: string | undefined;
  /** Both at once; otherwise the URLs count only while the registry knows nobody. */
  together?: boolean;
};

export type FixedServices = {
  /** The name must be none that a registry could have. */
  add(name: string, service: FixedService): void;
  remove(name: string): void;
};

type Listener = (instances: readonly Instance[]) => void;
type Held = { fixed: readonly Instance[]; service: FixedService };

const defaultPort = (url: URL): number => (url.protocol === "https:" ? 443 : 80);

export function instanceAt(service: string, url: URL): Instance {
  const scheme = url.protocol === "https:" ? "https" : "http";
  const path = url.pathname.replace(/\/+$/, "");
  return {
    id: `${service}:${url.protocol}//${url.host}${path}`,
    service,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? defaultPort(url) : Number(url.port),
    status: "UP",
    // Whoever named it in a route meant it to be reached.
    metadata: { public: "true" },
    url: { scheme, path },
  };
}

/**
 * A registry that also knows what was written down, so that it is balanced, ejected and given a rest like the
 * rest. What is written down is the operator's own word: it needs to lie in no network.
 */
export function withFixedServices(registry: Registry): { registry: Registry; fixed: FixedServices } {
  const held = new Map<string, Held>();
  const listeners = new Map<string, Set<() => void>>();

  function present(name: string): readonly Instance[] {
    const one = held.get(name);
    if (!one) return [];
    const { discover, together } = one.service;
    const found = discover === undefined ? [] : registry.instances(discover);
    if (found.length === 0) return one.fixed;
    return together ? [...found, ...one.fixed] : found;
  }

  const tell = (name: string) => {
    for (const listener of listeners.get(name) ?? []) listener();
  };

  function watch(name: string, { service }: Held, listener: Listener): () => void {
    const all = listeners.get(name) ?? new Set();
    listeners.set(name, all);
    const say = () => listener(present(name));
    all.add(say);
    const unwatch =
      service.discover === undefined
        ? () => {}
        : registry.watch(service.discover, () => all.has(say) && say());
    if (service.discover === undefined) say();
    return () => {
      all.delete(say);
      unwatch();
    };
  }

  return {
    registry: {
      ...registry,
      instances: (name) => (held.has(name) ? present(name) : registry.instances(name)),
      watch(name, listener) {
        const one = held.get(name);
        return one ? watch(name, one, listener) : registry.watch(name, listener);
      },
    },
    fixed: {
      add(name, service) {
        held.set(name, { fixed: service.urls.map((url) => instanceAt(name, url)), service });
        tell(name);
      },
      remove(name) {
        held.delete(name);
        tell(name);
        listeners.delete(name);
      },
    },
  };
}
