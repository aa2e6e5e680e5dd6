import { type Reply, type RequestContext, type Route, route } from "@siren/chassis/http/routes";
import type { IdPrefix } from "@siren/contracts/ids";
import { loginRequest, logoutRequest, registerRequest, staffRequest } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import { clearedCookies, presentedRefresh, sessionCookies } from "./cookies.ts";
import type { FirstOps } from "./first-ops.ts";
import type { People } from "./people.ts";
import { refusalToAppoint } from "./rules.ts";
import { type OpenSession, viewOfMember } from "./sessions.ts";
import type { Throttle } from "./throttle.ts";
import type { Tokens } from "./tokens.ts";

export type RouteParts = {
  people: People;
  tokens: Tokens;
  throttle: Throttle;
  firstOps: FirstOps;
  newId: (prefix: IdPrefix) => string;
};

/** The gateway says how the browser came in; only over TLS may a cookie be marked as such. */
const isSecure = (c: Pick<RequestContext, "headers">) => c.headers["x-forwarded-proto"] === "https";
const addressOf = (c: Pick<RequestContext, "headers" | "req">) =>
  String(c.headers["x-forwarded-for"] ?? c.req.socket.remoteAddress ?? "");

function signedIn(c: Pick<RequestContext, "headers">, status: number, session: OpenSession): Reply {
  const { accessToken, expiresAt, member } = session;
  return {
    status,
    body: { accessToken, expiresAt, member },
    headers: { "set-cookie": sessionCookies(session, isSecure(c)), "cache-control": "no-store" },
  };
}

const anybodySignedIn = { roles: ["customer", "barista", "manager", "ops"] } as const;

export function memberRoutes(parts: RouteParts): Route[] {
  const { people, tokens, throttle, firstOps, newId } = parts;
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
        return signedIn(c, 201, await people.register(fresh));
      },
    }),
    route({
      method: "POST",
      path: "/login",
      access: "anyone",
      body: loginRequest,
      async handle(c) {
        const { email, password } = c.body;
        const attempt = throttle.begin(email, addressOf(c));
        try {
          const session = await people.login(email, password);
          attempt.succeeded();
          return signedIn(c, 200, session);
        } catch (error) {
          if (!(error instanceof Refusal && error.code === "UNAUTHENTICATED")) attempt.undecided();
          throw error;
        }
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
      path: "/me",
      access: anybodySignedIn,
      async handle(c) {
        return { status: 200, body: viewOfMember(await people.find(c.caller.sub)) };
      },
    }),
    route({
      method: "GET",
      path: "/.well-known/jwks.json",
      access: "anyone",
      async handle() {
        return { status: 200, body: tokens.jwks, headers: { "cache-control": "public, max-age=60" } };
      },
    }),
  ];
}
