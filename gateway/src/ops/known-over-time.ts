import type { Instance, Registry } from "@siren/chassis/registry/port";

export type RegistryChange = {
  kind: "joined" | "left" | "status";
  id: string;
  service: string;
  status: string | null;
};

const keptMs = 10 * 60_000;
const mostKept = 200;

/** What changed in the registry's view from one picture to the next, and who has left it lately. */
export function followRegistry(registry: Pick<Registry, "known" | "onChange">, now: () => number) {
  const gone = new Map<string, { instance: Instance; atMs: number }>();
  const listeners = new Set<(changes: RegistryChange[]) => void>();
  let before = byId(registry.known());

  const unwatch = registry.onChange((known) => {
    const present = byId(known);
    const changes: RegistryChange[] = [];
    for (const [id, { service, status }] of present) {
      const old = before.get(id);
      gone.delete(id);
      if (!old) changes.push({ kind: "joined", id, service, status });
      else if (old.status !== status) changes.push({ kind: "status", id, service, status });
    }
    for (const [id, instance] of before) {
      if (present.has(id)) continue;
      if (gone.size >= mostKept) gone.delete(gone.keys().next().value as string);
      gone.set(id, { instance, atMs: now() });
      changes.push({ kind: "left", id, service: instance.service, status: null });
    }
    before = present;
    if (changes.length > 0) for (const listener of listeners) listener(changes);
  });

  return {
    gone(): Instance[] {
      for (const [id, { atMs }] of gone) if (now() - atMs > keptMs) gone.delete(id);
      return [...gone.values()].map(({ instance }) => instance);
    },
    onChange(listener: (changes: RegistryChange[]) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: unwatch,
  };
}

const byId = (instances: readonly Instance[]) => new Map(instances.map((one) => [one.id, one]));

export type KnownOverTime = ReturnType<typeof followRegistry>;
