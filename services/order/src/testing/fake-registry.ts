import type { Instance, Registry, SelfDescription } from "@siren/chassis/registry/port";
import { instanceId } from "@siren/chassis/registry/port";

/** A registry in memory that several processes of a test share. */
export function createFakeRegistry() {
  const instances = new Map<string, Instance>();
  const listeners = new Map<string, Set<(instances: readonly Instance[]) => void>>();
  const up = (service: string) =>
    [...instances.values()].filter((one) => one.service === service && one.status === "UP");
  const tell = (service: string) => {
    for (const listener of listeners.get(service) ?? []) listener(up(service));
  };
  const put = (instance: Instance) => {
    instances.set(instance.id, instance);
    tell(instance.service);
  };

  function client(): Registry {
    let self: Instance | undefined;
    return {
      async register(description: SelfDescription) {
        const { service, host, port, metadata = {} } = description;
        self = { id: instanceId(description), service, host, port, status: "UP", metadata };
        put(self);
      },
      async setStatus(status) {
        if (self) put({ ...self, status });
      },
      async deregister() {
        if (!self) return;
        instances.delete(self.id);
        tell(self.service);
      },
      instances: up,
      services: () => [...new Set([...instances.values()].map((one) => one.service))],
      watch(service, listener) {
        const all = listeners.get(service) ?? new Set();
        listeners.set(service, all.add(listener));
        listener(up(service));
        return () => void all.delete(listener);
      },
      refresh: async () => {},
      view: () => ({ source: "live", asOfMs: 0 }),
      selfId: () => self?.id,
      close: async () => {},
    };
  }

  return {
    client,
    add: (service: string, port: number) =>
      put({ id: `${service}:${port}`, service, host: "127.0.0.1", port, status: "UP", metadata: {} }),
    remove(service: string) {
      for (const one of up(service)) instances.delete(one.id);
      tell(service);
    },
  };
}
