import { randomHex } from "./random-hex.ts";

export type PageName = "client" | "admin";

/**
 * What a person tapped begins a trace, all its tries together: the headers of each try, when it is made. The page
 * itself tells nobody of it, so it asks for nothing (flags 00) and names itself, for the gateway to tell of it as far
 * as that is known there. What is tried again says which try was the first one, under which they hang together.
 */
export function tapTrace(page: PageName | undefined): () => Record<string, string> {
  if (page === undefined) return () => ({});
  const traceId = randomHex(16);
  let first: string | undefined;
  return () => {
    const spanId = randomHex(8);
    const tracestate = first === undefined ? `siren=${page}` : `siren=${page}:${first}`;
    first ??= spanId;
    return { traceparent: `00-${traceId}-${spanId}-00`, tracestate };
  };
}
