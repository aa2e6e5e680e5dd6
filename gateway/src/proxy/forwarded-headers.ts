import { hopByHop } from "@siren/chassis/balancing/headers";
import { deadlineHeader } from "@siren/chassis/patience";
import { uberHeader } from "@siren/chassis/tracing/uber-trace-id";
import { identityHeader } from "@siren/contracts/identity";
import { Refusal } from "@siren/contracts/refusal";
import type { Exchange } from "../policies/exchange.ts";
import { consumerHeader } from "../policies/proven.ts";

/** What a browser may not say for itself, or what is between it and us only. */
export const droppedHeaders: ReadonlySet<string> = new Set([
  deadlineHeader,
  identityHeader,
  "authorization",
  "cookie",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
  "via",
  // Said anew from here on; nobody behind us has a state of a trace, nor room for one.
  "traceparent",
  "tracestate",
  uberHeader,
  consumerHeader,
  "host",
  "content-length",
  ...hopByHop,
  "expect",
]);

const betweenNeighbours = new Set([...hopByHop, "host", "expect", "content-length", deadlineHeader]);

/** What `Connection` names goes no further; it is about what the browser sent, never about what we add. */
export function namedByConnection(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === "keep-alive" || connection === "close") return undefined;
  return new Set(connection.split(",").map((name) => name.trim().toLowerCase()));
}

/** The request was here before: a service leads back to us, and would do so for ever. */
export function viaOf(came: string | undefined, version: string, ownName: string): string {
  if (came === undefined) return `${version} ${ownName}`;
  if (came.split(",").some((hop) => hop.trim().split(/\s+/)[1] === ownName))
    throw new Refusal("LOOP_DETECTED");
  return `${came}, ${version} ${ownName}`;
}

/** The browser's own headers, raw and in order, less those; then ours. */
export function headersForService(
  { req, from, viaName }: Pick<Exchange, "req" | "from" | "viaName">,
  extra: Record<string, string>,
  withheld?: ReadonlySet<string>,
): string[] {
  const headers: string[] = [];
  const named = namedByConnection(req.headers.connection);
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i] as string;
    const lower = name.toLowerCase();
    if (droppedHeaders.has(lower) || Object.hasOwn(extra, lower) || named?.has(lower) || withheld?.has(lower))
      continue;
    headers.push(name, req.rawHeaders[i + 1] as string);
  }
  headers.push("x-forwarded-for", from.forwardedFor);
  headers.push("x-forwarded-proto", from.proto);
  headers.push("x-forwarded-host", from.host ?? "");
  headers.push("via", viaOf(req.headers.via, req.httpVersion, viaName));
  // A policy of somebody's own may say anything; what is between two neighbours is not for it to say.
  for (const name of Object.keys(extra))
    if (!betweenNeighbours.has(name)) headers.push(name, extra[name] as string);
  return headers;
}
