import { type Route, route } from "@siren/chassis/http/routes";
import { slug } from "@siren/contracts/ids";
import { publishedMenu } from "@siren/contracts/menu";
import {
  itemDraft,
  layoutDraft,
  menuDesk,
  priceChange,
  priceChangeDraft,
  priceChangeList,
  pricesDraft,
  publishRequest,
} from "@siren/contracts/menu-desk";
import * as z from "zod/mini";
import type { Desk } from "./desk.ts";
import type { PriceChanges } from "./price-changes.ts";
import { ofStore } from "./routes.ts";
import { keyOf, managers, onlyOfStore } from "./who-may.ts";

const version = z.coerce.number().check(z.int(), z.gte(0));
const ofItem = z.object({ item: slug });
const ofOffMenu = z.object({ store: slug, item: slug });
const ofChange = z.object({ store: slug, change: slug });
const seen = z.strictObject({ expectedDraftVersion: version });

/** Where managers work on their menu, before it is published and for later. */
export function deskRoutes(desk: Desk, priceChanges: PriceChanges): Route[] {
  return [
    route({
      method: "GET",
      path: "/stores/:store/draft",
      summary: "The menu that is being worked on, and why it could not be published.",
      answers: { 200: menuDesk },
      refuses: ["WRONG_STORE", "NOT_FOUND"],
      access: managers,
      params: ofStore,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        return { status: 200, body: await desk.read(c.params.store) };
      },
    }),
    route({
      method: "DELETE",
      path: "/stores/:store/draft",
      summary: "Throws the draft away; it begins anew from what is sold.",
      answers: { 200: menuDesk },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofStore,
      query: seen,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        const { expectedDraftVersion } = c.query;
        const body = await desk.discard(c.params.store, expectedDraftVersion, keyOf(c, "discard"));
        return { status: 200, body };
      },
    }),
    route({
      method: "PUT",
      path: "/items/:item",
      summary: "Writes an item of a store's draft.",
      answers: { 200: menuDesk },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofItem,
      body: itemDraft,
      async handle(c) {
        onlyOfStore(c.caller, c.body.storeId);
        return { status: 200, body: await desk.putItem(c.params.item, c.body, keyOf(c, "item")) };
      },
    }),
    route({
      method: "DELETE",
      path: "/items/:item",
      summary: "Takes an item off the menu of a store's draft; it is kept beside it.",
      answers: { 200: menuDesk },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofItem,
      query: z.strictObject({ ...seen.shape, store: slug }),
      async handle(c) {
        const { store, expectedDraftVersion } = c.query;
        onlyOfStore(c.caller, store);
        const key = keyOf(c, "item-removed");
        return { status: 200, body: await desk.takeOff(c.params.item, store, expectedDraftVersion, key) };
      },
    }),
    route({
      method: "DELETE",
      path: "/stores/:store/draft/off-menu/:item",
      summary: "Forgets an item that was off the menu.",
      answers: { 200: menuDesk },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofOffMenu,
      query: seen,
      async handle(c) {
        const { store, item } = c.params;
        onlyOfStore(c.caller, store);
        const { expectedDraftVersion } = c.query;
        const key = keyOf(c, "item-forgotten");
        return { status: 200, body: await desk.forget(store, item, expectedDraftVersion, key) };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/draft/layout",
      summary: "The draft's categories, and the order of everything in it.",
      answers: { 200: menuDesk },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofStore,
      body: layoutDraft,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        return { status: 200, body: await desk.layOut(c.params.store, c.body, keyOf(c, "layout")) };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/draft/prices",
      summary: "New prices in the draft, all at once.",
      answers: { 200: menuDesk },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT", "OPTION_INVALID"],
      access: managers,
      key: "required",
      params: ofStore,
      body: pricesDraft,
      async handle(c) {
        const { expectedDraftVersion, prices } = c.body;
        onlyOfStore(c.caller, c.params.store);
        const key = keyOf(c, "draft-prices");
        return { status: 200, body: await desk.reprice(c.params.store, expectedDraftVersion, prices, key) };
      },
    }),
    route({
      method: "POST",
      path: "/publish",
      summary: "Publishes a store's draft as a whole.",
      answers: { 200: publishedMenu },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT", "OPTION_INVALID"],
      access: managers,
      key: "required",
      body: publishRequest,
      async handle(c) {
        const { storeId, expectedDraftVersion } = c.body;
        onlyOfStore(c.caller, storeId);
        return { status: 200, body: await desk.publish(storeId, expectedDraftVersion, keyOf(c, "draft")) };
      },
    }),
    route({
      method: "GET",
      path: "/stores/:store/price-changes",
      summary: "Prices that change at a set time.",
      answers: { 200: priceChangeList },
      refuses: ["WRONG_STORE"],
      access: managers,
      params: ofStore,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        return { status: 200, body: { changes: await priceChanges.list(c.params.store) } };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/price-changes/:change",
      summary: "Sets prices for a time to come; one that waits is set anew.",
      answers: { 200: priceChange },
      refuses: ["WRONG_STORE", "NOT_FOUND", "OPTION_INVALID", "ILLEGAL_TRANSITION"],
      access: managers,
      key: "required",
      params: ofChange,
      body: priceChangeDraft,
      async handle(c) {
        const { store, change } = c.params;
        onlyOfStore(c.caller, store);
        return { status: 200, body: await priceChanges.put(store, change, c.body, keyOf(c, "price-change")) };
      },
    }),
    route({
      method: "DELETE",
      path: "/stores/:store/price-changes/:change",
      summary: "Calls a price change off.",
      answers: { 200: priceChange },
      refuses: ["WRONG_STORE", "NOT_FOUND", "ILLEGAL_TRANSITION"],
      access: managers,
      key: "required",
      params: ofChange,
      async handle(c) {
        const { store, change } = c.params;
        onlyOfStore(c.caller, store);
        return { status: 200, body: await priceChanges.callOff(store, change, keyOf(c, "called-off")) };
      },
    }),
  ];
}
