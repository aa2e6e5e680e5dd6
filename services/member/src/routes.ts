import type { Failpoints } from "@siren/chassis/failpoints";
import { type Route, route } from "@siren/chassis/http/routes";
import { auditQuery } from "@siren/contracts/audit";
import type { IdPrefix } from "@siren/contracts/ids";
import { cardId, orderId } from "@siren/contracts/ids";
import {
  type CardView,
  holdRequest,
  loginRequest,
  logoutRequest,
  registerRequest,
  staffRequest,
  topUpRequest,
} from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import * as z from "zod/mini";
import { anybodySignedIn } from "./account-routes.ts";
import { readAudit } from "./audit.ts";
import type { Cards } from "./cards.ts";
import { clearedCookies, presentedRefresh } from "./cookies.ts";
import type { Devices } from "./devices.ts";
import type { FirstOps } from "./first-ops.ts";
import type { People } from "./people.ts";
import { refusalToAppoint } from "./rules.ts";
import { viewOfMember } from "./sessions.ts";
import type { SignIn } from "./sign-in.ts";
import { isSecure, placeOf, signedIn } from "./signed-in.ts";
import { ledgerOf } from "./statements.ts";
import type { MemberModels } from "./store.ts";
import type { TopUps } from "./top-ups.ts";

export type RouteParts = {
  store: Store;
  models: MemberModels;
  people: People;
  cards: Cards;
  topUps: TopUps;
  signIn: SignIn;
  devices: Devices;
  firstOps: FirstOps;
  failpoints: Failpoints;
  newId: (prefix: IdPrefix) => string;
  now: () => number;
};

const ofCard = z.object({ card: cardId });
const ofOrder = z.object({ order: orderId });

export function memberRoutes(parts: RouteParts): Route[] {
  const { people, cards, topUps, signIn, devices, firstOps, models, store, newId, now } = parts;
  return [
    route({
      method: "POST",
      path: "/register",
      access: "anyone",
      body: registerRequest,
      async handle(c) {
        const fresh = {
          ...c.body,
          memberId: newId("mem"),
          cardId: newId("crd"),
          roles: ["customer" as const],
          stores: [],
        };
        return signedIn(c, 201, await people.register(fresh), devices);
      },
    }),
    route({
      method: "POST",
      path: "/login",
      access: "anyone",
      body: loginRequest,
      async handle(c) {
        const { email, password } = c.body;
        return signedIn(c, 200, await signIn.byPassword(email, password, placeOf(c)), devices);
      },
    }),
    route({
      method: "POST",
      path: "/refresh",
      access: "anyone",
      async handle(c) {
        const presented = presentedRefresh(c.headers.cookie);
        if (!presented) throw new Refusal("UNAUTHENTICATED", "Please sign in");
        return signedIn(c, 200, await people.refresh(presented));
      },
    }),
    route({
      method: "POST",
      path: "/logout",
      access: "anyone",
      body: logoutRequest,
      async handle(c) {
        const presented = presentedRefresh(c.headers.cookie);
        if (c.body.everywhere) {
          if (c.caller.kind !== "member")
            throw new Refusal("UNAUTHENTICATED", "Only a signed-in member can do this");
          await people.logoutEverywhere(c.caller.sub);
        } else if (presented) await people.logout(presented);
        return { status: 204, headers: { "set-cookie": clearedCookies(isSecure(c)) } };
      },
    }),
    route({
      method: "POST",
      path: "/staff/first",
      access: "anyone",
      body: firstOps.request,
      async handle(c) {
        return signedIn(c, 201, await firstOps.create(c.body));
      },
    }),
    route({
      method: "POST",
      path: "/staff",
      access: { roles: ["manager", "ops"] },
      body: staffRequest,
      async handle(c) {
        const { roles, stores } = c.body;
        const refused = refusalToAppoint(c.caller, c.body);
        if (refused) throw new Refusal(refused);
        const fresh = {
          ...c.body,
          memberId: newId("mem"),
          cardId: newId("crd"),
          roles: [...new Set(roles)],
          stores: [...new Set(stores)],
        };
        return { status: 201, body: viewOfMember(await people.appoint(fresh)) };
      },
    }),
    route({
      method: "GET",
      path: "/cards",
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
      access: { roles: ["customer"] },
      key: "required",
      params: ofCard,
      body: topUpRequest,
      async handle(c) {
        const order = { memberId: c.caller.sub, cardId: c.params.card, key: c.key ?? "", ...c.body };
        return { status: 201, body: await topUps.topUp(order) };
      },
    }),
    route({
      method: "PUT",
      path: "/internal/holds/:order",
      access: { services: ["order"] },
      params: ofOrder,
      body: holdRequest,
      async handle(c) {
        const { view, isNew } = await store.unitOfWork((tx) =>
          cards.hold(tx, { orderId: c.params.order, ...c.body }),
        );
        await parts.failpoints.reach("member.hold-placed");
        return { status: isNew ? 201 : 200, body: view };
      },
    }),
    route({
      method: "GET",
      path: "/internal/audit",
      access: { services: ["auditor"] },
      query: auditQuery,
      async handle(c) {
        const body = await store.unitOfWork((tx) => readAudit(models, tx, c.query, now()));
        return { status: 200, body };
      },
    }),
  ];
}
