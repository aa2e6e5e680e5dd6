import type { BlockList } from "node:net";
import type { RequestHandler } from "express";
import type { Asking, Whence } from "./whence.ts";

/** An answer for programs is no page: nothing of it runs, nobody frames it, no other site embeds it. */
const nothingRuns = "default-src 'none'; frame-ancestors 'none'";

const forPrograms = [
  ...["Content-Security-Policy", nothingRuns],
  ...["Cross-Origin-Resource-Policy", "same-origin"],
  ...["Referrer-Policy", "no-referrer"],
];

/** What is said for safety's sake with the answer to this request: name, value, name, value. */
export type SafetyHeaders = (req: Asking & { url: string }) => readonly string[];

export function safetyHeadersFor(
  whence: (req: Asking) => Whence,
  { hstsSeconds, trustedProxies }: { hstsSeconds: number; trustedProxies: BlockList },
): SafetyHeaders {
  const transport = ["Strict-Transport-Security", `max-age=${hstsSeconds}; includeSubDomains`];
  const both = [...transport, ...forPrograms];
  const none: string[] = [];
  const hasProxies = trustedProxies.rules.length > 0;
  return (req) => {
    const isForPrograms = req.url.startsWith("/api/") || req.url.startsWith("/ops/");
    // Over a plain connection browsers must not believe it, so it is not said there.
    const mayBeTls = hstsSeconds > 0 && (hasProxies || req.socket.encrypted === true);
    if (mayBeTls && whence(req).proto === "https") return isForPrograms ? both : transport;
    return isForPrograms ? forPrograms : none;
  };
}

/** Where a service or a page has its own word on one of these, that one goes out. */
export const safetyHeaders =
  (safetyFor: SafetyHeaders): RequestHandler =>
  (req, res, next) => {
    const said = safetyFor(req);
    for (let i = 0; i + 1 < said.length; i += 2) res.setHeader(said[i] as string, said[i + 1] as string);
    next();
  };
