import { type Route, route } from "@siren/chassis/http/routes";
import { pinChange, switchRequest, tabletFaces } from "@siren/contracts/accounts";
import { slug } from "@siren/contracts/ids";
import { session } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { Confirm } from "./confirmation.ts";
import type { Members } from "./members.ts";
import type { Pins } from "./pins.ts";
import { confirmationOf } from "./signed-in.ts";

type Parts = { pins: Pins; members: Members; confirm: Confirm };

const atCounter = { roles: ["barista", "manager"] } as const;
const ofStore = z.object({ store: slug });

const refuseElsewhere = (caller: { stores: readonly string[] }, storeId: string) => {
  if (!caller.stores.includes(storeId)) throw new Refusal("WRONG_STORE");
};

/** Whose turn it is at a tablet that all who work there use. */
export function tabletRoutes({ pins, members, confirm }: Parts): Route[] {
  return [
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
