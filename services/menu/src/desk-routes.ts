import { type Route, route } from "@siren/chassis/http/routes";
import { slug } from "@siren/contracts/ids";
import { itemDraft, priceChangeDraft, publishRequest } from "@siren/contracts/menu-desk";
import * as z from "zod/mini";
import type { Desk } from "./desk.ts";
import type { PriceChanges } from "./price-changes.ts";
import { ofStore } from "./routes.ts";
import { keyOf, managers, onlyOfStore } from "./who-may.ts";

const version = z.coerce.number().check(z.int(), z.gte(0));
const ofItem = z.object({ item: slug });
const ofChange = z.object({ store: slug, change: slug });
const seen = z.strictObject({ expectedDraftVersion: version });

/** Where managers work on their menu, before it is published and for later. */
export function deskRoutes(desk: Desk, priceChanges: PriceChanges): Route[] {
  return [
    route({
      method: "GET",
      path: "/stores/:store/draft",
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
      access: managers,
      key: "required",
      params: ofItem,
      query: z.strictObject({ ...seen.shape, store: slug }),
      async handle(c) {
        const { store, expectedDraftVersion } = c.query;
        onlyOfStore(c.caller, store);
        const key = keyOf(c, "item-removed");
        return { status: 200, body: await desk.removeItem(c.params.item, store, expectedDraftVersion, key) };
      },
    }),
    route({
      method: "POST",
      path: "/publish",
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
