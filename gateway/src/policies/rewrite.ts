import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod";
import { refuseClosed, type SafePath, safePathOf } from "../routing/safe-path.ts";
import type { Exchange, Policy } from "./exchange.ts";
import { definePolicy } from "./policy.ts";
import { compileTarget } from "./rewrite-target.ts";

export const rewriteAction = z.strictObject({
  /**
   * The path that is to be seen in place of the one that was asked for, with `:name` for what the step's condition
   * found (or the endpoint's own path), or `$1` where that was a regular expression.
   */
  rewrite: z.string().superRefine((text, context) => {
    const isPath = text.startsWith("/") && !text.startsWith("//") && !text.includes("\\");
    const isAddress = URL.canParse(text) && /^https?:\/\/[^/:$*{(]+(?::\d+)?(?:\/|$)/.test(text);
    const message =
      "begins with one slash, or (for a redirect) with https:// and a host that is no parameter";
    if (!isPath && !isAddress) context.addIssue({ code: "custom", message });
  }),
  /** Asked with in place of the method that came: what was a PUT or a DELETE once may be another one today. */
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
  /** With it the browser is told to ask there; without it the service is asked for that path. */
  redirect: z.union([301, 302, 303, 307, 308].map((status) => z.literal(status))).optional(),
});

/** What the query of the request was, behind what the new path says itself. */
function withQuery(target: string, query: string): string {
  if (query === "") return target;
  return target.includes("?") ? `${target}&${query.slice(1)}` : `${target}${query}`;
}

/** What was found in a path must not lead elsewhere, whatever it was. */
function mustStay(target: string): void {
  if (target.startsWith("//") || target.includes("\\") || /\p{Cc}/u.test(target))
    throw new Refusal("BAD_REQUEST", "The path is not in its plain form");
}

export function createRewrite({ rewrite, redirect, method }: z.infer<typeof rewriteAction>): Policy {
  const targetFor = compileTarget(rewrite);

  function send({ res }: Exchange, target: string, status: number): void {
    res.setHeader("Location", target);
    res.statusCode = status;
    res.setHeader("content-length", "0");
    res.end();
  }

  return (exchange, next) => {
    const target = targetFor(exchange);
    mustStay(target);
    if (redirect !== undefined) {
      send(exchange, withQuery(target, exchange.path.query), redirect);
      return Promise.resolve();
    }
    const path: SafePath = safePathOf(withQuery(target, exchange.path.query));
    // What no route may lead to, a rewritten path may not either.
    refuseClosed(path.segments);
    exchange.path = path;
    exchange.isRewritten = true;
    if (method !== undefined) exchange.req.method = method;
    return next();
  };
}

export const rewrite = definePolicy({
  name: "rewrite",
  action: rewriteAction.refine(({ rewrite: to, redirect }) => to.startsWith("/") || redirect !== undefined, {
    path: ["rewrite"],
    error: "another host is for a redirect; to reach another service name it in proxy",
  }),
  create: createRewrite,
});
