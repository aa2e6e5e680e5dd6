import { type Instance, instanceId, type Registry, type RegistryView } from "../registry/port.ts";

type Listener = (instances: readonly Instance[]) => void;

/** A registry in memory; each back end of a test gets a client of it. */
export function createSharedRegistry() {
  const known = new Map<string, Instance>();
  const listeners = new Map<string, Set<Listener>>();
  const ofAll = new Set<Listener>();
  let view: RegistryView = { source: "live", asOfMs: 0 };
  const up = (service: string) =>
    [...known.values()].filter((one) => one.service === service && one.status === "UP");

  function change(service: string, work: () => void): void {
    work();
    for (const listener of listeners.get(service) ?? []) listener(up(service));
    for (const listener of ofAll) listener([...known.values()]);
  }
  const put = (instance: Instance) => change(instance.service, () => known.set(instance.id, instance));

  function client(): Registry {
    let self: Instance | undefined;
    return {
      async register(description) {
        const { service, host, port, metadata = {} } = description;
        self = { id: instanceId(description), service, host, port, status: "UP", metadata };
        put(self);
      },
      async setStatus(status) {
        if (self) put({ ...self, status });
      },
      async deregister() {
        const { id, service } = self ?? { id: "", service: "" };
        change(service, () => known.delete(id));
      },
      instances: up,
      services: () => [...new Set([...known.values()].map(({ service }) => service))],
      watch(service, listener) {
        const all = listeners.get(service) ?? new Set<Listener>();
        listeners.set(service, all.add(listener));
        listener(up(service));
        return () => void all.delete(listener);
      },
      known: () => [...known.values()],
      onChange(listener) {
        ofAll.add(listener);
        return () => void ofAll.delete(listener);
      },
      ask: async () => [...known.values()],
      async override({ id }, status) {
        const instance = known.get(id);
        if (!instance) throw new Error(`${id} is not registered`);
        put({ ...instance, status: status ?? "UP" });
      },
      refresh: async () => {},
      noticed: (mostMs) => new Promise((resolve) => setTimeout(resolve, mostMs)),
      view: () => view,
      selfId: () => self?.id,
      close: async () => {},
    };
  }

  return {
    client,
    /** How each client's view stands, from now on. */
    says(told: RegistryView) {
      view = told;
    },
    /** Something that listens on this machine, as a service that says it is public unless told otherwise. */
    add(service: string, port: number, { host = "127.0.0.1", metadata = { public: "true" } as object } = {}) {
      const id = `${service}:${host}:${port}`;
      put({ id, service, host, port, status: "UP", metadata: { ...metadata } });
    },
    remove(service: string) {
      change(service, () => {
        for (const { id } of up(service)) known.delete(id);
      });
    },
  };
}
