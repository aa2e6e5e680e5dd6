import { type Route, route } from "@siren/chassis/http/routes";
import { slug } from "@siren/contracts/ids";
import { menuDraft, storeDraft } from "@siren/contracts/menu";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { Catalogue } from "./catalogue.ts";
import { nearestFirst } from "./rules.ts";

const ofStore = z.object({ store: slug });
const latLng = z.string().check(z.regex(/^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$/));

function placeOf(near: string | undefined) {
  if (near === undefined) return undefined;
  const [lat, lng] = near.split(",").map(Number) as [number, number];
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180)
    throw new Refusal("BAD_REQUEST", "near: that is nowhere on earth");
  return { lat, lng };
}

/** A whole answer that changes only with its version: the browser, and the gateway, ask with what they have. */
function versioned(body: object, tag: string, presented: string | undefined) {
  const etag = `"${tag}"`;
  const headers = { etag, "cache-control": "public, max-age=0, must-revalidate" };
  const isKnown = presented?.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, "")));
  return isKnown ? { status: 304, headers } : { status: 200, body, headers };
}

const managers = { roles: ["manager", "ops"] } as const;

function onlyOfStore(caller: { roles: string[]; stores: string[] }, storeId: string): void {
  if (!caller.roles.includes("ops") && !caller.stores.includes(storeId)) throw new Refusal("WRONG_STORE");
}

const keyOf = (c: { caller: { sub: string }; key: string | undefined }, what: string) => ({
  scope: `menu.${what}:${c.caller.sub}`,
  key: c.key ?? "",
});

export function menuRoutes(catalogue: Catalogue): Route[] {
  return [
    route({
      method: "GET",
      path: "/stores",
      access: "anyone",
      query: z.strictObject({ near: z.optional(latLng) }),
      async handle(c) {
        return {
          status: 200,
          body: { stores: nearestFirst(await catalogue.stores(), placeOf(c.query.near)) },
          headers: { "cache-control": "public, max-age=0, must-revalidate" },
        };
      },
    }),
    route({
      method: "GET",
      path: "/stores/:store",
      access: "anyone",
      params: ofStore,
      async handle(c) {
        const store = await catalogue.store(c.params.store);
        return versioned(store, `${store.storeId}-${store.version}`, c.headers["if-none-match"]);
      },
    }),
    route({
      method: "GET",
      path: "/stores/:store/menu",
      access: "anyone",
      params: ofStore,
      async handle(c) {
        const menu = await catalogue.menu(c.params.store);
        return versioned(menu, `${menu.storeId}-menu-${menu.menuVersion}`, c.headers["if-none-match"]);
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store",
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
      method: "POST",
      path: "/stores/:store/publish",
      access: managers,
      key: "required",
      params: ofStore,
      body: menuDraft,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        return { status: 200, body: await catalogue.publish(c.params.store, c.body, keyOf(c, "publish")) };
      },
    }),
  ];
}
