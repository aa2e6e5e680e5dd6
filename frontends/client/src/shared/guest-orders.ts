import { type OrderView, orderPage } from "@siren/contracts/order";
import { ApiProblem } from "@siren/web/failures";
import { askAgainMs } from "@siren/web/query-client";
import { useObservable } from "@siren/web/use-observable";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isOver, newer } from "./order-words.ts";
import { keys, netMs } from "./query-keys.ts";
import { useServices, useSession } from "./services.ts";

/** Not below the keys of orders: those are of whoever is here now. */
export const guestOrdersKey = ["orders-of-guest"];
const noOrders: readonly OrderView[] = [];

/** Orders that were placed before somebody signed in: all about them is asked for as that guest. */
const ofGuest = new Set<string>();
export const isOfGuest = (orderId: string): boolean => ofGuest.has(orderId);
export const asOwner = (orderId: string): { asGuest?: boolean } =>
  isOfGuest(orderId) ? { asGuest: true } : {};

/** As whoever is here; what they do not have may be the guest's that they were, whose cookie lies here still. */
export async function askAsOwner<T>(
  orderId: string,
  mayBeGuests: boolean,
  ask: (as: { asGuest?: boolean }) => Promise<T>,
): Promise<T> {
  try {
    return await ask(asOwner(orderId));
  } catch (error) {
    const isUnknown = error instanceof ApiProblem && error.code === "NOT_FOUND";
    if (!isUnknown || !mayBeGuests || isOfGuest(orderId)) throw error;
    const found = await ask({ asGuest: true }).catch(() => {
      throw error;
    });
    ofGuest.add(orderId);
    return found;
  }
}

/** An order of the guest of before, as the guest's own socket told it. */
export function showGuestOrder(client: QueryClient, order: OrderView): void {
  client.setQueryData<OrderView>(keys.order(order.orderId), (known) => newer(known, order));
  client.setQueryData<readonly OrderView[]>(guestOrdersKey, (known = noOrders) =>
    known
      .map((each) => (each.orderId === order.orderId ? newer(each, order) : each))
      .filter(({ state }) => !isOver(state)),
  );
}

/**
 * What a member of now has under way as the guest of before. It never becomes theirs: until it is over a socket of its
 * own tells of it; where that is not open it is asked for, and calls out when it is ready.
 */
export function useGuestOrders(): readonly OrderView[] {
  const { api, guest, callOut, asGuest } = useServices();
  const client = useQueryClient();
  const isMember = useSession().kind === "member";
  const isGuest = useObservable(guest);
  const isHeard = useObservable(asGuest.live).state === "live";
  const { data = noOrders } = useQuery({
    queryKey: guestOrdersKey,
    enabled: isMember && isGuest,
    async queryFn({ signal }) {
      const call = { method: "GET", path: "/order/orders", answer: orderPage, signal } as const;
      const { body } = await api({ ...call, asGuest: true, isQuiet: true }).catch((error) => {
        if (error instanceof ApiProblem && error.problem.status === 401) guest.set(false);
        throw error;
      });
      const before = client.getQueryData<readonly OrderView[]>(guestOrdersKey) ?? noOrders;
      const open = body.orders.filter(({ state }) => !isOver(state));
      for (const { orderId, state } of open) {
        ofGuest.add(orderId);
        const known = before.find((each) => each.orderId === orderId);
        if (known && known.state !== "READY" && state === "READY") callOut(orderId);
      }
      return open;
    },
    refetchInterval: ({ state }) => (state.data?.length === 0 ? false : isHeard ? netMs : askAgainMs),
  });
  const open = isMember && isGuest ? data : noOrders;
  useEffect(() => asGuest.hear(open.length > 0), [asGuest, open]);
  return open;
}
