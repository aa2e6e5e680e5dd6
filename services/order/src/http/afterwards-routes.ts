import { createHash } from "node:crypto";
import { type Route, route } from "@siren/chassis/http/routes";
import { noteOrder } from "@siren/chassis/request-scope";
import { orderId } from "@siren/contracts/ids";
import {
  moveStoreRequest,
  orderView,
  receipt,
  refundPreview,
  refundRequest,
  refundWish,
  reorderRequest,
  reorderView,
} from "@siren/contracts/order";
import * as z from "zod/mini";
import { viewOf } from "../domain/order-view.ts";
import { receiptOf } from "../domain/receipt.ts";
import { confirmPickUp } from "../use-cases/confirm-pick-up.ts";
import { moveOrder } from "../use-cases/move-order.ts";
import type { SagaParts } from "../use-cases/ports.ts";
import type { QuoteParts } from "../use-cases/quote-cart.ts";
import { ownOrder, readOrder } from "../use-cases/read-orders.ts";
import { previewRefund, refundOrder } from "../use-cases/refund-order.ts";
import { reorderCart } from "../use-cases/reorder-cart.ts";
import { keyOf, ownerOf, readerOf } from "./caller.ts";
import type { Degraded } from "./order-routes.ts";

export type AfterwardsRoutesParts = { saga: SagaParts; quoting: QuoteParts; degraded: Degraded };

const ofOrder = z.object({ orderId });
const refusesOfStore = [
  ...(["OPTION_INVALID", "SOLD_OUT", "STORE_CLOSED", "STORE_PAUSED", "STORE_AT_CAPACITY"] as const),
];
const owners = { roles: ["customer", "guest"] } as const;
const readers = { roles: ["customer", "guest", "barista", "manager"], byPass: true } as const;

const bodyHashOf = (body: object) => createHash("sha256").update(JSON.stringify(body)).digest("base64url");

/** What people want of an order that was made: its paper, the same again, their word that they have it, money back. */
export function afterwardsRoutes({ saga, quoting, degraded }: AfterwardsRoutesParts): Route[] {
  return [
    route({
      method: "GET",
      path: "/orders/:orderId/receipt",
      summary: "The paper of an order, with its VAT and what was given back.",
      answers: { 200: receipt },
      refuses: ["NOT_FOUND", "WRONG_STORE"],
      access: readers,
      params: ofOrder,
      async handle({ params, caller }) {
        const order = await readOrder(saga.orders, readerOf(caller), params.orderId);
        const store = await quoting.views.store(order.storeId);
        return { status: 200, body: receiptOf(order, store?.name ?? null) };
      },
    }),
    route({
      method: "POST",
      path: "/orders/:orderId/reorder",
      summary: "The same again: a quote from today's menu, and what of it is gone.",
      answers: { 200: reorderView },
      refuses: ["NOT_FOUND", ...refusesOfStore],
      // It only reads: what is placed with it is placed as any cart.
      access: { ...owners, byPass: true },
      params: ofOrder,
      body: reorderRequest,
      async handle({ params, caller, body }) {
        const order = await ownOrder(saga.orders, ownerOf(caller), params.orderId);
        return { status: 200, body: await reorderCart(quoting, order, body.storeId) };
      },
    }),
    route({
      method: "POST",
      path: "/orders/:orderId/picked-up",
      summary: "Says that one has it.",
      answers: { 200: orderView },
      refuses: ["NOT_FOUND", "ILLEGAL_TRANSITION", "PAYMENT_DUE"],
      access: owners,
      key: "required",
      params: ofOrder,
      async handle({ params, caller }) {
        noteOrder(params.orderId);
        return { status: 200, body: viewOf(await confirmPickUp(saga, ownerOf(caller), params.orderId)) };
      },
    }),
    route({
      method: "POST",
      path: "/orders/:orderId/move-store",
      summary: "Moves an order to another store. 202 while the first one has not let it go.",
      answers: { 200: orderView, 202: orderView },
      refuses: ["NOT_FOUND", "ILLEGAL_TRANSITION", "ALREADY_STARTED", "PRICE_CHANGED", ...refusesOfStore],
      access: owners,
      key: "required",
      params: ofOrder,
      body: moveStoreRequest,
      async handle(c) {
        noteOrder(c.params.orderId);
        const { order, isFinal } = await moveOrder(saga, ownerOf(c.caller), {
          ...{ orderId: c.params.orderId, storeId: c.body.storeId },
          ...{ key: keyOf(c), bodyHash: bodyHashOf(c.body) },
        });
        return isFinal
          ? { status: 200, body: viewOf(order) }
          : { status: 202, body: viewOf(order), headers: degraded(["barista"]) };
      },
    }),
    route({
      method: "POST",
      path: "/orders/:orderId/refund-preview",
      summary: "What would be given back for lines, or for all that is left; nothing is given.",
      answers: { 200: refundPreview },
      refuses: ["NOT_FOUND", "WRONG_STORE", "ILLEGAL_TRANSITION"],
      access: { roles: ["manager"] },
      params: ofOrder,
      body: refundWish,
      async handle({ params, caller, body }) {
        const wish = { orderId: params.orderId, stores: caller.stores, lines: body.lines };
        return { status: 200, body: await previewRefund(saga, wish) };
      },
    }),
    route({
      method: "POST",
      path: "/orders/:orderId/refund",
      summary: "Gives money back after pick-up: for lines, or for all that is left.",
      answers: { 200: receipt },
      refuses: ["NOT_FOUND", "WRONG_STORE", "ILLEGAL_TRANSITION", "VERSION_CONFLICT"],
      access: { roles: ["manager"] },
      key: "required",
      params: ofOrder,
      body: refundRequest,
      async handle(c) {
        noteOrder(c.params.orderId);
        const order = await refundOrder(saga, {
          ...{ orderId: c.params.orderId, stores: c.caller.stores },
          ...{ key: keyOf(c), bodyHash: bodyHashOf(c.body), request: c.body },
        });
        const store = await quoting.views.store(order.storeId);
        return { status: 200, body: receiptOf(order, store?.name ?? null) };
      },
    }),
  ];
}
