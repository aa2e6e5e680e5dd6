import type { ServerResponse } from "node:http";

/** Scripts and styles only from us; requests and sockets to where the page came from; nobody may frame it. */
const policyWith = (inlineScripts: readonly string[]) =>
  [
    "default-src 'self'",
    ["script-src 'self'", ...inlineScripts].join(" "),
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");

export function setPageHeaders(res: ServerResponse, inlineScripts: readonly string[] = []): void {
  res.setHeader("Content-Security-Policy", policyWith(inlineScripts));
  res.setHeader("Referrer-Policy", "same-origin");
  res.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  res.setHeader("X-Frame-Options", "DENY");
  res.setHeader("Permissions-Policy", "camera=(), microphone=(), payment=()");
}
