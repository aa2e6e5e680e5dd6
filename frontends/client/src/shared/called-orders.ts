import type { OrderView } from "@siren/contracts/order";
import { observable } from "@siren/web/observable";
import { useObservable } from "@siren/web/use-observable";
import { useGuestOrders } from "./guest-orders.ts";
import { useOrders } from "./order-queries.ts";
import { isOver } from "./order-words.ts";

/** Those that their store's call board shows as ready while order cannot say so. */
export const calledOrders = observable<readonly string[]>([]);

/** What is called is ready, whatever was known of it last. */
export const asCalled = (orders: readonly OrderView[], called: readonly string[]): readonly OrderView[] =>
  orders.map((order) =>
    called.includes(order.orderId) && !isOver(order.state) ? { ...order, state: "READY" } : order,
  );

/** The orders of whoever is here as far as they are told on every screen. */
export function useToldOrders(): readonly OrderView[] {
  const { data = [] } = useOrders();
  return asCalled([...data, ...useGuestOrders()], useObservable(calledOrders));
}
