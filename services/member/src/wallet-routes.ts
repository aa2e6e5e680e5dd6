import type { Failpoints } from "@siren/chassis/failpoints";
import { type Route, route } from "@siren/chassis/http/routes";
import { cardId, orderId, slug } from "@siren/contracts/ids";
import {
  type CardView,
  cardList,
  holdRequest,
  ledgerPage,
  topUpRequest,
  topUpView,
} from "@siren/contracts/member";
import {
  birthdayRequest,
  couponList,
  couponQuoteRequest,
  favouriteList,
  favouriteRequest,
  favouriteView,
  starAccount,
} from "@siren/contracts/wallet";
import type { Store } from "@siren/store/open-store";
import * as z from "zod/mini";
import { anybodySignedIn } from "./account-routes.ts";
import { auditRoutes } from "./audit-routes.ts";
import type { Cards } from "./cards.ts";
import type { Favourites } from "./favourites.ts";
import { createHoldDesk } from "./hold-desk.ts";
import { keyedWrite, keyOf } from "./keyed-write.ts";
import { ledgerOf } from "./statements.ts";
import type { MemberModels } from "./store.ts";
import type { TopUps } from "./top-ups.ts";

export type WalletRouteParts = {
  store: Store;
  models: MemberModels;
  cards: Cards;
  topUps: TopUps;
  favourites: Favourites;
  failpoints: Failpoints;
  now: () => number;
};

const customers = { roles: ["customer"] } as const;
const ofCard = z.object({ card: cardId });
const ofTopUp = z.object({ card: cardId, topUp: z.string().check(z.regex(/^top_[0-9A-Z]{26}$/)) });
const ofOrder = z.object({ order: orderId });
const ofFavourite = z.object({ favourite: slug });

/** What a member has: cards, stars, coupons, favourites. */
export function walletRoutes(parts: WalletRouteParts): Route[] {
  return [...cardRoutes(parts), ...rewardRoutes(parts), ...favouriteRoutes(parts), ...servicesRoutes(parts)];
}

function cardRoutes({ store, models, cards, topUps }: WalletRouteParts): Route[] {
  return [
    route({
      method: "GET",
      path: "/cards",
      summary: "One's stored-value cards.",
      answers: { 200: cardList },
      access: anybodySignedIn,
      async handle(c) {
        const own = await models.cards.find({ memberId: c.caller.sub }).sort({ _id: 1 }).lean();
        const views = await store.unitOfWork(async (tx) => {
          const read: CardView[] = [];
          // One after the other: a transaction takes one statement at a time.
          for (const card of own) read.push(await cards.viewOf(tx, card._id));
          return read;
        });
        return { status: 200, body: { cards: views } };
      },
    }),
    route({
      method: "GET",
      path: "/cards/:card/ledger",
      summary: "What happened on a card, the newest first, 50 a page.",
      answers: { 200: ledgerPage },
      refuses: ["NOT_FOUND"],
      access: anybodySignedIn,
      params: ofCard,
      query: z.strictObject({ before: z.optional(z.string().check(z.maxLength(40))) }),
      async handle(c) {
        return { status: 200, body: await ledgerOf(models, c.caller.sub, c.params.card, c.query.before) };
      },
    }),
    route({
      method: "POST",
      path: "/cards/:card/topups",
      summary: "Tops a card up. 202 while the payment provider has not said what became of it.",
      answers: { 201: topUpView, 202: topUpView },
      refuses: ["NOT_FOUND", "PAYMENT_DECLINED", "PAYMENT_UNAVAILABLE", "VERSION_CONFLICT"],
      access: customers,
      key: "required",
      params: ofCard,
      body: topUpRequest,
      async handle(c) {
        const order = { memberId: c.caller.sub, cardId: c.params.card, key: c.key ?? "", ...c.body };
        const view = await topUps.topUp(order);
        const headers = { Location: `/cards/${order.cardId}/topups/${view.topUpId}` };
        return { status: view.state === "PENDING" ? 202 : 201, body: view, headers };
      },
    }),
    route({
      method: "GET",
      path: "/cards/:card/topups/:topUp",
      summary: "What became of a top-up.",
      answers: { 200: topUpView },
      refuses: ["NOT_FOUND"],
      access: customers,
      params: ofTopUp,
      async handle({ caller, params }) {
        const { card, topUp } = params;
        const owned = { memberId: caller.sub, cardId: card, topUpId: topUp };
        return { status: 200, body: await topUps.read(owned) };
      },
    }),
  ];
}

