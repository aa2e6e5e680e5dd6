import { createHash } from "node:crypto";
import { type Reply, type Route, route } from "@siren/chassis/http/routes";
import { patienceLeftMs } from "@siren/chassis/patience";
import { noteOrder } from "@siren/chassis/request-scope";
import { orderId, slug } from "@siren/contracts/ids";
import { calendarDay } from "@siren/contracts/menu";
import {
  orderPage,
  orderView,
  pendingOrderView,
  placeOrderRequest,
  quote,
  quoteRequest,
  timeline,
} from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import type { ServiceName } from "@siren/contracts/roles";
import * as z from "zod/mini";
import { viewOf } from "../domain/order-view.ts";
import { cancelOrder } from "../use-cases/cancel-order.ts";
import { payAtCounter } from "../use-cases/pay-at-counter.ts";
import { type PlacedOrder, placeOrder } from "../use-cases/place-order.ts";
import type { GuestBook, SagaParts } from "../use-cases/ports.ts";
import { type QuoteParts, quoteCart } from "../use-cases/quote-cart.ts";
import { listOrders, openOrdersAt, ordersOfDay, readOrder } from "../use-cases/read-orders.ts";
import { awaitsHold } from "../use-cases/timers-of.ts";
import { keyOf, onlyOwner, ownerOf, readerOf } from "./caller.ts";
import { addressHashOf, keptSeconds, newGuestCookie, type RandomBytes } from "./guest-cookie.ts";

/** The header that names what is old in an answer: neighbours that are away, and those it could not ask. */
export type Degraded = (also?: readonly ServiceName[]) => Record<string, string>;

export type OrderRoutesParts = {
  saga: SagaParts;
  guests: GuestBook;
  quoting: QuoteParts;
  random: RandomBytes;
  /** What became of an order when its request was answered. */
  onPlaced: (outcome: string) => void;
  degraded: Degraded;
};

const ofOrder = z.object({ orderId });
const listQuery = z.strictObject({
  ...{ cursor: z.optional(orderId), store: z.optional(slug), day: z.optional(calendarDay) },
  number: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(999_999))),
});
const refusesOfCart = [
  ...([
    "NOT_FOUND",
    "OPTION_INVALID",
    "SOLD_OUT",
    "STORE_CLOSED",
    "STORE_PAUSED",
    "STORE_AT_CAPACITY",
  ] as const),
];
const refusesOfCoupon = ["COUPON_INVALID", "COUPON_USED"] as const;
const refusesOfCard = ["INSUFFICIENT_BALANCE", "PAYMENT_DECLINED", "CARD_LOCKED", "HOLD_RELEASED"] as const;
const owners = { roles: ["customer", "guest"], byPass: true } as const;
const readers = { roles: ["customer", "guest", "barista", "manager"], byPass: true } as const;

