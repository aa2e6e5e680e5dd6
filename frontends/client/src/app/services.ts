import { createConnections, newKey } from "@siren/web/connections";
import { language } from "@siren/web/i18n";
import { type KeptPage, keepPage } from "@siren/web/kept-page";
import { observable } from "@siren/web/observable";
import { storage, visit } from "@siren/web/storage";
import type { QueryClient } from "@tanstack/react-query";
import { createCart } from "../shared/cart.ts";
import { createWish } from "../shared/checkout-wish.ts";
import { lastStore } from "../shared/chosen-stores.ts";
import { guestOwner, placingKeptAs } from "../shared/kept-placing.ts";
import { showOrder } from "../shared/order-queries.ts";
import { createPlacement } from "../shared/placement.ts";
import { tripEnd } from "../shared/provider-trip.ts";
import type { ReadyByPush } from "../shared/push.ts";
import { keys } from "../shared/query-keys.ts";
import { isReachable } from "../shared/reach.ts";
import type { Services } from "../shared/services.ts";
import { calledAs, followOrders } from "./follow-orders.ts";
import { mayBeTold, onWorkerWord } from "./push-worker.ts";
import { watchTroubles } from "./trouble-watch.ts";

const guestKeptAs = "siren.guest";
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
  const cart = createCart(storage);
  const aStore = () =>
    client.getQueryData<{ stores: { storeId: string }[] }>(keys.stores)?.stores[0]?.storeId ?? null;
  watchTroubles({ api, health, later, storeId: () => cart.get().storeId ?? lastStore() ?? aStore() });
  const wish = createWish(visit);
  const guest = observable(storage.getItem(guestKeptAs) !== null);
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

  const orders = followOrders(connections, {
    ...{ client, guest, wish, claimPush, withBell },
    onPerson: placement.open,
    leavePush: () => mayBeTold() && void push().then(({ leave }) => leave()),
  });

  guest.subscribe(() => !guest.get() && storage.removeItem(guestKeptAs));

  const hurry = () => {
    orders.hurry();
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

  const told = { live: orders.live, asGuest: orders.asGuest, push, callOut, allowSound: () => withBell() };
  const services = { ...connections, ...told, cart, wish, placement, guest };
  return { services, onPlaced, page: keepPage(import.meta.env.BASE_URL, import.meta.env.PROD) };
}
