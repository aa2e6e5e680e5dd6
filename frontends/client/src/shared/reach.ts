import type { Health } from "@siren/web/health";
import { useObservable } from "@siren/web/use-observable";
import { useSyncExternalStore } from "react";
import { useServices } from "./services.ts";

/** False while there is certainly nobody who could take an order: no network, or no gateway. */
export const isReachable = ({ troubles }: Pick<Health, "troubles">): boolean =>
  navigator.onLine !== false && troubles.get().gateway?.kind !== "down";

function onLineChange(changed: () => void): () => void {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}

export function useIsReachable(): boolean {
  const { health } = useServices();
  const isOnLine = useSyncExternalStore(onLineChange, () => navigator.onLine !== false);
  return useObservable(health.troubles).gateway?.kind !== "down" && isOnLine;
}
