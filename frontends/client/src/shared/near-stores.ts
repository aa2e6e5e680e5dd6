import { storeList } from "@siren/contracts/menu";
import { useObservable } from "@siren/web/use-observable";
import { useQuery } from "@tanstack/react-query";
import { useStores } from "./queries.ts";
import { keys } from "./query-keys.ts";
import { useServices } from "./services.ts";
import { whereabouts } from "./where.ts";

/** The stores, the nearest first once somebody said where they are; as they are kept while that is not answered. */
export function useStoresNear() {
  const { api } = useServices();
  const where = useObservable(whereabouts);
  const near = where.kind === "known" ? where.near : null;
  const all = useStores();
  const sorted = useQuery({
    queryKey: [...keys.stores, "near", near],
    enabled: near !== null,
    async queryFn({ signal }) {
      const path = `/menu/stores?${new URLSearchParams({ near: near ?? "" })}`;
      return (await api({ method: "GET", path, answer: storeList, signal })).body.stores;
    },
  });
  return {
    where,
    stores: sorted.data ?? all.data?.stores,
    isSorted: sorted.data !== undefined,
    isSorting: near !== null && sorted.isPending,
    hasFailedToSort: near !== null && sorted.isError,
    error: all.error,
    refetch: all.refetch,
  };
}
