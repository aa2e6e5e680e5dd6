import { type OrderView, orderPage, orderView } from "@siren/contracts/order";
import { ApiProblem, isOutOfReach } from "@siren/web/failures";
import { askAgainMs } from "@siren/web/query-client";
import { useObservable } from "@siren/web/use-observable";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { askAsOwner, isOfGuest } from "./guest-orders.ts";
import { keepOrders, keptOrders } from "./kept-orders.ts";
import { guestOwner } from "./kept-placing.ts";
import { isSettled, newer } from "./order-words.ts";
import { keys, netMs } from "./query-keys.ts";
import { useMember, useServices } from "./services.ts";

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
  const { api, live, asGuest, session, guest } = useServices();
  const client = useQueryClient();
  const ownerId = useMember()?.memberId ?? guestOwner;
  const [isLive, isLiveAsGuest] = [
    useObservable(live).state === "live",
    useObservable(asGuest.live).state === "live",
  ];
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
      return (isOfGuest(orderId) ? isLiveAsGuest : isLive) ? netMs : askAgainMs;
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
