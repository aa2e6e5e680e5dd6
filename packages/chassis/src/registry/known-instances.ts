import type { Instance } from "./port.ts";

type Listener = (instances: readonly Instance[]) => void;

export type KnownInstances = {
  all(): readonly Instance[];
  up(service: string): readonly Instance[];
  services(): readonly string[];
  /** Takes a whole new picture; tells the watchers whose list differs. Answers whether anything differs. */
  replace(instances: readonly Instance[]): boolean;
  watch(service: string, listener: Listener): () => void;
  /** All of them, after each change. */
  onChange(listener: Listener): () => void;
};

const nothing: readonly Instance[] = Object.freeze([]);

/** The picture that both registry clients keep: UP lists by service, and who wants to hear of changes. */
export function createKnownInstances(): KnownInstances {
  let all: readonly Instance[] = nothing;
  let byService = new Map<string, readonly Instance[]>();
  const fingerprints = new Map<string, string>();
  const listeners = new Map<string, Set<Listener>>();
  const ofAll = new Set<Listener>();
  let whole = "";

  return {
    all: () => all,
    up: (service) => byService.get(service) ?? nothing,
    services: () => [...byService.keys()],
    replace(instances) {
      const sorted = [...instances].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
      const fingerprint = JSON.stringify(sorted);
      if (fingerprint === whole) return false;
      whole = fingerprint;
      all = sorted;
      byService = upByService(sorted);
      for (const [service, watching] of listeners) {
        const list = byService.get(service) ?? nothing;
        const print = JSON.stringify(list);
        if (fingerprints.get(service) === print) continue;
        fingerprints.set(service, print);
        for (const listener of [...watching]) listener(list);
      }
      for (const listener of [...ofAll]) listener(all);
      return true;
    },
    onChange(listener) {
      const entry: Listener = (instances) => listener(instances);
      ofAll.add(entry);
      return () => void ofAll.delete(entry);
    },
    watch(service, listener) {
      const watching = listeners.get(service) ?? new Set();
      listeners.set(service, watching);
      const list = byService.get(service) ?? nothing;
      if (watching.size === 0) fingerprints.set(service, JSON.stringify(list));
      // Each subscription is its own entry, also when one function subscribes twice.
      const entry: Listener = (instances) => listener(instances);
      watching.add(entry);
      listener(list);
      return () => {
        watching.delete(entry);
        if (watching.size === 0 && listeners.get(service) === watching) listeners.delete(service);
      };
    },
  };
}

function upByService(instances: readonly Instance[]): Map<string, readonly Instance[]> {
  const lists = new Map<string, Instance[]>();
  for (const instance of instances) {
    if (instance.status !== "UP") continue;
    const list = lists.get(instance.service);
    if (list) list.push(instance);
    else lists.set(instance.service, [instance]);
  }
  return lists;
}
