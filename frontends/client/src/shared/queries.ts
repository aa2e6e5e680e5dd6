import { storeNow } from "@siren/contracts/barista";
import { cardList } from "@siren/contracts/member";
import { publishedMenu, storeList } from "@siren/contracts/menu";
import {
  type OrderView,
  orderPage,
  orderView,
  type Quote,
  quote,
  type quoteRequest,
} from "@siren/contracts/order";
import { ApiProblem, isOutOfReach } from "@siren/web/failures";
import { askAgainMs } from "@siren/web/query-client";
import { useObservable } from "@siren/web/use-observable";
import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import type * as z from "zod/mini";
import { askAsOwner, isOfGuest } from "./guest-orders.ts";
import { copyTime, keepCopy, keptCopy } from "./kept-copy.ts";
import { keepOrders, keptOrders } from "./kept-orders.ts";
import { guestOwner } from "./kept-placing.ts";
import { isSettled, newer } from "./order-words.ts";
import { useMember, useServices } from "./services.ts";
import { lastKnown, type StoreStanding } from "./store-words.ts";
import { useStoreLine } from "./use-store-line.ts";

type QuoteRequest = z.infer<typeof quoteRequest>;

const netMs = 30_000;
const refusedAgainMs = 15_000;

export const keys = {
  stores: ["stores"],
  menu: (storeId: string) => ["menu", storeId],
  storeNow: (storeId: string) => ["store-now", storeId],
  cards: ["cards"],
  /** A part of what a member has beside the cards; asked for in features/account. */
  mine: (memberId: string, part: string) => ["mine", memberId, part],
  orders: ["orders"],
  orderList: ["orders", "list"],
  /** Where the orders before those of the list begin. */
  orderNext: ["orders", "next"],
  olderOrders: (cursor: string) => ["orders", "older", cursor],
  order: (orderId: string) => ["orders", "one", orderId],
  coupons: ["coupons"],
  quote: (request: QuoteRequest) => ["quote", request],
} as const;

/** Read once, when a screen first asks: a menu is large. */
const withCopy = (name: string, schema: typeof storeList | typeof publishedMenu) => ({
  initialData: () => keptCopy(name, schema)?.value,
  initialDataUpdatedAt: () => copyTime(name),
});

export function useStores() {
  const { api, now } = useServices();
  return useQuery({
    queryKey: keys.stores,
    async queryFn({ signal }) {
      const { body } = await api({ method: "GET", path: "/menu/stores", answer: storeList, signal });
      keepCopy("stores", body, now());
      return body;
    },
    ...(withCopy("stores", storeList) as object),
  });
}

export function useStore(storeId: string | null) {
  return useStores().data?.stores.find((each) => each.storeId === storeId);
}

export function useMenu(storeId: string) {
  const { api, now } = useServices();
  return useQuery({
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
}

/** How the store stands, while it is shown: it tells when that has changed, and is asked again all the same. */
export function useStoreNow(storeId: string): StoreStanding | undefined {
  const { now } = useServices();
  useStoreLine(storeId, keys.storeNow(storeId));
  const { data, error } = useStoreAsked(storeId);
  return data && isOutOfReach(error) ? lastKnown(data, now()) : data;
}

/**
 * Now and then, and not at each of its changes. Who waits for an order wants to know no more than whether the store's
 * screens are there, and a rush has hundreds of those.
 */
export function useStoreAsked(storeId: string) {
  const { api } = useServices();
  const path = `/barista/stores/${encodeURIComponent(storeId)}/now`;
  return useQuery({
    queryKey: keys.storeNow(storeId),
    enabled: storeId !== "",
    queryFn: async ({ signal }) => (await api({ method: "GET", path, answer: storeNow, signal })).body,
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

/** Whether there can be orders of this browser at all: asking without is refused. */
export function useHasOrders(): boolean {
  const { guest } = useServices();
  const isGuest = useObservable(guest);
  return useMember() !== null || isGuest;
}

export function useOrders() {
  const { api, session, guest, now } = useServices();
  const client = useQueryClient();
  const isStarting = useObservable(session.state).kind === "starting";
  const ownerId = useMember()?.memberId ?? guestOwner;
  return useQuery({
    queryKey: keys.orderList,
    enabled: useHasOrders() && !isStarting,
    async queryFn({ signal }) {
      const call = { method: "GET", path: "/order/orders", answer: orderPage, signal } as const;
      const { body } = await api(call).catch((error) => {
        // The guest's cookie has run out: there is nothing that could be found by it any more.
        if (ownerId === guestOwner && error instanceof ApiProblem && error.problem.status === 401)
          guest.set(false);
        throw error;
      });
      keepOrders(ownerId, body.orders, now());
      client.setQueryData(keys.orderNext, body.next);
      return body.orders;
    },
    initialData: () => keptOrders(ownerId)?.orders,
    initialDataUpdatedAt: () => keptOrders(ownerId)?.at,
  });
}

export function useOrderNext(): string | null {
  const { data } = useQuery<string | null>({ queryKey: keys.orderNext, enabled: false });
  return data ?? null;
}

/** Told by the socket; asked for where that is not open, and once in a while all the same. */
export function useOrder(orderId: string) {
  const { api, live, session, guest } = useServices();
  const client = useQueryClient();
  const ownerId = useMember()?.memberId ?? guestOwner;
  const isLive = useObservable(live).state === "live";
  const isStarting = useObservable(session.state).kind === "starting";
  return useQuery({
    queryKey: keys.order(orderId),
    enabled: !isStarting,
    async queryFn({ signal }) {
      const path = `/order/orders/${encodeURIComponent(orderId)}`;
      const { body } = await askAsOwner(orderId, guest.get(), (as) =>
        api({ ...{ method: "GET", path, answer: orderView, signal }, ...as }),
      );
      return newer(client.getQueryData<OrderView>(keys.order(orderId)), body);
    },
    refetchInterval: ({ state }) => {
      if (isOutOfReach(state.error)) return askAgainMs;
      if (!state.data || isSettled(state.data)) return false;
      return isLive && !isOfGuest(orderId) ? netMs : askAgainMs;
    },
    initialData: () => keptOrders(ownerId)?.orders.find((one) => one.orderId === orderId),
    initialDataUpdatedAt: () => keptOrders(ownerId)?.at,
  });
}

/** An order as an event or an answer told it, into everything that shows it. */
export function showOrder(client: QueryClient, order: OrderView, ownerId?: string): OrderView {
  const shown = newer(client.getQueryData<OrderView>(keys.order(order.orderId)), order);
  client.setQueryData(keys.order(order.orderId), shown);
  client.setQueryData<OrderView[]>(keys.orderList, (list) => {
    if (!list) return list;
    const at = list.findIndex(({ orderId }) => orderId === shown.orderId);
    if (at !== -1) return list.with(at, newer(list[at], shown));
    return isOfGuest(shown.orderId) ? list : [shown, ...list];
  });
  const list = client.getQueryData<OrderView[]>(keys.orderList);
  if (ownerId !== undefined && list) keepOrders(ownerId, list, Date.now());
  return shown;
}
