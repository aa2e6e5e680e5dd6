import type { Observable } from "@siren/web/observable";
import { useSyncExternalStore } from "react";
import type { Lanes } from "./kept-queue.ts";

const none: readonly never[] = [];

/** What was said of one thing: a word about another one changes nothing here. */
export function useLane<T>(queue: { all: Observable<Lanes<T>> }, lane: string): readonly T[] {
  const read = () => queue.all.get().get(lane) ?? none;
  return useSyncExternalStore(queue.all.subscribe, read, read);
}
