import { type Route, route } from "@siren/chassis/http/routes";
import { slug } from "@siren/contracts/ids";
import {
  pictureTypes,
  pictureView,
  promotion,
  promotionDraft,
  promotionList,
  type Rates,
  rates as ratesTold,
  searchResult,
  shownPromotion,
} from "@siren/contracts/menu-desk";
import * as z from "zod/mini";
import type { Catalogue } from "./catalogue.ts";
import { type Pictures, pictureLimitBytes } from "./pictures.ts";
import type { Promotions } from "./promotions.ts";
import { ofStore } from "./routes.ts";
import type { createSearch } from "./search.ts";
import { isKnown } from "./versioned.ts";
import { keyOf, managers, onlyOfStore, onlyOfStores } from "./who-may.ts";

const basket = z.string().check(z.regex(/^[a-z0-9-]+(,[a-z0-9-]+)*$/), z.maxLength(1_000));
const shownTo = z.strictObject({ store: slug, basket: z.optional(basket) });
const searched = z.strictObject({
  q: z.string().check(z.trim(), z.minLength(1), z.maxLength(40)),
  store: z.optional(slug),
});
const seenPromotion = z.strictObject({
  expectedVersion: z.optional(z.coerce.number().check(z.int(), z.gte(1))),
});
const ofPromotion = z.object({ promotion: slug });
const ofPicture = z.object({ picture: slug });

/** A picture of a name never changes, so nobody needs to ask for it twice. */
const pictureHeaders = {
  "cache-control": "public, max-age=31536000, immutable",
  "content-security-policy": "default-src 'none'; sandbox",
};

export type Shelf = {
  catalogue: Catalogue;
  promotions: Promotions;
  pictures: Pictures;
  search: ReturnType<typeof createSearch>;
  rates: () => Promise<Rates>;
};

/** What stands beside the menu: search, promotions, rates, pictures. */
export function shelfRoutes({ catalogue, promotions, pictures, search, rates }: Shelf): Route[] {
  return [
    route({
      method: "GET",
      path: "/search",
      summary: "Items by a part of their name, Hangul initials too; 50 at most.",
      answers: { 200: searchResult },
      refuses: ["NOT_FOUND"],
      access: "anyone",
      query: searched,
      async handle(c) {
        const { q, store } = c.query;
        const menus = store === undefined ? await catalogue.menus() : [await catalogue.menu(store)];
        const headers = { "cache-control": "public, max-age=60" };
        return { status: 200, body: { hits: search(menus, q) }, headers };
      },
    }),
    route({
      method: "GET",
      path: "/rates",
      summary: "What other currencies are worth; payment is always in won.",
      answers: { 200: ratesTold },
      refuses: ["NOT_FOUND"],
      access: "anyone",
      async handle() {
        return { status: 200, body: await rates(), headers: { "cache-control": "public, max-age=600" } };
      },
    }),
    route({
      method: "GET",
      path: "/promotions",
      summary: "The one labelled text that fits store, basket and hour, or none.",
      answers: { 200: shownPromotion },
      access: "anyone",
      query: shownTo,
      async handle(c) {
        const items = c.query.basket?.split(",") ?? [];
        const headers = { "cache-control": "no-store" };
        return { status: 200, body: await promotions.show(c.query.store, items), headers };
      },
    }),
    route({
      method: "GET",
      path: "/stores/:store/promotions",
      summary: "A store's promotions, for those who write them.",
      answers: { 200: promotionList },
      refuses: ["WRONG_STORE"],
      access: managers,
      params: ofStore,
      async handle(c) {
        onlyOfStore(c.caller, c.params.store);
        return { status: 200, body: { promotions: await promotions.ofStore(c.params.store) } };
      },
    }),
    route({
      method: "PUT",
      path: "/promotions/:promotion",
      summary: "Writes a promotion; of every store, for ops only.",
      answers: { 200: promotion },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofPromotion,
      body: promotionDraft,
      async handle(c) {
        const may = onlyOfStores(c.caller);
        const key = keyOf(c, "promotion");
        return { status: 200, body: await promotions.put(c.params.promotion, c.body, may, key) };
      },
    }),
    route({
      method: "DELETE",
      path: "/promotions/:promotion",
      summary: "Takes a promotion away.",
      answers: { 200: promotion },
      refuses: ["WRONG_STORE", "NOT_FOUND", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofPromotion,
      query: seenPromotion,
      async handle(c) {
        const may = onlyOfStores(c.caller);
        const key = keyOf(c, "promotion-removed");
        const { expectedVersion: seen } = c.query;
        return { status: 200, body: await promotions.remove(c.params.promotion, seen, may, key) };
      },
    }),
    route({
      method: "GET",
      path: "/pictures/:picture",
      summary: "A picture, for ever the same under its name.",
      answers: { 200: { media: pictureTypes }, 304: null },
      refuses: ["NOT_FOUND"],
      access: "anyone",
      params: ofPicture,
      async handle(c) {
        const etag = `"${await pictures.tagOf(c.params.picture)}"`;
        const headers = { ...pictureHeaders, etag };
        if (isKnown(etag, c.headers["if-none-match"])) return { status: 304, headers };
        const { type, bytes } = await pictures.read(c.params.picture);
        return { status: 200, body: bytes, headers: { ...headers, "content-type": type } };
      },
    }),
    route({
      method: "PUT",
      path: "/pictures/:picture",
      summary: "Keeps a picture: PNG, JPEG or WebP by its bytes, at most 512 kB.",
      answers: { 200: pictureView },
      refuses: ["PICTURE_INVALID", "VERSION_CONFLICT"],
      access: managers,
      key: "required",
      params: ofPicture,
      bytes: [...pictureTypes, "application/octet-stream"],
      bodyLimitBytes: pictureLimitBytes,
      async handle(c) {
        return { status: 200, body: await pictures.put(c.params.picture, c.bytes, keyOf(c, "picture")) };
      },
    }),
    route({
      method: "DELETE",
      path: "/pictures/:picture",
      summary: "Takes a picture away that no menu shows.",
      answers: { 200: pictureView },
      refuses: ["NOT_FOUND", "ILLEGAL_TRANSITION"],
      access: { roles: ["ops"] },
      key: "required",
      params: ofPicture,
      async handle(c) {
        return { status: 200, body: await pictures.remove(c.params.picture, keyOf(c, "picture-removed")) };
      },
    }),
  ];
}
