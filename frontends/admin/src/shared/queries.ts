import { publishedMenu, storeList } from "@siren/contracts/menu";
import { orderView } from "@siren/contracts/order";
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

/** The board does not say what an order costs; who takes the money at the counter has to know. */
export function useOrderTotal(orderId: string, enabled: boolean): number | undefined {
  const { api } = useServices();
  const path = `/order/orders/${encodeURIComponent(orderId)}`;
  return useQuery({
    queryKey: ["total", orderId],
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path, answer: orderView, signal })).body.total_krw,
  }).data;
}
