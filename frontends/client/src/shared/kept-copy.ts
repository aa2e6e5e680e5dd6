import type * as z from "zod/mini";

type Copy<T> = { at: number; value: T };
const prefix = "siren.copy.";

/** The last good answer, so that the next visit has something to show while menu is away. */
export function keepCopy(name: string, value: unknown, now: number): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify({ at: now, value }));
  } catch {
    // A full storage costs the copy and nothing else.
  }
}

/** When the page's own copy was made, for what has to be said about its age. */
export function copyTime(name: string): number | undefined {
  try {
    const at = JSON.parse(localStorage.getItem(prefix + name) ?? "null")?.at;
    return Number.isFinite(at) ? at : undefined;
  } catch {
    return undefined;
  }
}

export function keptCopy<S extends z.ZodMiniType>(name: string, schema: S): Copy<z.output<S>> | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(prefix + name) ?? "null");
    return found && Number.isFinite(found.at)
      ? { at: found.at, value: schema.parse(found.value) as z.output<S> }
      : undefined;
  } catch {
    return undefined;
  }
}
