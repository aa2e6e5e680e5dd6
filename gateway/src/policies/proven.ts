import { Refusal } from "@siren/contracts/refusal";
import type { Claims, Exchange } from "./exchange.ts";

/** Told to the service, as express-gateway tells it; what a browser says under this name is dropped. */
export const consumerHeader = "eg-consumer-id";

/** Somebody who is no member of ours proved who they are: by a foreign token, a key or a password. */
export function setProven(exchange: Exchange, sub: string, claims: Claims, scopes: readonly string[]): void {
  exchange.foreign = sub;
  exchange.claims = claims;
  exchange.isKnown = true;
  exchange.extraHeaders[consumerHeader] = encodeURIComponent(sub);
  const wanted = exchange.route.scopes;
  if (wanted === undefined) return;
  const missing = wanted.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) throw new Refusal("FORBIDDEN", `This wants the scope ${missing.join(" and ")}`);
  exchange.hasScopes = true;
}
