import { createHash } from "node:crypto";
import { problemOf, Refusal } from "@siren/contracts/refusal";
import * as z from "zod";
import type { Limiter, Taken } from "../edge/limiter.ts";
import { compileTemplate, templateText } from "../templates/template.ts";
import type { Exchange, Policy } from "./exchange.ts";
import { definePolicy } from "./policy.ts";

const noDelay = z
  .literal(0, {
    error: () =>
      "nobody is slowed down in secret here: leave it out, or say 0; whoever asks too often is answered 429",
  })
  .optional();
const notCounted = z
  .literal(false, { error: () => "each request counts, however it is answered: leave it out" })
  .optional();

export const rateLimitAction = z.strictObject({
  /** Who is counted as one: by default an address, and whoever a lookup finds nothing about. */
  rateLimitBy: templateText.default("{ip}"),
  windowMs: z
    .number()
    .int()
    .min(100)
    .max(24 * 60 * 60 * 1000)
    .default(60_000),
  /** How many in that time; 0 for no limit, as express-gateway has it. */
  max: z.number().int().min(0).max(1_000_000).default(5),
  message: z.string().default("Too many requests, please try again later."),
  statusCode: z.number().int().min(400).max(599).default(429),
  /** Says in each answer how much is left. */
  headers: z.boolean().default(true),
  /** Steps of the same name share one count; by default each pipeline counts by itself. */
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/)
    .optional(),
  delayAfter: noDelay,
  delayMs: noDelay,
  skipFailedRequests: notCounted,
  skipSuccessfulRequests: notCounted,
});
export type RateLimitAction = z.infer<typeof rateLimitAction>;

/** A key may be as long as a URL: what is kept of it is not. */
const longestKey = 100;
const inShort = (text: string) => createHash("sha256").update(text).digest("base64url");
const secondsOf = (ms: number) => Math.max(0, Math.ceil(ms / 1000));

function tellLeft({ res }: Exchange, name: string, windowMs: number, taken: Taken): void {
  res.appendHeader("RateLimit-Policy", `"${name}";q=${taken.limit};w=${secondsOf(windowMs)}`);
  res.appendHeader("RateLimit", `"${name}";r=${taken.remaining};t=${secondsOf(taken.resetMs)}`);
  // As express-gateway says it.
  res.setHeader("X-RateLimit-Limit", String(taken.limit));
  res.setHeader("X-RateLimit-Remaining", String(taken.remaining));
}

function refuse({ req, res }: Exchange, { message, statusCode }: RateLimitAction, taken: Taken): void {
  const problem = problemOf(new Refusal("TOO_MANY_REQUESTS", message));
  res.locals.problemCode = "TOO_MANY_REQUESTS";
  res.setHeader("Retry-After", String(Math.max(1, secondsOf(taken.retryMs))));
  res.statusCode = statusCode;
  res.setHeader("content-type", "application/problem+json; charset=utf-8");
  // `message` is where express-gateway's callers look.
  res.end(req.method === "HEAD" ? undefined : JSON.stringify({ ...problem, status: statusCode, message }));
}

export function createRateLimit(action: RateLimitAction, { limiter }: { limiter: Limiter }): Policy {
  const { rateLimitBy, windowMs, max, headers, name } = action;
  if (max === 0) return (_exchange, next) => next();
  const rule = { windowMs, max };
  const by = compileTemplate(rateLimitBy);
  /** The same after a reload, and in each gateway: a count goes on where the step is unchanged. */
  const step = name === undefined ? inShort(JSON.stringify([rateLimitBy, windowMs, max])).slice(0, 8) : name;

  function decide(exchange: Exchange, next: () => Promise<void>, taken: Taken): Promise<void> {
    if (headers) tellLeft(exchange, name ?? exchange.route.name, windowMs, taken);
    if (taken.allowed) return next();
    refuse(exchange, action, taken);
    return Promise.resolve();
  }

  return (exchange, next) => {
    const who = by.fill(exchange) || exchange.from.address;
    const key = who.length > longestKey ? inShort(who) : who;
    const scope = name === undefined ? `${exchange.route.name}:${step}` : step;
    const taken = limiter.take(`rate-limit:${scope}:${key}`, rule);
    return taken instanceof Promise
      ? taken.then((one) => decide(exchange, next, one))
      : decide(exchange, next, taken);
  };
}

export const rateLimit = definePolicy({
  name: "rate-limit",
  action: rateLimitAction.prefault({}),
  create: createRateLimit,
});
