import type { BackEnd } from "@siren/chassis/back-end";
import type { Caller } from "@siren/chassis/identity/caller";
import type { Request, Response } from "express";
import type { MatchedRoute } from "../routing/route-table.ts";
import type { SafePath } from "../routing/safe-path.ts";

/** One request on its way through a pipeline: what the policies before have found out, for those after. */
export type Exchange = {
  req: Request;
  res: Response;
  path: SafePath;
  route: MatchedRoute;
  backEnd: BackEnd;
  caller: Caller;
  /** Set on the request to the service, beside what the browser sent. */
  extraHeaders: Record<string, string>;
  /** An older answer is at hand, to be given in place of a service's fault. */
  hasStandIn: boolean;
};

/** A policy passes on by calling `next`, and answers by not doing so. */
export type Policy = (exchange: Exchange, next: () => Promise<void>) => Promise<void>;

export function runPipeline(policies: readonly Policy[], exchange: Exchange): Promise<void> {
  const step = (index: number): Promise<void> => {
    const policy = policies[index];
    return policy ? policy(exchange, () => step(index + 1)) : Promise.resolve();
  };
  return step(0);
}
