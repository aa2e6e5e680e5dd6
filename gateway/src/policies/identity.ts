import { admit } from "@siren/chassis/http/admit";
import type { Caller } from "@siren/chassis/identity/caller";
import { identityHeader } from "@siren/contracts/identity";
import type { ServiceName } from "@siren/contracts/roles";
import { addressKey } from "../edge/whence.ts";
import { beforeOthers, type Exchange } from "./exchange.ts";
import { identityAction } from "./identity-action.ts";
import { definePolicy } from "./policy.ts";
import { cookiesOf, knownAsker, whoAsks } from "./who-asks.ts";

/** Finds out who asks and says so to the service in our own name; what the browser claims is dropped in the proxy. */
export const identity = definePolicy({
  name: "identity",
  action: identityAction.default({ passCookies: [], onPaths: [], alsoOnPaths: [] }),
  create: ({ passCookies, onPaths, alsoOnPaths, roles }) => {
    const mayPass = passCookies.length > 0 ? new Set([...onPaths, ...alsoOnPaths]) : new Set<string>();

    function passSome(exchange: Exchange, restPath: string): void {
      if (!mayPass.has(restPath)) return;
      const jar = cookiesOf(exchange.req.headers.cookie);
      const kept = passCookies.filter((name) => jar.has(name)).map((name) => `${name}=${jar.get(name)}`);
      if (kept.length > 0) exchange.extraHeaders.cookie = kept.join("; ");
    }

    function take(exchange: Exchange, caller: Caller): void | Promise<void> {
      exchange.caller = caller;
      // The service judges again; who has nothing to look for there need not reach it.
      if (roles) admit({ roles, byPass: true }, caller);
      if (caller.kind === "anonymous") return;
      exchange.claims = caller;
      exchange.isKnown = caller.kind !== "guest";
      const { identity } = exchange.backEnd;
      const { audience } = exchange.route;
      if (audience === undefined) return;
      const signed = identity.signedLately(audience, caller);
      if (signed === undefined) return nameAnew(exchange, audience);
      exchange.extraHeaders[identityHeader] = signed;
    }

    return beforeOthers((exchange) => {
      const restPath = onPaths.length + mayPass.size > 0 ? `/${exchange.route.rest.join("/")}` : "";
      passSome(exchange, restPath);
      const { req, backEnd, from } = exchange;
      const known = knownAsker(backEnd, req);
      if (known) return take(exchange, known);
      return whoAsks(backEnd, req.headers, addressKey(from.address))
        .catch((error) => {
          // Signing in anew must work with whatever has run out.
          if (onPaths.includes(restPath)) return exchange.caller;
          throw error;
        })
        .then((caller) => take(exchange, caller));
    });
  },
});

async function nameAnew({ backEnd, caller, extraHeaders }: Exchange, audience: ServiceName): Promise<void> {
  extraHeaders[identityHeader] = await backEnd.identity.headerFor(audience, caller);
}
