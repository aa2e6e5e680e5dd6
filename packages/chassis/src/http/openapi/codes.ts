import { type ProblemCode, problemTable } from "@siren/contracts/problems";
import type { Route } from "../routes.ts";

/** Whatever is asked for, the edge, the way to the service or a process that is leaving may say these. */
export const codesOfAnything = [
  "METHOD_NOT_ALLOWED",
  "REQUEST_TIMEOUT",
  "HEADERS_TOO_LARGE",
  "INTERNAL",
  "BAD_UPSTREAM",
  "BREAKER_OPEN",
  "DRAINING",
  "NO_INSTANCE",
  "OVERLOADED",
  "UPSTREAM_TIMEOUT",
] as const satisfies readonly ProblemCode[];

const takesBody = ({ method, body, bytes }: Route) =>
  body !== undefined || bytes !== undefined || method !== "GET";

/** What a route may refuse with: what follows from its declaration, and what it says itself. */
export function codesOf(route: Route): ProblemCode[] {
  const { access, key, refuses = [] } = route;
  const found = new Set<ProblemCode>(["BAD_REQUEST", "UNAUTHENTICATED", "TOKEN_EXPIRED"]);
  if (access !== "anyone") found.add("FORBIDDEN");
  found.add("UNSUPPORTED_MEDIA_TYPE");
  if (takesBody(route)) found.add("PAYLOAD_TOO_LARGE");
  if (key) found.add("KEY_REQUIRED").add("KEY_REUSED");
  for (const code of refuses) found.add(code);
  return [...found].sort((a, b) => problemTable[a].status - problemTable[b].status);
}
