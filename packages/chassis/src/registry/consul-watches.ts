import type Consul from "consul";
import { consulInstances, consulServices } from "./consul-wire.ts";
import type { Instance } from "./port.ts";

type Watch = ReturnType<Consul["watch"]>;

export type ConsulWatches = {
  /** Reads all of ours now, without waiting for a change. */
  readAll(): Promise<Instance[]>;
  end(): void;
};

type Events = { onPicture(instances: Instance[]): void; onLost(fault: unknown): void };

const waitFor = "30s";

/** A blocking query on the list of services, and one on the health of each of ours. */
export function watchConsul(consul: Consul, events: Events): ConsulWatches {
  const lists = new Map<string, Instance[]>();
  const watches = new Map<string, Watch>();

  const picture = () => [...lists.values()].flat();
  const hear = (watch: Watch, onChange: (answer: unknown) => void) =>
    watch.on("change", onChange).on("error", (fault: unknown) => events.onLost(fault));

  function follow(service: string): void {
    if (watches.has(service)) return;
    const watch = consul.watch({
      method: consul.health.service,
      options: { service, wait: waitFor },
      backoffFactor: 100,
      backoffMax: 2_000,
    });
    watches.set(service, watch);
    hear(watch, (answer) => {
      if (watches.get(service) !== watch) return;
      lists.set(service, consulInstances(answer));
      events.onPicture(picture());
    });
  }

  function unfollow(service: string): void {
    watches.get(service)?.end();
    watches.delete(service);
    lists.delete(service);
  }

  const catalog = consul.watch({
    method: consul.catalog.service.list,
    options: { wait: waitFor },
    backoffFactor: 100,
    backoffMax: 2_000,
  });
  hear(catalog, (answer) => {
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
      catalog.end();
      for (const watch of watches.values()) watch.end();
      watches.clear();
    },
  };
}
