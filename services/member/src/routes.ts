import { type Route, route } from "@siren/chassis/http/routes";
import type { IdPrefix } from "@siren/contracts/ids";
import { loginRequest, logoutRequest, registerRequest, session } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import { clearedCookies, presentedRefresh } from "./cookies.ts";
import type { Devices } from "./devices.ts";
import type { FirstOps } from "./first-ops.ts";
import type { People } from "./people.ts";
import type { Registrations } from "./registrations.ts";
import type { SignIn } from "./sign-in.ts";
import { isSecure, placeOf, signedIn } from "./signed-in.ts";

export type RouteParts = {
  people: People;
  registrations: Registrations;
  signIn: SignIn;
  devices: Devices;
  firstOps: FirstOps;
  newId: (prefix: IdPrefix) => string;
};

export function memberRoutes(parts: RouteParts): Route[] {
  const { people, registrations, signIn, devices, firstOps, newId } = parts;
  return [
    route({
      method: "POST",
      path: "/register",
      summary: "A new account, signed in.",
      answers: { 201: session },
      refuses: ["ALREADY_REGISTERED", "NICKNAME_REFUSED", "TOO_MANY_REQUESTS"],
      cookies: { reads: ["device"], sets: ["refresh", "outagePass", "device"] },
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
        const session = await registrations.guarded(c.body.email, placeOf(c).address, (refuse) =>
          people.register(fresh, refuse),
        );
        return signedIn(c, 201, session, devices);
      },
    }),
    route({
      method: "POST",
      path: "/login",
      summary: "Signs in by password.",
      answers: { 200: session },
      refuses: ["TOO_MANY_REQUESTS"],
      cookies: { reads: ["device"], sets: ["refresh", "outagePass", "device"] },
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
      summary: "A new access token for the refresh cookie, which is replaced.",
      answers: { 200: session },
      cookies: { reads: ["refresh"], sets: ["refresh", "outagePass"] },
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
      summary: "Ends this session, or with `everywhere` every one.",
      answers: { 204: null },
      cookies: { reads: ["refresh"], sets: ["refresh", "outagePass"] },
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
      summary: "The first ops account, with the code that lies in the data folder.",
      answers: { 201: session },
      refuses: ["FORBIDDEN", "ALREADY_REGISTERED", "NICKNAME_REFUSED"],
      cookies: { sets: ["refresh", "outagePass"] },
      access: "anyone",
      body: firstOps.request,
      async handle(c) {
        return signedIn(c, 201, await firstOps.create(c.body));
      },
    }),
  ];
}
