import type { OrderView } from "@siren/contracts/order";
import { createConnections, newKey } from "@siren/web/connections";
import { isOutOfReach } from "@siren/web/failures";
import { language } from "@siren/web/i18n";
import { type KeptPage, keepPage } from "@siren/web/kept-page";
import type { Live } from "@siren/web/live/live";
import { type LiveStatus, liveOff } from "@siren/web/live/status";
import { observable } from "@siren/web/observable";
import { askAgainMs } from "@siren/web/query-client";
import { memberOf } from "@siren/web/session";
import { storage, visit } from "@siren/web/storage";
import type { QueryClient } from "@tanstack/react-query";
import { calledOrders } from "../shared/called-orders.ts";
import { createCart } from "../shared/cart.ts";
import { createWish } from "../shared/checkout-wish.ts";
import { guestOrdersKey } from "../shared/guest-orders.ts";
import { forgetOrders } from "../shared/kept-orders.ts";
import { guestOwner, placingKeptAs } from "../shared/kept-placing.ts";
import { createPlacement } from "../shared/placement.ts";
import { tripEnd } from "../shared/provider-trip.ts";
import type { ReadyByPush } from "../shared/push.ts";
import { keys, showOrder } from "../shared/queries.ts";
import { isReachable } from "../shared/reach.ts";
import type { Services } from "../shared/services.ts";
import { mayBeTold, onWorkerWord } from "./push-worker.ts";
import { watchTroubles } from "./trouble-watch.ts";

const guestKeptAs = "siren.guest";
/** By a store's board, or by whatever else knows of it without order's own word. */
const calledAs = (orderId: string) => `called:${orderId}`;

export type PageParts = {
  services: Services;
  /** Where to go when an order was placed; set by the router. */
  onPlaced: { go: (orderId: string) => void };
  page: KeptPage;
};

async function openPush(api: Services["api"]): Promise<ReadyByPush> {
  const [{ createReadyByPush }, { createPushBrowser }] = await Promise.all([
    import("../shared/push.ts"),
    import("./push-browser.ts"),
  ]);
  return createReadyByPush({
    ...{ api, browser: createPushBrowser(import.meta.env.BASE_URL), language: language.get },
  });
}

