import { storeNow } from "@siren/contracts/barista";
import { cardList } from "@siren/contracts/member";
import { publishedMenu, storeList } from "@siren/contracts/menu";
import { type Quote, quote, type quoteRequest } from "@siren/contracts/order";
import { isOutOfReach } from "@siren/web/failures";
import { askAgainMs } from "@siren/web/query-client";
import { useObservable } from "@siren/web/use-observable";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type * as z from "zod/mini";
import { copyTime, keepCopy, keptCopy } from "./kept-copy.ts";
import { keys, netMs } from "./query-keys.ts";
import { type Services, useMember, useServices } from "./services.ts";
import { lastKnown, type StoreStanding } from "./store-words.ts";
import { useStoreLine } from "./use-store-line.ts";

type QuoteRequest = z.infer<typeof quoteRequest>;

const refusedAgainMs = 15_000;

/** Read once, when a screen first asks: a menu is large. */
const withCopy = (name: string, schema: typeof storeList | typeof publishedMenu) => ({
  initialData: () => keptCopy(name, schema)?.value,
  initialDataUpdatedAt: () => copyTime(name),
});

type Asking = Pick<Services, "api" | "now">;

export const storesQuery = ({ api, now }: Asking) =>
  queryOptions({
    queryKey: keys.stores,
    async queryFn({ signal }) {
      const { body } = await api({ method: "GET", path: "/menu/stores", answer: storeList, signal });
      keepCopy("stores", body, now());
      return body;
    },
    ...(withCopy("stores", storeList) as object),
  });

export const useStores = () => useQuery(storesQuery(useServices()));

export function useStore(storeId: string | null) {
  return useStores().data?.stores.find((each) => each.storeId === storeId);
}

export const menuQuery = (storeId: string, { api, now }: Asking) =>
  queryOptions({
    queryKey: keys.menu(storeId),
    enabled: storeId !== "",
    async queryFn({ signal }) {
      const path = `/menu/stores/${encodeURIComponent(storeId)}/menu`;
      const { body } = await api({ method: "GET", path, answer: publishedMenu, signal });
      keepCopy(`menu.${storeId}`, body, now());
      return body;
    },
    ...(withCopy(`menu.${storeId}`, publishedMenu) as object),
  });

export const useMenu = (storeId: string) => useQuery(menuQuery(storeId, useServices()));

/** How the store stands, while it is shown: it tells when that has changed, and is asked again all the same. */
export function useStoreNow(storeId: string): StoreStanding | undefined {
  const { now } = useServices();
  useStoreLine(storeId, keys.storeNow(storeId));
  const { data, error } = useStoreAsked(storeId);
  return data && isOutOfReach(error) ? lastKnown(data, now()) : data;
}

export const storeNowQuery = (storeId: string, { api }: Pick<Asking, "api">) => {
  const path = `/barista/stores/${encodeURIComponent(storeId)}/now`;
  return queryOptions({
    queryKey: keys.storeNow(storeId),
    enabled: storeId !== "",
    queryFn: async ({ signal }) => (await api({ method: "GET", path, answer: storeNow, signal })).body,
  });
};

/**
 * Now and then, and not at each of its changes. Who waits for an order wants to know no more than whether the store's
 * screens are there, and a rush has hundreds of those.
 */
export function useStoreAsked(storeId: string) {
  return useQuery({
    ...storeNowQuery(storeId, useServices()),
    refetchInterval: ({ state }) => (isOutOfReach(state.error) ? askAgainMs : netMs),
  });
}

/** Only while member can be asked; the ids are remembered for when it cannot. */
export function useCards() {
  const { api, session } = useServices();
  const member = useMember();
  const isOpen = useObservable(session.state).kind === "member";
  return useQuery({
    queryKey: [...keys.cards, member?.memberId],
    enabled: isOpen,
    async queryFn({ signal }) {
      const { body } = await api({ method: "GET", path: "/member/cards", answer: cardList, signal });
      session.rememberCards(body.cards.map(({ cardId }) => cardId));
      return body.cards;
    },
  });
}

export function useQuote(request: QuoteRequest | null) {
  const { api } = useServices();
  return useQuery<Quote>({
    queryKey: keys.quote(request ?? { storeId: "", lines: [] }),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    // Its place and minutes are looked at until it is paid, and a store that refused may take orders again.
    refetchInterval: ({ state }) =>
      isOutOfReach(state.error) ? askAgainMs : state.error ? refusedAgainMs : netMs,
    queryFn: async ({ signal }) =>
      (await api({ method: "POST", path: "/order/quotes", answer: quote, body: request, signal })).body,
  });
}
