import { type OrderView, orderPage } from "@siren/contracts/order";
import { ApiProblem } from "@siren/web/failures";
import { askAgainMs } from "@siren/web/query-client";
import { useObservable } from "@siren/web/use-observable";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { isOver } from "./order-words.ts";
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

/**
 * What a member of now has under way as the guest of before. It never becomes theirs, and no socket tells of it: it is
 * asked for until it is over, and calls out when it is ready.
 */
export function useGuestOrders(): readonly OrderView[] {
  const { api, guest, callOut } = useServices();
  const client = useQueryClient();
  const isMember = useSession().kind === "member";
  const isGuest = useObservable(guest);
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
    refetchInterval: ({ state }) => (state.data && state.data.length === 0 ? false : askAgainMs),
  });
  return isMember && isGuest ? data : noOrders;
}