export function orderRoutes(parts: OrderRoutesParts): Route[] {
  const { saga, guests, quoting, random, onPlaced, degraded } = parts;
  const remember = (guestHash: string) => guests.remember(guestHash, saga.now() + keptSeconds * 1_000);

  return [
    route({
      method: "POST",
      path: "/quotes",
      summary: "What a cart costs today, the place in the queue and the minutes; makes a guest of a nobody.",
      answers: { 200: quote },
      refuses: [...refusesOfCart, ...refusesOfCoupon],
      cookies: { sets: ["guest"] },
      access: "anyone",
      body: quoteRequest,
      async handle({ body, caller, headers: sent }) {
        const { couponId, ...cart } = body;
        if (couponId !== undefined && caller.kind !== "member")
          throw new Refusal("COUPON_INVALID", "Only members have coupons");
        const wish = couponId === undefined ? undefined : { memberId: caller.sub, couponId };
        // Looked at first: an answer that says that the store is away promises no minutes.
        const away = degraded();
        const priced = await quoteCart(quoting, cart, wish);
        const headers = priced.coupon?.state === "UNCHECKED" ? degraded(["member"]) : away;
        if (caller.kind === "guest") await remember(caller.sub);
        if (caller.kind !== "anonymous") return { status: 200, body: priced, headers };
        const { cookie, guestHash } = newGuestCookie(random, sent);
        await remember(guestHash);
        return { status: 200, body: priced, headers: { ...headers, "Set-Cookie": cookie } };
      },
    }),
    route({
      method: "POST",
      path: "/orders",
      summary:
        "Places an order. 200 when it was placed before under this key, 202 while the card has not answered.",
      answers: { 200: orderView, 201: orderView, 202: pendingOrderView },
      refuses: [
        ...refusesOfCart,
        ...refusesOfCoupon,
        ...refusesOfCard,
        "PRICE_CHANGED",
        "ILLEGAL_TRANSITION",
        "TOO_MANY_REQUESTS",
      ],
      access: owners,
      key: "required",
      body: placeOrderRequest,
      async handle(c) {
        const bodyHash = createHash("sha256").update(JSON.stringify(c.body)).digest("base64url");
        const placed = await placeOrder(saga, {
          ...{ owner: ownerOf(c.caller), key: keyOf(c), bodyHash, request: c.body },
          ...{ address: addressHashOf(c.headers), calledBy: c.caller.nickname ?? null },
          patienceMs: patienceLeftMs(),
        }).catch((error: unknown) => {
          onPlaced(isOverload(error) ? "overloaded" : "refused");
          throw error;
        });
        noteOrder(placed.order.orderId);
        onPlaced(placed.isNew ? placed.order.state.toLowerCase() : "repeated");
        return placedReply(placed, degraded);
      },
    }),
    route({
      method: "GET",
      path: "/orders",
      summary:
        "One's own orders, the newest first; with `store`, what its staff still has to make, or all of a `day` there.",
      answers: { 200: orderPage },
      refuses: ["WRONG_STORE"],
      access: readers,
      /**
       * `store`: what its staff still has to make, oldest first, also while its board is away; with `day`, all orders
       * of that business day, the newest first, or the one with that number.
       */
      query: listQuery,
      async handle({ query: { cursor, store, day, number }, caller }) {
        if (day === undefined ? number !== undefined : store === undefined)
          throw new Refusal("BAD_REQUEST", "a number is one of a day, and a day is one of a store");
        const before = cursor ?? null;
        const { orders, next } =
          store === undefined
            ? await listOrders(saga.orders, onlyOwner(caller), before)
            : day === undefined
              ? await openOrdersAt(saga.orders, readerOf(caller), store, before)
              : await ordersOfDay(saga.orders, readerOf(caller), { store, day, number }, before);
        return { status: 200, body: { orders: orders.map(viewOf), next }, headers: degraded() };
      },
    }),
    route({
      method: "GET",
      path: "/orders/:orderId",
      summary: "An order; its store's staff read it too.",
      answers: { 200: orderView },
      refuses: ["NOT_FOUND", "WRONG_STORE"],
      access: readers,
      params: ofOrder,
      handle: async ({ params, caller }) => ({
        status: 200,
        body: viewOf(await readOrder(saga.orders, readerOf(caller), params.orderId)),
        headers: degraded(),
      }),
    }),
    route({
      method: "GET",
      path: "/orders/:orderId/timeline",
      summary: "What became of an order, step by step.",
      answers: { 200: timeline },
      refuses: ["NOT_FOUND", "WRONG_STORE"],
      access: readers,
      params: ofOrder,
      async handle({ params, caller }) {
        const order = await readOrder(saga.orders, readerOf(caller), params.orderId);
        return { status: 200, body: { orderId: order.orderId, entries: order.history } };
      },
    }),
    route({
      method: "POST",
      path: "/orders/:orderId/cancel",
      summary: "Calls an order off. 202 while its store has not said whether a cup was begun.",
      answers: { 200: orderView, 202: orderView },
      refuses: ["NOT_FOUND", "ALREADY_STARTED", "ILLEGAL_TRANSITION"],
      access: owners,
      key: "required",
      params: ofOrder,
      async handle({ params, caller }) {
        noteOrder(params.orderId);
        const { order, isFinal } = await cancelOrder(saga, ownerOf(caller), params.orderId);
        return isFinal
          ? { status: 200, body: viewOf(order) }
          : { status: 202, body: viewOf(order), headers: degraded(["barista"]) };
      },
    }),
    route({
      method: "POST",
      path: "/orders/:orderId/pay-at-counter",
      summary: "Pays at the counter what the card has not answered for.",
      answers: { 200: orderView },
      refuses: ["NOT_FOUND", "ILLEGAL_TRANSITION", "COUPON_INVALID"],
      access: owners,
      key: "required",
      params: ofOrder,
      async handle({ params, caller }) {
        noteOrder(params.orderId);
        return { status: 200, body: viewOf(await payAtCounter(saga, ownerOf(caller), params.orderId)) };
      },
    }),
  ];
}

const isOverload = (error: unknown) => error instanceof Refusal && error.code === "OVERLOADED";

/** 202: taken, but the card has not answered; while it is pending, the customer may choose the counter. */
function placedReply({ order, isNew }: PlacedOrder, degraded: Degraded): Reply {
  const body = viewOf(order);
  const headers = { Location: `/orders/${order.orderId}` };
  if (awaitsHold(order) || order.state === "DEFERRED") {
    const choices = awaitsHold(order) && order.couponId === null ? ["pay-at-counter"] : [];
    return { status: 202, body: { ...body, choices }, headers: { ...headers, ...degraded(["member"]) } };
  }
  return { status: isNew ? 201 : 200, body, headers: { ...headers, ...degraded() } };
}
