import { type Route, route } from "@siren/chassis/http/routes";
import {
  pinChange,
  staffChange,
  staffList,
  staffView,
  switchRequest,
  tabletFaces,
} from "@siren/contracts/accounts";
import { memberId, slug } from "@siren/contracts/ids";
import { session } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { Confirm } from "./confirmation.ts";
import type { Members } from "./members.ts";
import type { Pins } from "./pins.ts";
import { confirmationOf } from "./signed-in.ts";
import type { Staff } from "./staff.ts";

type Parts = { staff: Staff; pins: Pins; members: Members; confirm: Confirm };

const appointing = { roles: ["manager", "ops"] } as const;
const atCounter = { roles: ["barista", "manager"] } as const;
const ofMember = z.object({ member: memberId });
const ofStore = z.object({ store: slug });

const refuseElsewhere = (caller: { stores: readonly string[] }, storeId: string) => {
  if (!caller.stores.includes(storeId)) throw new Refusal("WRONG_STORE");
};

/** Who works here, and whose turn it is at the tablet. */
export function staffRoutes({ staff, pins, members, confirm }: Parts): Route[] {
  return [
    route({
      method: "GET",
      path: "/staff",
      summary: "Who works here: of one's own stores, or for ops of all.",
      answers: { 200: staffList },
      refuses: ["WRONG_STORE"],
      access: appointing,
      query: z.strictObject({ store: z.optional(slug) }),
      async handle(c) {
        return { status: 200, body: { staff: await staff.list(c.caller, c.query.store) } };
      },
    }),
    route({
      method: "PATCH",
      path: "/staff/:member",
      summary: "Another post, store or nickname; what was open under the old one ends at once.",
      answers: { 200: staffView },
      refuses: [
        "NOT_FOUND",
        "WRONG_STORE",
        "BAD_REQUEST",
        "NICKNAME_REFUSED",
        "ILLEGAL_TRANSITION",
        "VERSION_CONFLICT",
      ],
      access: appointing,
      params: ofMember,
      body: staffChange,
      async handle(c) {
        return { status: 200, body: await staff.change(c.caller, c.params.member, c.body) };
      },
    }),
    route({
      method: "DELETE",
      path: "/staff/:member",
      summary: "Lets somebody go; their account stays as a customer's.",
      answers: { 204: null },
      refuses: ["NOT_FOUND", "WRONG_STORE", "ILLEGAL_TRANSITION", "VERSION_CONFLICT"],
      access: appointing,
      params: ofMember,
      async handle(c) {
        await staff.remove(c.caller, c.params.member);
        return { status: 204 };
      },
    }),
    route({
      method: "PUT",
      path: "/me/pin",
      summary: "Six digits for stepping up to a shared tablet.",
      answers: { 204: null },
      refuses: ["NOT_FOUND", "TOO_MANY_REQUESTS", "VERSION_CONFLICT"],
      cookies: { reads: ["refresh", "device"] },
      access: atCounter,
      body: pinChange,
      async handle(c) {
        await confirm(await members.find(c.caller.sub), confirmationOf(c, c.body.current));
        await pins.set(c.caller.sub, c.body.pin);
        return { status: 204 };
      },
    }),
    route({
      method: "GET",
      path: "/staff/at/:store",
      summary: "Who may step up to the tablet there.",
      answers: { 200: tabletFaces },
      refuses: ["WRONG_STORE"],
      access: atCounter,
      params: ofStore,
      async handle(c) {
        refuseElsewhere(c.caller, c.params.store);
        return { status: 200, body: { faces: await pins.faces(c.params.store) } };
      },
    }),
    route({
      method: "POST",
      path: "/staff/at/:store/switch",
      summary: "Steps up to the tablet: a token of ten minutes for a barista's work there.",
      answers: { 200: session },
      refuses: ["WRONG_STORE", "PIN_WRONG", "TOO_MANY_REQUESTS"],
      access: atCounter,
      params: ofStore,
      body: switchRequest,
      async handle(c) {
        const { store } = c.params;
        refuseElsewhere(c.caller, store);
        const body = await pins.switchTo(c.caller.sub, store, c.body.memberId, c.body.pin);
        return { status: 200, body, headers: { "cache-control": "no-store" } };
      },
    }),
  ];
}
