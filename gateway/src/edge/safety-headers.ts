import type { BlockList } from "node:net";
import type { RequestHandler } from "express";
import { type SaidAlways, saidAlways } from "./said-always.ts";
import type { Asking, Whence } from "./whence.ts";

/** An answer for programs is no page: nothing of it runs, nobody frames it, no other site embeds it. */
const nothingRuns = "default-src 'none'; frame-ancestors 'none'";

const forAll = ["X-Content-Type-Options", "nosniff"];
const forPrograms = [
  ...forAll,
  ...["Content-Security-Policy", nothingRuns],
  ...["Cross-Origin-Resource-Policy", "same-origin"],
  ...["Referrer-Policy", "no-referrer"],
];

/** What is said for safety's sake with the answer to this request. */
export type SafetyHeaders = (req: Asking & { url: string }) => SaidAlways;

export function safetyHeadersFor(
  whence: (req: Asking) => Whence,
  { hstsSeconds, trustedProxies }: { hstsSeconds: number; trustedProxies: BlockList },
): SafetyHeaders {
  const transport = ["Strict-Transport-Security", `max-age=${hstsSeconds}; includeSubDomains`];
  const plain = { pages: saidAlways(forAll), programs: saidAlways(forPrograms) };
  const secured = {
    pages: saidAlways([...transport, ...forAll]),
    programs: saidAlways([...transport, ...forPrograms]),
  };
  const hasProxies = trustedProxies.rules.length > 0;
  return (req) => {
    const whom = req.url.startsWith("/api/") || req.url.startsWith("/ops/") ? "programs" : "pages";
    // Over a plain connection browsers must not believe it, so it is not said there.
    const mayBeTls = hstsSeconds > 0 && (hasProxies || req.socket.encrypted === true);
    return (mayBeTls && whence(req).proto === "https" ? secured : plain)[whom];
  };
}

/** Where a service or a page has its own word on one of these, that one goes out. */
export const safetyHeaders =
  (safetyFor: SafetyHeaders): RequestHandler =>
  (req, res, next) => {
    const { headers } = safetyFor(req);
    for (let i = 0; i + 1 < headers.length; i += 2)
      res.setHeader(headers[i] as string, headers[i + 1] as string);
    next();
  };
