import type { IncomingHttpHeaders } from "node:http";
import type { Balancer } from "@siren/chassis/balancing/balancer";
import { type Choice, choiceOf, choiceOfVersion, publicOnes } from "@siren/chassis/balancing/choice";
import type { Caller } from "@siren/chassis/identity/caller";
import { Refusal } from "@siren/contracts/refusal";
import type { ProxyAction } from "./proxy-action.ts";

const wellFormedVersion = /^[\w.+-]{1,64}$/;

/** Who asks, in a request or with a socket. */
type Asking = { req: { headers: IncomingHttpHeaders }; caller: Pick<Caller, "roles"> };
export type Chooser = (asking: Asking) => Choice;

/** How the instance is chosen for one request or socket of a route: never one that does not say of itself that it is public. */
export function createChooser({
  strategy,
  versions,
  subsetHeader,
}: Pick<ProxyAction, "strategy" | "versions" | "subsetHeader">): Chooser {
  const ofRoute = choiceOf({ strategy, versions, among: publicOnes });
  if (!subsetHeader) return () => ofRoute;
  const { header, roles } = subsetHeader;

  return ({ req, caller }) => {
    const version = req.headers[header];
    if (typeof version !== "string" || !wellFormedVersion.test(version)) return ofRoute;
    // Whoever may not ask for it is not told so: the header means nothing in their request.
    if (!caller.roles.some((role) => roles.includes(role))) return ofRoute;
    return choiceOfVersion(version, publicOnes);
  };
}

/** A service is reached only if it says of itself that it is public, and a route of ours leads there. */
export function mustBePublic(balancer: Pick<Balancer, "instances">, service: string): void {
  const instances = balancer.instances(service);
  if (instances.length > 0 && !instances.some(publicOnes.has)) throw new Refusal("NOT_FOUND");
}
