import { type Route, route } from "@siren/chassis/http/routes";
import { slug } from "@siren/contracts/ids";
import { menuDraft, publishedMenu, storeDraft, storeList, storeProfile } from "@siren/contracts/menu";
import { holidaysDraft, hoursDraft } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { Catalogue } from "./catalogue.ts";
import { nearestFirst } from "./rules.ts";
import { versioned } from "./versioned.ts";
import { keyOf, managers, onlyOfStore } from "./who-may.ts";

/** What the gateway lets a manager send. */
const wholeMenuBytes = 512 * 1024;

export const ofStore = z.object({ store: slug });
const latLng = z.string().check(z.regex(/^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$/));

function placeOf(near: string | undefined) {
  if (near === undefined) return undefined;
  const [lat, lng] = near.split(",").map(Number) as [number, number];
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180)
    throw new Refusal("BAD_REQUEST", "near: that is nowhere on earth");
  return { lat, lng };
}

/** Stores and their menus: read by anybody, written as a whole by those whose store it is. */
export function menuRoutes(catalogue: Catalogue): Route[] {
  return [
    route({
      method: "GET",
      path: "/stores",
      summary: "All stores, the nearest first where it is said where one is.",
      answers: { 200: storeList, 304: null },
      access: "anyone",
      query: z.strictObject({ near: z.optional(latLng) }),
      async handle(c) {
        const near = placeOf(c.query.near);
        const stores = await catalogue.stores();
        return versioned({ stores: nearestFirst(stores, near) }, c.headers["if-none-match"]);
      },
    }),
    route({
      method: "GET",
      path: "/stores/:store",
      summary: "A store: where it is, its hours and holidays.",
      answers: { 200: storeProfile, 304: null },
      refuses: ["NOT_FOUND"],
      access: "anyone",
      params: ofStore,
      async handle(c) {
        const store = await catalogue.store(c.params.store);
        return versioned(store, c.headers["if-none-match"]);
      },
    }),
    route({
      method: "GET",
      path: "/stores/:store/menu",
      summary: "What the store sells, as it was published last.",
      answers: { 200: publishedMenu, 304: null },
      refuses: ["NOT_FOUND"],
      access: "anyone",
      params: ofStore,
      async handle(c) {
        const menu = await catalogue.menu(c.params.store);
        return versioned(menu, c.headers["if-none-match"]);
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store",
      summary: "Writes a store's profile, over the version that was seen.",
      answers: { 200: storeProfile },
      refuses: ["WRONG_STORE", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofStore,
      body: storeDraft,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        return { status: 200, body: await catalogue.putStore(c.params.store, c.body, keyOf(c, "store")) };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/hours",
      summary: "Writes a store's weekly hours.",
      answers: { 200: storeProfile },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofStore,
      body: hoursDraft,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        const { expectedVersion, week, lastOrderMinutes } = c.body;
        const hours = { week, ...(lastOrderMinutes !== undefined && { lastOrderMinutes }) };
        const store = await catalogue.editStore(c.params.store, expectedVersion, hours, keyOf(c, "hours"));
        return { status: 200, body: store };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/holidays",
      summary: "Writes the days on which a store's hours are others.",
      answers: { 200: storeProfile },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofStore,
      body: holidaysDraft,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        const { expectedVersion, holidays } = c.body;
        const key = keyOf(c, "holidays");
        const store = await catalogue.editStore(c.params.store, expectedVersion, { holidays }, key);
        return { status: 200, body: store };
      },
    }),
    route({
      method: "POST",
      path: "/stores/:store/publish",
      summary: "Publishes a whole menu that is sent along.",
      answers: { 200: publishedMenu },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT", "OPTION_INVALID"],
      access: managers,
      key: "required",
      params: ofStore,
      body: menuDraft,
      bodyLimitBytes: wholeMenuBytes,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        return { status: 200, body: await catalogue.publish(c.params.store, c.body, keyOf(c, "publish")) };
      },
    }),
  ];
}
