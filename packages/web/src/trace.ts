export type PageName = "client" | "admin";

export const newTraceId = (): string => crypto.randomUUID().replaceAll("-", "");

/**
 * What a person tapped begins a trace, all its tries together. The page itself tells nobody of it, so it asks for
 * nothing (flags 00) and names itself, for the gateway to tell of it as far as that is known there.
 */
export function traceHeaders(
  page: PageName | undefined,
  traceId: string | undefined,
): Record<string, string> {
  if (page === undefined || traceId === undefined) return {};
  return { traceparent: `00-${traceId}-${newTraceId().slice(0, 16)}-00`, tracestate: `siren=${page}` };
}
