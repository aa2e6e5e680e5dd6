import { type Route, route } from "@siren/chassis/http/routes";
import { tokenKeyList } from "@siren/contracts/accounts";
import { jwks } from "@siren/contracts/member";
import type { TokenKeys } from "./token-keys.ts";

const opsOnly = { roles: ["ops"] } as const;

/** Which keys are believed, and the command that brings the next one. */
export function tokenKeyRoutes(tokenKeys: TokenKeys): Route[] {
  return [
    route({
      method: "GET",
      path: "/.well-known/jwks.json",
      summary: "The public keys by which tokens are checked.",
      answers: { 200: jwks },
      access: "anyone",
      async handle() {
        const headers = { "cache-control": "public, max-age=60" };
        return { status: 200, body: await tokenKeys.jwks(), headers };
      },
    }),
    route({
      method: "GET",
      path: "/token-keys",
      summary: "Which keys are believed, and until when.",
      answers: { 200: tokenKeyList },
      access: opsOnly,
      async handle() {
        return { status: 200, body: { keys: await tokenKeys.turns() } };
      },
    }),
    route({
      method: "POST",
      path: "/token-keys",
      summary: "Brings the next key.",
      answers: { 201: tokenKeyList },
      refuses: ["ILLEGAL_TRANSITION"],
      access: opsOnly,
      async handle(c) {
        const keys = await tokenKeys.turn();
        c.log.info("token-keys.turned", { by: c.caller.sub, next: keys.at(-1)?.kid });
        return { status: 201, body: { keys } };
      },
    }),
  ];
}