/** The one place where the page's parts are put together. */
export function createServices(client: QueryClient): PageParts {
  const connections = createConnections("client");
  const { api, health, session, now, later } = connections;
  watchTroubles({ api, health, later });
  const cart = createCart(storage);
  const wish = createWish(visit);
  const guest = observable(storage.getItem(guestKeptAs) !== null);
  const liveStatus = observable<LiveStatus>(liveOff(now()));
  const onPlaced = { go: (_orderId: string) => {} };

  let bell: ReturnType<typeof openBell> | undefined;
  const openBell = () => import("./bell.ts").then(({ createBell }) => createBell(storage));
  const withBell = (use?: (ring: Awaited<ReturnType<typeof openBell>>) => void) => {
    bell ??= openBell();
    bell.then(use, () => {
      bell = undefined;
    });
  };
  const callOut = (orderId: string) => withBell((ring) => ring({ event: calledAs(orderId) }));

  let pushOpened: Promise<ReadyByPush> | undefined;
  const push = () => {
    pushOpened ??= openPush(api);
    return pushOpened;
  };
  const claimPush = () => mayBeTold() && void push().then(({ claim }) => claim());
  language.subscribe(claimPush);
  onWorkerWord((word) => {
    if (word.type === "siren.open-order") onPlaced.go(word.orderId);
    else claimPush();
  });

  const placement = createPlacement({
    ...{ api, newKey, now, storage },
    isReachable: () => isReachable(health),
    onSent(ownerId) {
      if (ownerId !== guestOwner) return;
      storage.setItem(guestKeptAs, "yes");
      guest.set(true);
    },
    onPlaced(order, { storeId, lines }) {
      cart.takeOut(storeId, lines);
      if (wish.get().storeId === storeId) wish.clear();
      showOrder(client, order);
      void client.invalidateQueries({ queryKey: keys.orderList });
      void client.invalidateQueries({ queryKey: keys.cards });
      void client.invalidateQueries({ queryKey: keys.coupons });
      // Elsewhere the bar says so: nobody is taken away from what they are doing.
      if (location.pathname.endsWith("/checkout")) onPlaced.go(order.orderId);
    },
  });

  let live: Live | undefined;
  let listenerId: string | null = null;
  /** The member who was here last: at first whom this browser remembers. */
  let formerId = memberOf(session.state.get())?.memberId ?? null;
  let placingFor: string | undefined;

  /** One socket for the person who is here; another person gets another one. */
  function follow(): void {
    const state = session.state.get();
    if (state.kind === "starting") return;
    const ownerId = memberOf(state)?.memberId ?? guestOwner;
    if (ownerId !== placingFor) {
      placingFor = ownerId;
      placement.open(ownerId);
    }
    const who = ownerId !== guestOwner || guest.get() ? ownerId : null;
    const leftId = formerId !== who ? formerId : null;
    if (who === listenerId && leftId === null) return;
    formerId = who === guestOwner ? null : who;
    // A guest who signs in has left their orders with the guest: they are not the member's.
    if (listenerId !== null || leftId !== null) client.removeQueries({ queryKey: keys.orders });
    if (leftId !== null) {
      forgetOrders();
      wish.withoutCoupon();
      client.removeQueries({ queryKey: keys.cards });
      client.removeQueries({ queryKey: keys.mine(leftId, "").slice(0, 2) });
    }
    // What a member's browser is told is nothing for whoever is here after them.
    if (who !== null && !(leftId !== null && who === guestOwner)) claimPush();
    else if (mayBeTold()) void push().then(({ leave }) => leave());
    if (who === listenerId) return;
    listenerId = who;
    live?.dispose();
    live = undefined;
    liveStatus.set(liveOff(now()));
    if (who === null) return;
    withBell();
    void listen(who);
  }

  /** What cannot be had just now is asked for again; until then orders are asked for as without a socket. */
  async function listen(who: string): Promise<void> {
    const isStill = () => listenerId === who && live === undefined;
    const { createOrdersLine } = await import("./orders-line.ts").catch(() => ({ createOrdersLine: null }));
    if (!isStill()) return;
    if (!createOrdersLine) return void later(askAgainMs, () => isStill() && listen(who));
    const opened = createOrdersLine(connections, {
      onEvent({ data }) {
        if (!("order" in data)) return;
        const { orderId, payment, total_krw } = data.order;
        const known = client.getQueryData<typeof data.order>(keys.order(orderId));
        showOrder(client, data.order, who);
        // A word about place or minutes moves no money.
        if (known?.payment !== payment || known.total_krw !== total_krw)
          void client.invalidateQueries({ queryKey: keys.cards });
      },
      onReady: (event, orderId) => withBell((ring) => ring({ event, toldBy: orderId && calledAs(orderId) })),
      orders: () =>
        [keys.orderList, guestOrdersKey].flatMap((key) => client.getQueryData<OrderView[]>(key) ?? []),
      onCalled(orderIds) {
        calledOrders.set(orderIds);
        for (const orderId of orderIds) callOut(orderId);
      },
      onResync: () =>
        client.invalidateQueries({ queryKey: keys.orders }, { throwOnError: true }).catch((error) => {
          // An order that is refused to this person for good is no reason to ask for all of them again.
          if (isOutOfReach(error)) throw error;
        }),
    });
    live = opened;
    opened.status.subscribe(() => {
      if (live === opened) liveStatus.set(opened.status.get());
    });
    opened.start();
  }
  session.state.subscribe(follow);
  guest.subscribe(() => {
    if (!guest.get()) storage.removeItem(guestKeptAs);
    follow();
  });

  const hurry = () => {
    live?.hurry();
    void client.invalidateQueries({ predicate: ({ state }) => state.status === "error" });
  };
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hurry());
  addEventListener("storage", ({ key }) => {
    if (key === null || key === "siren.cart") cart.reread();
    if (key === null || key.startsWith(placingKeptAs(""))) placement.reread();
  });

  const cameBack = tripEnd(location.search)?.end === "signed-in";
  void session.start({ cameBack });

  const told = { live: liveStatus, push, callOut, allowSound: () => withBell() };
  const services = { ...connections, ...told, cart, wish, placement, guest };
  return { services, onPlaced, page: keepPage(import.meta.env.BASE_URL, import.meta.env.PROD) };
}
