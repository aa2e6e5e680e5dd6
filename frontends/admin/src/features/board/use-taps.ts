import { useSyncExternalStore } from "react";
import type { Tapped, Taps } from "./taps.ts";

const none: readonly Tapped[] = [];

/** Those of one ticket: a tap on another one changes nothing here. */
export function useTapsOf(taps: Pick<Taps, "all">, ticketId: string): readonly Tapped[] {
  const read = () => taps.all.get().get(ticketId) ?? none;
  return useSyncExternalStore(taps.all.subscribe, read, read);
}
