import { type Route, route } from "@siren/chassis/http/routes";
import { appointmentRequest, staffChange, staffList, staffView } from "@siren/contracts/accounts";
import { type IdPrefix, memberId, slug } from "@siren/contracts/ids";
import { memberView, staffRequest } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import * as z from "zod/mini";
import { keyedWrite, keyOf } from "./keyed-write.ts";
import { refuseBadNickname } from "./nicknames.ts";
import type { People } from "./people.ts";
import { refusalToAppoint } from "./rules.ts";
import type { Staff } from "./staff.ts";

type Parts = { store: Store; staff: Staff; people: People; newId: (prefix: IdPrefix) => string };

const appointing = { roles: ["manager", "ops"] } as const;
const ofMember = z.object({ member: memberId });

/** Who works here, and at what. */
export function staffRoutes({ store, staff, people, newId }: Parts): Route[] {
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
      method: "POST",
      path: "/staff",
      summary: "Appoints somebody who has no account yet.",
      answers: { 201: memberView },
      refuses: ["WRONG_STORE", "ALREADY_REGISTERED", "NICKNAME_REFUSED"],
      access: appointing,
      key: "required",
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
        return { status: 201, body: await people.appoint(fresh, keyOf(c, "appointed")) };
      },
    }),
    route({
      method: "POST",
      path: "/staff/appointments",
      summary:
        "Appoints somebody by the confirmed address of the account that they have; they stay a customer.",
      answers: { 200: staffView },
      refuses: ["NOT_FOUND", "NOT_VERIFIED", "WRONG_STORE", "ILLEGAL_TRANSITION", "VERSION_CONFLICT"],
      access: appointing,
      key: "required",
      body: appointmentRequest,
      async handle(c) {
        const work = keyedWrite(store, keyOf(c, "appointed-customer"), c.body, (tx) =>
          staff.appoint(tx, c.caller, c.body),
        );
        return { status: 200, body: await work };
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
      key: "required",
      params: ofMember,
      body: staffChange,
      async handle(c) {
        const { member } = c.params;
        if (c.body.nickname !== undefined) refuseBadNickname(c.body.nickname);
        const work = keyedWrite(store, keyOf(c, "staff"), { member, ...c.body }, (tx) =>
          staff.change(tx, c.caller, member, c.body),
        );
        return { status: 200, body: await work };
      },
    }),
    route({
      method: "DELETE",
      path: "/staff/:member",
      summary: "Lets somebody go; their account stays as a customer's.",
      answers: { 204: null },
      refuses: ["NOT_FOUND", "WRONG_STORE", "ILLEGAL_TRANSITION", "VERSION_CONFLICT"],
      access: appointing,
      key: "required",
      params: ofMember,
      async handle(c) {
        const { member } = c.params;
        await keyedWrite(store, keyOf(c, "let-go"), { member }, (tx) => staff.letGo(tx, c.caller, member));
        return { status: 204 };
      },
    }),
  ];
}
