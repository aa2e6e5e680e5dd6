import type Consul from "consul";
import { consulInstances, consulServices } from "./consul-wire.ts";
import { growingPauseMs } from "./pauses.ts";
import type { Instance } from "./port.ts";

export type ConsulWatches = {
  /** Reads all of ours now, without waiting for a change. */
  readAll(): Promise<Instance[]>;
  end(): void;
};

type Events = { onPicture(instances: Instance[]): void; onLost(fault: unknown): void };
type KeptWatch = { end(): void };

/** A blocking query on the list of services, and one on the health of each of ours. */
export function watchConsul(consul: Consul, events: Events, random: () => number): ConsulWatches {
  const lists = new Map<string, Instance[]>();
  const watches = new Map<string, KeptWatch>();
  let isOver = false;

  const picture = () => [...lists.values()].flat();

  /**
   * The library would repeat a failed query with the index it had. A server that came back without its data counts
   * from the start, and would hold such a query for its full time without telling of any change: so each failure
   * starts over without an index.
   */
  function keepWatching(
    method: (options: never) => Promise<unknown>,
    options: Record<string, string>,
    onChange: (answer: unknown) => void,
  ): KeptWatch {
    let failures = 0;
    let ended = false;
    let timer: NodeJS.Timeout | undefined;
    let current: ReturnType<Consul["watch"]> | undefined;
    const start = () => {
      current = consul.watch({ method, options: { wait: "30s", ...options }, maxAttempts: 0 });
      current.on("change", (answer: unknown) => {
        failures = 0;
        if (!ended) onChange(answer);
      });
      current.on("error", (fault: unknown) => events.onLost(fault));
      current.on("end", () => {
        if (!ended) timer = setTimeout(start, growingPauseMs(failures++, random, 100, 2_000));
      });
    };
    start();
    return {
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
    const onChange = (answer: unknown) => {
      lists.set(service, consulInstances(answer));
      events.onPicture(picture());
    };
    watches.set(service, keepWatching(consul.health.service, { service }, onChange));
  }

  function unfollow(service: string): void {
    watches.get(service)?.end();
    watches.delete(service);
    lists.delete(service);
  }

  const catalog = keepWatching(consul.catalog.service.list, {}, (answer) => {
    const services = new Set(consulServices(answer));
    for (const service of services) follow(service);
    const gone = [...watches.keys()].filter((service) => !services.has(service));
    for (const service of gone) unfollow(service);
    // Also when nothing changed: a list without any of ours is an answer too.
    if (gone.length > 0 || services.size === 0) events.onPicture(picture());
  });

  return {
    async readAll() {
      const services = consulServices(await consul.catalog.service.list());
      const answers = await Promise.all(services.map((service) => consul.health.service({ service })));
      services.forEach((service, i) => {
        lists.set(service, consulInstances(answers[i]));
        follow(service);
      });
      for (const service of [...lists.keys()]) if (!services.includes(service)) unfollow(service);
      return picture();
    },
    end() {
      isOver = true;
      catalog.end();
      for (const watch of watches.values()) watch.end();
      watches.clear();
    },
  };
}
