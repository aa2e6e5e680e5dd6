import { admit } from "@siren/chassis/http/admit";
import { identityHeader } from "@siren/contracts/identity";
import { addressKey } from "../edge/whence.ts";
import { identityAction } from "./identity-action.ts";
import { definePolicy } from "./policy.ts";
import { cookiesOf, whoAsks } from "./who-asks.ts";

/** Finds out who asks and says so to the service in our own name; what the browser claims is dropped in the proxy. */
export const identity = definePolicy({
  name: "identity",
  action: identityAction.default({ passCookies: [], onPaths: [], alsoOnPaths: [] }),
  create:
    ({ passCookies, onPaths, alsoOnPaths, roles }) =>
    async (exchange, next) => {
      const { req, backEnd, route } = exchange;
      const restPath = `/${route.rest.join("/")}`;
      const signsInAnew = onPaths.includes(restPath);
      if (signsInAnew || alsoOnPaths.includes(restPath)) {
        const jar = cookiesOf(req.headers.cookie);
        const kept = passCookies.filter((name) => jar.has(name)).map((name) => `${name}=${jar.get(name)}`);
        if (kept.length > 0) exchange.extraHeaders.cookie = kept.join("; ");
      }
      // Signing in anew must work with whatever has run out.
      exchange.caller = await whoAsks(backEnd, req.headers, addressKey(exchange.from.address)).catch(
        (error) => {
          if (signsInAnew) return exchange.caller;
          throw error;
        },
      );
      // The service judges again; who has nothing to look for there need not reach it.
      if (roles) admit({ roles, byPass: true }, exchange.caller);
      if (exchange.caller.kind !== "anonymous") {
        exchange.claims = exchange.caller;
        exchange.isKnown = exchange.caller.kind !== "guest";
        const { audience } = route;
        if (audience !== undefined)
          exchange.extraHeaders[identityHeader] = await backEnd.identity.headerFor(audience, exchange.caller);
      }
      await next();
    },
});
