import { readJson, storage } from "@siren/web/storage";
import { whenIdle } from "@siren/web/when-idle";
import * as z from "zod/mini";

type Copy<T> = { at: number; value: T };
const dated = z.object({ at: z.number(), value: z.unknown() });
const names = z.array(z.string());
const prefix = "siren.copy.";
const listedAs = "siren.copies";
/** The list of stores, the menus of a few, and the orders: what was kept longest ago goes first. */
const mostCopies = 6;
/** Older than this nothing of it would help anybody. */
const longestMs = 7 * 24 * 60 * 60_000;

/** Not written yet: a menu is large, and whoever waits for it must not wait for its copy as well. */
const unwritten = new Map<string, Copy<unknown>>();
let stopWaiting = () => {};

/** The last good answer, so that the next visit has something to show while nobody answers. */
export function keepCopy(name: string, value: unknown, now: number): void {
  unwritten.set(name, { at: now, value });
  stopWaiting();
  stopWaiting = whenIdle(writeAll);
}

function writeAll(): void {
  stopWaiting();
  for (const [name, copy] of unwritten) write(name, copy);
  unwritten.clear();
}
globalThis.addEventListener?.("pagehide", writeAll);

function write(name: string, copy: Copy<unknown>): void {
  const kept = [name, ...listed().filter((one) => one !== name)];
  for (const gone of kept.slice(mostCopies)) storage.removeItem(prefix + gone);
  storage.setItem(listedAs, JSON.stringify(kept.slice(0, mostCopies)));
  storage.setItem(prefix + name, JSON.stringify(copy));
}

export function dropCopy(name: string): void {
  unwritten.delete(name);
  storage.removeItem(prefix + name);
}

/** When the page's own copy was made, for what has to be said about its age. */
export const copyTime = (name: string, now = Date.now()): number | undefined => read(name, now)?.at;

/** Which copy is looked at there: a store's menu, or the list of the stores. */
export function menuCopy(pathname: string, cartStoreId: string | null): string {
  const [, folder, storeId] = pathname.split("/");
  const shownId = folder === "stores" ? storeId : folder ? cartStoreId : null;
  return shownId ? `menu.${shownId}` : "stores";
}

export function keptCopy<S extends z.ZodMiniType>(
  name: string,
  schema: S,
  now = Date.now(),
): Copy<z.output<S>> | undefined {
  const found = read(name, now);
  const parsed = found && schema.safeParse(found.value);
  return found && parsed?.success ? { at: found.at, value: parsed.data as z.output<S> } : undefined;
}

function read(name: string, now: number): Copy<unknown> | undefined {
  const fresh = unwritten.get(name);
  if (fresh) return fresh;
  const found = dated.safeParse(readJson(storage, prefix + name));
  return found.success && now - found.data.at < longestMs ? found.data : undefined;
}

function listed(): string[] {
  const found = names.safeParse(readJson(storage, listedAs));
  return found.success ? found.data : [];
}
