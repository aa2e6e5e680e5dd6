import type { IncomingHttpHeaders } from "node:http";
import type { Exchange } from "../policies/exchange.ts";
import type { Question } from "./copies.ts";

/** A service may answer to what such a request says, which no one else has said. */
export const hasBody = ({ headers }: Exchange["req"]) =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

/** By what the service is told, and not by what the browser said: a policy may have put something else in its place. */
function headersSent({ req, extraHeaders, changes }: Exchange): IncomingHttpHeaders {
  if (changes === undefined && Object.keys(extraHeaders).length === 0) return req.headers;
  const sent: IncomingHttpHeaders = { ...req.headers, ...extraHeaders };
  for (const name of changes?.without ?? []) if (!Object.hasOwn(extraHeaders, name)) delete sent[name];
  return sent;
}

/** The service is told the host, and may speak of it: what it says at one is not said at another. */
export function questionOf(exchange: Exchange): Question {
  const { path, route, from } = exchange;
  const host = from.host?.toLowerCase() ?? "";
  return {
    address: `${from.proto}://${host}${path.path}${path.query}`,
    place: `${route.endpoint} ${path.path}`,
    hasQuery: path.query !== "",
    by: from.address,
    headers: headersSent(exchange),
  };
}
