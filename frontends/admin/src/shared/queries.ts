import { publishedMenu, storeList } from "@siren/contracts/menu";
import { useQuery } from "@tanstack/react-query";
import { useServices } from "./services.ts";

export function useStores() {
  const { api } = useServices();
  return useQuery({
    queryKey: ["stores"],
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path: "/menu/stores", answer: storeList, signal })).body.stores,
  });
}

export function useMenu(storeId: string, enabled: boolean) {
  const { api } = useServices();
  const path = `/menu/stores/${encodeURIComponent(storeId)}/menu`;
  return useQuery({
    queryKey: ["menu", storeId],
    enabled,
    queryFn: async ({ signal }) => (await api({ method: "GET", path, answer: publishedMenu, signal })).body,
  });
}
