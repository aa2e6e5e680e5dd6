import assert from "node:assert/strict";
import { test } from "node:test";
import { memberExamples } from "@siren/contracts/golden-member";
import { menuExamples } from "@siren/contracts/golden-menu";
import { menuDeskExamples } from "@siren/contracts/golden-menu-desk";
import { orderExamples } from "@siren/contracts/golden-order";
import { type OrderView, placeOrderRequest, quoteRequest } from "@siren/contracts/order";
import type { Api } from "@siren/web/api";
import { observable } from "@siren/web/observable";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { createCart } from "../src/shared/cart.ts";
import { usePromotion, useRates, useRecommendations } from "../src/shared/extras.ts";
import { showOrder, useOrder, useOrders } from "../src/shared/order-queries.ts";
import { createPlacement } from "../src/shared/placement.ts";
import { useCards, useMenu, useQuote, useStores } from "../src/shared/queries.ts";
import { keys } from "../src/shared/query-keys.ts";
import { type Services, ServicesProvider } from "../src/shared/services.ts";

const { storeList, publishedMenu } = menuExamples;
const { orderView, orderPage, quote, recommendations, ...requests } = orderExamples;
const { cardList, memberView } = memberExamples;

/** Answers by address with the example, which it reads by the schema that the page asked with. */
function answering(examples: Record<string, unknown>) {
  const sent: unknown[] = [];
  const api = (async (call: Parameters<Api>[0]) => {
    sent.push(call.body);
    const example = examples[`${call.method} ${call.path}`] ?? assert.fail(call.path);
    return { status: 200, body: call.answer?.parse(JSON.parse(JSON.stringify(example))), degraded: [] };
  }) as Api;
  return { api, sent };
}

const memory = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
};

const { storeId } = publishedMenu;
const { orderId } = orderView;
const asked = {
  stores: [useStores, keys.stores, `GET /menu/stores`, storeList, storeList],
  menu: [
    () => useMenu(storeId),
    keys.menu(storeId),
    `GET /menu/stores/${storeId}/menu`,
    publishedMenu,
    publishedMenu,
  ],
  cards: [useCards, [...keys.cards, memberView.memberId], "GET /member/cards", cardList, cardList.cards],
  quote: [
    () => useQuote(requests.quoteRequest),
    keys.quote(requests.quoteRequest),
    "POST /order/quotes",
    quote,
    quote,
  ],
  orders: [useOrders, keys.orderList, "GET /order/orders", orderPage, orderPage.orders],
  promotion: [
    () => usePromotion(storeId, ["latte", "latte"]),
    ["promotion", storeId, "latte"],
    `GET /menu/promotions?store=${storeId}&basket=latte`,
    menuDeskExamples.shownPromotion,
    menuDeskExamples.shownPromotion.promotion,
  ],
  recommendations: [
    () => useRecommendations(storeId, ["latte"]),
    ["recommendations", storeId, "latte", memberView.memberId],
    `GET /order/recommendations?storeId=${storeId}&items=latte`,
    recommendations,
    recommendations,
  ],
  rates: [useRates, ["rates"], "GET /menu/rates", menuDeskExamples.rates, menuDeskExamples.rates],
  order: [() => useOrder(orderId), keys.order(orderId), `GET /order/orders/${orderId}`, orderView, orderView],
} as const;

for (const [what, [useIt, queryKey, address, example, expected]] of Object.entries(asked)) {
  test(`${what}: asked for and read as agreed`, async () => {
    const { api, sent } = answering({ [address]: example });
    const client = new QueryClient();
    const state = observable({ kind: "member", member: memberView });
    // As much of the page's parts as its questions use.
    const services = {
      ...{
        api,
        now: () => 1,
        guest: observable(false),
        live: observable({ state: "live" }),
        asGuest: { live: observable({ state: "off" }), hear: () => {} },
      },
      session: { state, rememberCards() {} },
    } as unknown as Services;
    const Asking = () => {
      useIt();
      return null;
    };
    const page = createElement(ServicesProvider, { value: services }, createElement(Asking));
    renderToString(createElement(QueryClientProvider, { client }, page));
    const query = client.getQueryCache().find({ queryKey }) ?? assert.fail("nothing is asked for");
    assert.deepEqual(await query.fetch(), expected);
    if (what === "quote") assert.deepEqual(quoteRequest.parse(sent[0]), requests.quoteRequest);
    client.clear();
  });
}

test("placing sends what is agreed and takes the order that it is told, pending or not", async () => {
  for (const example of [orderView, requests.pendingOrderView]) {
    const { api, sent } = answering({ "POST /order/orders": example });
    const { promise: placed, resolve } = Promise.withResolvers<OrderView>();
    const parts = { api, storage: memory(), newKey: () => "key-golden-1", now: () => 1, onPlaced: resolve };
    createPlacement({ ...parts, onSent() {}, isReachable: () => true }).place(
      memberView.memberId,
      requests.placeOrderRequest,
    );
    assert.deepEqual(await placed, orderView);
    assert.deepEqual(placeOrderRequest.parse(sent[0]), requests.placeOrderRequest);
    const client = new QueryClient();
    showOrder(client, await placed);
    assert.deepEqual(client.getQueryData(keys.order(orderId)), orderView);
    client.clear();
  }
});

test("the line of a cart is found again after a reload", () => {
  const storage = memory();
  createCart(storage).add(storeId, requests.cartLine);
  assert.deepEqual(createCart(storage).get(), { storeId, lines: [requests.cartLine] });
});
