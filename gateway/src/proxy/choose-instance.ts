import { type Choice, choiceOf, choiceOfVersion, publicOnes } from "@siren/chassis/balancing/choice";
import type { Exchange } from "../policies/exchange.ts";
import type { ProxyAction } from "./proxy-action.ts";

const wellFormedVersion = /^[\w.+-]{1,64}$/;

/** How the instance is chosen for one request of a route: never one that does not say of itself that it is public. */
export function createChooser({
  strategy,
  versions,
  subsetHeader,
}: Pick<ProxyAction, "strategy" | "versions" | "subsetHeader">): (exchange: Exchange) => Choice {
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
