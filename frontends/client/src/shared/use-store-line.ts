import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useServices } from "./services.ts";
import { hearStore } from "./store-line.ts";

/** While a store is looked at, what is known of it is read anew as soon as it says that it has changed. */
export function useStoreLine(storeId: string, queryKey: readonly unknown[]): void {
  const services = useServices();
  const client = useQueryClient();
  const name = queryKey.join("/");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key's parts are what it is, not its object
  useEffect(() => {
    if (storeId === "") return;
    return hearStore(storeId, services, () => void client.invalidateQueries({ queryKey }));
  }, [storeId, services, client, name]);
}
