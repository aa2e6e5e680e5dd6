import type { Dispatcher } from "undici";
import Client from "undici/lib/dispatcher/client.js";
import Pool from "undici/lib/dispatcher/pool.js";
import type { Instance } from "../registry/port.ts";
import { Attempt } from "./attempt.ts";

export type PoolOptions = { connections?: number; connectTimeoutMs?: number; keepAliveMs?: number };

/** Tells an attempt which connection carries it, and so whether that connection was used before. */
export class CountingClient extends Client {
  served = 0;
  constructor(origin: URL, options: Client.Options) {
    super(origin, options);
    this.on("connect", () => {
      this.served = 0;
    });
  }
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (handler instanceof Attempt) handler.carrier = this;
    return super.dispatch(options, handler);
  }
}

export type Pools = {
  of(instance: Instance): Pool;
  /** A connection of its own for one request: with one idle connection found dead, its neighbours may be too. */
  fresh(instance: Instance): { dispatcher: Client; close(): void };
  drop(id: string): void;
  close(): Promise<void>;
};

/** One pool for each instance, closed (its streams may finish) when the registry drops the instance. */
export function createPools(options: PoolOptions = {}): Pools {
  const { connections = 64, connectTimeoutMs = 1_000, keepAliveMs = 4_000 } = options;
  const pools = new Map<string, Pool>();
  const shared = {
    pipelining: 1,
    allowH2: false,
    connect: { timeout: connectTimeoutMs },
    // Below the servers' own (Node: 5 s), also when they promise longer: whoever closes first decides the race.
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    // Ours stand in their place: these are coarse, and would end a stream of events after five minutes.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  return {
    of(instance) {
      const found = pools.get(instance.id);
      if (found) return found;
      const pool = new Pool(originOf(instance), {
        ...shared,
        connections,
        factory: (origin, clientOptions) => new CountingClient(origin, clientOptions),
      });
      pools.set(instance.id, pool);
      return pool;
    },
    fresh(instance) {
      const client = new CountingClient(new URL(originOf(instance)), shared);
      // Closing waits for what it was given.
      return { dispatcher: client, close: () => void client.close().catch(() => {}) };
    },
    drop(id) {
      const pool = pools.get(id);
      if (!pool) return;
      pools.delete(id);
      pool.close().catch(() => {});
    },
    async close() {
      const all = [...pools.values()];
      pools.clear();
      await Promise.all(all.map((pool) => pool.destroy().catch(() => {})));
    },
  };
}

function originOf({ host, port, url }: Instance): string {
  return `${url?.scheme ?? "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
