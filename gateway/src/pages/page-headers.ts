import type { ServerResponse } from "node:http";
import { type InlineParts, noInlineParts } from "./inline-parts.ts";

/** Scripts and styles only from us; requests and sockets to where the page came from; nobody may frame it. */
const policyWith = ({ scripts, styles }: InlineParts) =>
  [
    "default-src 'self'",
    ["script-src 'self'", ...scripts].join(" "),
    ["style-src 'self'", ...styles].join(" "),
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");

export function setPageHeaders(res: ServerResponse, inline: InlineParts = noInlineParts): void {
  res.setHeader("Content-Security-Policy", policyWith(inline));
  res.setHeader("Referrer-Policy", "same-origin");
  res.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  res.setHeader("X-Frame-Options", "DENY");
  res.setHeader("Permissions-Policy", "camera=(), microphone=(), payment=()");
}
