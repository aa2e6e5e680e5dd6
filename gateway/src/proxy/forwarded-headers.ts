import type { IncomingMessage } from "node:http";
import { identityHeader } from "@siren/contracts/identity";
import { consumerHeader } from "../policies/proven.ts";

/** What a browser may not say for itself, or what is between it and us only. */
const dropped = new Set([
  identityHeader,
  "authorization",
  "cookie",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  consumerHeader,
  "host",
  "content-length",
]);

/** The browser's own headers, raw and in order, less those; then ours. */
export function headersForService(
  req: IncomingMessage,
  extra: Record<string, string>,
  withheld?: ReadonlySet<string>,
): string[] {
  const headers: string[] = [];
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i] as string;
    const lower = name.toLowerCase();
    if (dropped.has(lower) || lower in extra || withheld?.has(lower)) continue;
    headers.push(name, req.rawHeaders[i + 1] as string);
  }
  const isTls = "encrypted" in req.socket && req.socket.encrypted === true;
  headers.push("x-forwarded-for", req.socket.remoteAddress ?? "");
  headers.push("x-forwarded-proto", isTls ? "https" : "http");
  headers.push("x-forwarded-host", req.headers.host ?? "");
  for (const [name, value] of Object.entries(extra)) headers.push(name, value);
  return headers;
}
