import { orderPage } from "@siren/contracts/order";
import { useInfiniteQuery } from "@tanstack/react-query";
import { keys } from "../../shared/query-keys.ts";
import { useServices } from "../../shared/services.ts";

/** Those before the list, page by page; the first is asked for when somebody wants it. */
export function useOlderOrders(cursor: string | null, isWanted: boolean) {
  const { api } = useServices();
  return useInfiniteQuery({
    queryKey: keys.olderOrders(cursor ?? ""),
    enabled: isWanted && cursor !== null,
    initialPageParam: cursor,
    async queryFn({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) {
      const path = `/order/orders?cursor=${encodeURIComponent(pageParam ?? "")}`;
      return (await api({ method: "GET", path, answer: orderPage, signal })).body;
    },
    getNextPageParam: ({ next }: { next: string | null }) => next,
  });
}
