import type { IncomingHttpHeaders } from "node:http";

/**
 * With a nudge: the highest number that whoever sends it knows of, so that the store need not be asked for it. A
 * replica of an older version sends none and passes over it.
 */
export const toldHeadHeader = "x-siren-feed-head";

export function toldHeadOf(headers: IncomingHttpHeaders): number | undefined {
  const told = headers[toldHeadHeader];
  if (typeof told !== "string" || !/^\d{1,15}$/.test(told)) return undefined;
  return Number(told);
}
