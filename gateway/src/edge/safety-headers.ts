import type { BlockList } from "node:net";
import type { RequestHandler } from "express";
import type { Asking, Whence } from "./whence.ts";

/** An answer for programs is no page: nothing of it runs, nobody frames it, no other site embeds it. */
const nothingRuns = "default-src 'none'; frame-ancestors 'none'";

/** Where a service or a page has its own word on one of these, that one goes out. */
export function safetyHeaders(
  whence: (req: Asking) => Whence,
  { hstsSeconds, trustedProxies }: { hstsSeconds: number; trustedProxies: BlockList },
): RequestHandler {
  const transport = `max-age=${hstsSeconds}; includeSubDomains`;
  const hasProxies = trustedProxies.rules.length > 0;
  return (req, res, next) => {
    // Over a plain connection browsers must not believe it, so it is not said there.
    const mayBeTls = hasProxies || (req.socket as { encrypted?: boolean }).encrypted === true;
    if (hstsSeconds > 0 && mayBeTls && whence(req).proto === "https")
      res.setHeader("Strict-Transport-Security", transport);
    if (req.url.startsWith("/api/") || req.url.startsWith("/ops/")) {
      res.setHeader("Content-Security-Policy", nothingRuns);
      res.setHeader("Cross-Origin-Resource-Policy", "same-origin");
      res.setHeader("Referrer-Policy", "no-referrer");
    }
    next();
  };
}
