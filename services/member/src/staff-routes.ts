import { type Route, route } from "@siren/chassis/http/routes";
import { pinChange, staffChange, switchRequest } from "@siren/contracts/accounts";
import { memberId, slug } from "@siren/contracts/ids";
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
      access: appointing,
      query: z.strictObject({ store: z.optional(slug) }),
      async handle(c) {
        return { status: 200, body: { staff: await staff.list(c.caller, c.query.store) } };
      },
    }),
    route({
      method: "PATCH",
      path: "/staff/:member",
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