function rewardRoutes({ store, cards }: WalletRouteParts): Route[] {
  const { stars, coupons } = cards;
  return [
    route({
      method: "GET",
      path: "/stars",
      summary: "Stars, tier, and what is missing to the next.",
      answers: { 200: starAccount },
      access: customers,
      handle: async ({ caller }) => ({ status: 200, body: await stars.read(caller.sub) }),
    }),
    route({
      method: "PUT",
      path: "/stars/birthday",
      summary: "Says once when the birthday is.",
      answers: { 200: starAccount },
      refuses: ["ILLEGAL_TRANSITION", "VERSION_CONFLICT"],
      access: customers,
      key: "required",
      body: birthdayRequest,
      async handle(c) {
        const { sub } = c.caller;
        await keyedWrite(store, keyOf(c, "birthday"), c.body, async (tx) => {
          await stars.setBirthday(tx, sub, c.body.birthday);
          return null;
        });
        return { status: 200, body: await stars.read(sub) };
      },
    }),
    route({
      method: "GET",
      path: "/coupons",
      summary: "One's coupons, the used ones too.",
      answers: { 200: couponList },
      access: customers,
      handle: async ({ caller }) => ({ status: 200, body: { coupons: await coupons.listOf(caller.sub) } }),
    }),
  ];
}

function favouriteRoutes({ store, favourites }: WalletRouteParts): Route[] {
  return [
    route({
      method: "GET",
      path: "/favourites",
      summary: "Carts that one has kept by name.",
      answers: { 200: favouriteList },
      access: customers,
      handle: async ({ caller }) => ({
        status: 200,
        body: { favourites: await favourites.listOf(caller.sub) },
      }),
    }),
    route({
      method: "PUT",
      path: "/favourites/:favourite",
      summary: "Keeps a cart by name.",
      answers: { 200: favouriteView, 201: favouriteView },
      access: customers,
      key: "required",
      params: ofFavourite,
      body: favouriteRequest,
      async handle(c) {
        const { favourite } = c.params;
        const said = { favourite, ...c.body };
        const { view, isNew } = await keyedWrite(store, keyOf(c, "favourite"), said, (tx) =>
          favourites.save(tx, c.caller.sub, favourite, c.body),
        );
        return { status: isNew ? 201 : 200, body: view };
      },
    }),
    route({
      method: "DELETE",
      path: "/favourites/:favourite",
      summary: "Forgets it.",
      answers: { 204: null },
      refuses: ["NOT_FOUND"],
      access: customers,
      key: "required",
      params: ofFavourite,
      async handle(c) {
        await keyedWrite(store, keyOf(c, "favourite-removed"), c.params, (tx) =>
          favourites.remove(tx, c.caller.sub, c.params.favourite),
        );
        return { status: 204 };
      },
    }),
  ];
}

function servicesRoutes(parts: WalletRouteParts): Route[] {
  const { cards, failpoints } = parts;
  const placeHold = createHoldDesk(parts);
  return [
    route({
      method: "PUT",
      path: "/internal/holds/:order",
      access: { services: ["order"] },
      params: ofOrder,
      body: holdRequest,
      async handle(c) {
        const { view, isNew } = await placeHold({ orderId: c.params.order, ...c.body });
        await failpoints.reach("member.hold-placed");
        return { status: isNew ? 201 : 200, body: view };
      },
    }),
    route({
      method: "POST",
      path: "/internal/coupons/quote",
      access: { services: ["order"] },
      body: couponQuoteRequest,
      async handle({ body }) {
        const { memberId, couponId, lines } = body;
        return { status: 200, body: await cards.coupons.quote(memberId, couponId, lines) };
      },
    }),
    ...auditRoutes(parts),
  ];
}
