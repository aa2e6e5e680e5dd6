import { type Rates, rates, shownPromotion } from "@siren/contracts/menu-desk";
import { recommendations } from "@siren/contracts/order";
import { useObservable } from "@siren/web/use-observable";
import { useQuery } from "@tanstack/react-query";
import { currencyChoice } from "./currency.ts";
import { copyTime, keepCopy, keptCopy } from "./kept-copy.ts";
import { useServices, useSession } from "./services.ts";
import { isSettled } from "./settled.ts";

/** What is pleasant to have and missed by nobody: whose source is down is not asked in a hurry, nor spoken of. */
const patience = { retryForMs: 0, isQuiet: true } as const;
const calm = { refetchInterval: false, staleTime: 60_000 } as const;
const ratesStaleMs = 600_000;

/** One text that fits the basket, and is marked as what it is. */
export function usePromotion(storeId: string, itemIds: readonly string[]) {
  const { api } = useServices();
  const isWanted = useObservable(isSettled);
  const basket = [...new Set(itemIds)].sort().join(",");
  return useQuery({
    ...calm,
    queryKey: ["promotion", storeId, basket],
    enabled: isWanted && storeId !== "",
    async queryFn({ signal }) {
      const query = new URLSearchParams({ store: storeId, ...(basket && { basket }) });
      const call = { method: "GET", path: `/menu/promotions?${query}`, answer: shownPromotion } as const;
      return (await api({ ...call, ...patience, signal })).body.promotion;
    },
  });
}

/** What goes with the cart, and what this member has again and again. */
export function useRecommendations(storeId: string, itemIds: readonly string[]) {
  const { api } = useServices();
  const session = useSession();
  const who = session.kind === "nobody" ? null : session.member?.memberId;
  const items = [...new Set(itemIds)].sort().join(",");
  return useQuery({
    ...calm,
    queryKey: ["recommendations", storeId, items, who],
    enabled: storeId !== "" && session.kind !== "starting",
    async queryFn({ signal }) {
      const query = new URLSearchParams({ storeId, ...(items && { items }) });
      const call = {
        method: "GET",
        path: `/order/recommendations?${query}`,
        answer: recommendations,
      } as const;
      return (await api({ ...call, ...patience, signal })).body;
    },
  });
}

/** With the day that they are of; those of the last visit while menu is away. */
export function useRates(): Rates | undefined {
  const { api, now } = useServices();
  const enabled = useObservable(isSettled);
  return useQuery({
    ...calm,
    enabled,
    staleTime: ratesStaleMs,
    queryKey: ["rates"],
    async queryFn({ signal }) {
      const { body } = await api({ method: "GET", path: "/menu/rates", answer: rates, ...patience, signal });
      keepCopy("rates", body, now());
      return body;
    },
    // Read once: each price on the screen asks.
    initialData: () => keptCopy("rates", rates)?.value,
    initialDataUpdatedAt: () => copyTime("rates"),
  }).data;
}

export const useCurrency = (): string | null => useObservable(currencyChoice);
