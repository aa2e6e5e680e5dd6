import { type Route, route } from "@siren/chassis/http/routes";
import type { TokenKeys } from "./token-keys.ts";

const opsOnly = { roles: ["ops"] } as const;

/** Which keys are believed, and the command that brings the next one. */
export function tokenKeyRoutes(tokenKeys: TokenKeys): Route[] {
  return [
    route({
      method: "GET",
      path: "/.well-known/jwks.json",
      access: "anyone",
      async handle() {
        const headers = { "cache-control": "public, max-age=60" };
        return { status: 200, body: await tokenKeys.jwks(), headers };
      },
    }),
    route({
      method: "GET",
      path: "/token-keys",
      access: opsOnly,
      async handle() {
        return { status: 200, body: { keys: await tokenKeys.turns() } };
      },
    }),
    route({
      method: "POST",
      path: "/token-keys",
      access: opsOnly,
      async handle(c) {
        const keys = await tokenKeys.turn();
        c.log.info("token-keys.turned", { by: c.caller.sub, next: keys.at(-1)?.kid });
        return { status: 201, body: { keys } };
      },
    }),
  ];
}
