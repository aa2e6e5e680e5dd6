import type { ServerResponse } from "node:http";
import { context } from "@opentelemetry/api";
import { scopeOf } from "./request-scope.ts";

/** How long the caller will wait for this answer, in ms from when it was sent; each hop sends on what is left. */
export const deadlineHeader = "x-siren-deadline-ms";

export type Patience = {
  /** Undefined when nobody waits any more: the answer is on its way out, or whoever asked has left. */
  leftMs(): number | undefined;
};

/** A caller's clock need not be ours, so it says how long and not until when. */
export function patienceOf(told: string | string[] | undefined, res: ServerResponse): Patience | undefined {
  if (typeof told !== "string" || !/^\d{1,9}$/.test(told)) return undefined;
  const untilMs = performance.now() + Number(told);
  return { leftMs: () => (res.headersSent || res.destroyed ? undefined : untilMs - performance.now()) };
}

/** For the calls that are made on the way to the answer. */
export function notePatience(patience: Patience): void {
  const scope = scopeOf(context.active());
  if (scope) scope[patienceKey] = patience;
}

export const patienceKey = Symbol("patience");

/**
 * What is left for the request that is being answered now. What was begun for it and goes on after its answer has
 * its own time only.
 */
export function patienceLeftMs(): number | undefined {
  return scopeOf(context.active())?.[patienceKey]?.leftMs();
}
