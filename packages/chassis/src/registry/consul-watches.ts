import type Consul from "consul";
import { consulInstances, consulServices } from "./consul-wire.ts";
import { growingPauseMs } from "./pauses.ts";
import type { Instance } from "./port.ts";
import { createTurns } from "./turns.ts";

export type ConsulWatches = {
  /** Reads all of ours now, without waiting for a change. Never throws. */
  readAll(): Promise<void>;
  end(): void;
};

type Options = {
  /** How long the agent may hold a blocking query that has nothing to tell. */
  silenceMs: number;
  now: () => number;
  random: () => number;
  /** All that is known; `asOfMs` is when the oldest part of it was confirmed, unless a part cannot be asked for. */
  onAnswer(instances: Instance[], asOfMs: number | undefined): void;
  onLost(fault: unknown): void;
};

type Method = (options: never) => Promise<unknown>;
type KeptWatch = { confirmedAtMs(): number | undefined; end(): void };

/** A blocking query on the list of services, and one on the health of each of ours. */
export function watchConsul(consul: Consul, options: Options): ConsulWatches {
  const { silenceMs, now, random, onAnswer, onLost } = options;
  const lists = new Map<string, Instance[]>();
  const watches = new Map<string, KeptWatch>();
  const inTurn = createTurns();
  let isOver = false;

  function tell(readAllAtMs?: number): void {
    // Before the first answer about each of them, the others would seem to be gone.
    if (isOver || [...watches.keys()].some((service) => !lists.has(service))) return;
    const confirmations = [catalog, ...watches.values()].map((watch) => watch.confirmedAtMs());
    const oldestMs = confirmations.includes(undefined)
      ? undefined
      : Math.min(...confirmations.map((atMs) => atMs ?? 0));
    onAnswer([...lists.values()].flat(), readAllAtMs ?? oldestMs);
  }

  /**
   * The library would repeat a failed query with the index it had. A server that came back without its data counts
   * from the start, and would hold such a query for its full time without telling of any change: so each failure
   * starts over without an index.
   */
  function keepWatching(method: Method, query: object, onChange: (answer: unknown) => void): KeptWatch {
    let confirmedAtMs: number | undefined;
    let failures = 0;
    let ended = false;
    let timer: NodeJS.Timeout | undefined;
    let current: ReturnType<Consul["watch"]> | undefined;

    /** The library tells of changes only; an answer without one says that what we know is still so. */
    async function ask(this: unknown, asked: never): Promise<unknown> {
      const answer = await method.call(this, asked);
      failures = 0;
      confirmedAtMs = now();
      // The library has told of a change by then, if it is one.
      setImmediate(() => ended || tell());
      return answer;
    }
    const start = () => {
      current = consul.watch({ method: ask, options: { wait: `${silenceMs}ms`, ...query }, maxAttempts: 0 });
      current.on("change", (answer: unknown) => ended || onChange(answer));
      current.on("error", (fault: unknown) => {
        confirmedAtMs = undefined;
        if (!ended) onLost(fault);
      });
      current.on("end", () => {
        if (!ended) timer = setTimeout(start, growingPauseMs(failures++, random, 100, 2_000));
      });
    };
    start();
    return {
      confirmedAtMs: () => confirmedAtMs,
      end() {
        ended = true;
        clearTimeout(timer);
        current?.end();
      },
    };
  }

  function follow(service: string): void {
    // A read that was under way at the end would otherwise start a watch that nobody ends.
    if (isOver || watches.has(service)) return;
    const onChange = (answer: unknown) => lists.set(service, consulInstances(answer));
    watches.set(service, keepWatching(consul.health.service, { service }, onChange));
  }

  function unfollow(service: string): void {
    watches.get(service)?.end();
    watches.delete(service);
    lists.delete(service);
  }

  const catalog = keepWatching(consul.catalog.service.list, {}, (answer) => {
    const services = consulServices(answer);
    for (const service of services) follow(service);
    for (const service of watches.keys()) if (!services.includes(service)) unfollow(service);
  });

  async function readAll(): Promise<void> {
    if (isOver) return;
    const before = new Map(lists);
    try {
      const listed = consulServices(await consul.catalog.service.list());
      const services = [...new Set([...listed, ...watches.keys()])];
      const answers = await Promise.all(services.map((service) => consul.health.service({ service })));
      services.forEach((service, i) => {
        // What a watch told meanwhile may be newer, and would not be told again.
        if (lists.get(service) === before.get(service)) lists.set(service, consulInstances(answers[i]));
        follow(service);
      });
      tell(now());
    } catch (fault) {
      if (!isOver) onLost(fault);
    }
  }

  return {
    readAll: () => inTurn(readAll),
    end() {
      isOver = true;
      catalog.end();
      for (const watch of watches.values()) watch.end();
      watches.clear();
    },
  };
}
