import type { OrderView } from "@siren/contracts/order";
import type { Connections } from "@siren/web/connections";
import type { Observable } from "@siren/web/observable";
import { memberOf } from "@siren/web/session";
import type { QueryClient } from "@tanstack/react-query";
import { calledOrders } from "../shared/called-orders.ts";
import type { WishKeeper } from "../shared/checkout-wish.ts";
import { guestOrdersKey, isOfGuest, showGuestOrder } from "../shared/guest-orders.ts";
import { forgetOrders } from "../shared/kept-orders.ts";
import { guestOwner } from "../shared/kept-placing.ts";
import { showOrder } from "../shared/order-queries.ts";
import { keys } from "../shared/query-keys.ts";
import { asGuestOnly, createFollowed } from "./followed.ts";
import type { Ringing } from "./ring-once.ts";

/** By a store's board, or by whatever else knows of it without order's own word. */
export const calledAs = (orderId: string) => `called:${orderId}`;

type Parts = {
  client: QueryClient;
  /** Whether this browser has a guest's orders. */
  guest: Observable<boolean>;
  wish: Pick<WishKeeper, "withoutCoupon">;
  /** As soon as it is known who is here: a member's id, or the guest. */
  onPerson: (ownerId: string) => void;
  claimPush: () => void;
  leavePush: () => void;
  withBell: (use?: (ring: (ringing: Ringing) => void) => void) => void;
};

/**
 * One socket for the person who is here, another person gets another one; and one more for what a member has under way
 * as the guest of before.
 */
export function followOrders(connections: Connections, parts: Parts) {
  const { client, guest, wish, onPerson, claimPush, leavePush, withBell } = parts;
  const { session } = connections;
  const onReady = (event: string, orderId: string | undefined) =>
    withBell((ring) => ring({ event, toldBy: orderId && calledAs(orderId) }));

  const own = createFollowed(connections, (who) => ({
    onReady,
    onOrder(order) {
      const { orderId, payment, total_krw } = order;
      const known = client.getQueryData<OrderView>(keys.order(orderId));
      showOrder(client, order, who);
      // A word about place or minutes moves no money.
      if (known?.payment !== payment || known.total_krw !== total_krw)
        void client.invalidateQueries({ queryKey: keys.cards });
    },
    orders: () =>
      [keys.orderList, guestOrdersKey].flatMap((key) => client.getQueryData<OrderView[]>(key) ?? []),
    onCalled(orderIds) {
      calledOrders.set(orderIds);
      for (const orderId of orderIds) withBell((ring) => ring({ event: calledAs(orderId) }));
    },
    onResync: () => client.invalidateQueries({ queryKey: keys.orders }, { throwOnError: true }),
  }));

  const former = createFollowed(asGuestOnly(connections), () => ({
    onReady,
    onOrder(order) {
      // While member is down the same cookies make a member of whoever asks.
      if (isOfGuest(order.orderId)) showGuestOrder(client, order);
    },
    // The stores' boards are watched once, for all orders.
    ...{ orders: () => [], onCalled: () => {} },
    async onResync() {
      await client.invalidateQueries({ queryKey: guestOrdersKey }, { throwOnError: true });
      await client.invalidateQueries({
        queryKey: keys.orders,
        predicate: ({ queryKey }) => isOfGuest(`${queryKey[2]}`),
      });
    },
  }));

  let listenerId: string | null = null;
  /** The member who was here last: at first whom this browser remembers. */
  let formerId = memberOf(session.state.get())?.memberId ?? null;
  let placingFor: string | undefined;

  function follow(): void {
    const state = session.state.get();
    if (state.kind === "starting") return;
    const ownerId = memberOf(state)?.memberId ?? guestOwner;
    if (ownerId !== placingFor) {
      placingFor = ownerId;
      onPerson(ownerId);
    }
    if (ownerId === guestOwner || !guest.get()) former.hear(null);
    const who = ownerId !== guestOwner || guest.get() ? ownerId : null;
    const leftId = formerId !== who ? formerId : null;
    if (who === listenerId && leftId === null) return;
    formerId = who === guestOwner ? null : who;
    // A guest who signs in has left their orders with the guest: they are not the member's.
    if (listenerId !== null || leftId !== null) client.removeQueries({ queryKey: keys.orders });
    if (leftId !== null) forgetAllOf(leftId);
    // What a member's browser is told is nothing for whoever is here after them.
    if (who !== null && !(leftId !== null && who === guestOwner)) claimPush();
    else leavePush();
    if (who === listenerId) return;
    listenerId = who;
    if (who !== null) withBell();
    own.hear(who);
  }

  function forgetAllOf(memberId: string): void {
    forgetOrders();
    wish.withoutCoupon();
    client.removeQueries({ queryKey: keys.cards });
    client.removeQueries({ queryKey: keys.mine(memberId, "").slice(0, 2) });
  }

  session.state.subscribe(follow);
  guest.subscribe(follow);

  return {
    live: own.status,
    /** Of a member's orders as the guest of before: whether they are heard of, and that there are some. */
    asGuest: { live: former.status, hear: (isWanted: boolean) => former.hear(isWanted ? guestOwner : null) },
    /** The network came back, or the page is looked at again. */
    hurry() {
      own.hurry();
      former.hurry();
    },
  };
}
