import { dirname, join } from "node:path";
import { repositoryRoot } from "../stack/settings.ts";

type Config = Record<string, unknown>;
export type Environment = Record<string, string>;

/** What runs in a process is run here, by its path: nothing of the tree is linked to this. */
async function readerOf(name: string, entry: string): Promise<(env: Environment) => Config> {
  const exported = await import(join(repositoryRoot, dirname(entry), "config.ts"));
  const reader = Object.entries(exported).find(([key]) => key.toLowerCase().endsWith(`${name}config`))?.[1];
  if (typeof reader !== "function") throw new Error(`${name} has no reader of its settings`);
  return reader as (env: Environment) => Config;
}

/** By the process's own reader, which throws all faults together; `asked` is every key that it looked for. */
export async function settingsOfProcess(
  name: string,
  entry: string,
  env: Environment,
): Promise<{ config: Config; asked: ReadonlySet<string> }> {
  const read = await readerOf(name, entry);
  const asked = new Set<string>();
  const watched = new Proxy(env, {
    get(target, key) {
      if (typeof key === "string") asked.add(key);
      return Reflect.get(target, key);
    },
  });
  return { config: read(watched), asked };
}
