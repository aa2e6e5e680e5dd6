import { createHash } from "node:crypto";
import * as z from "zod";
import { rateLimitHeaders, type Told } from "../edge/edge-limits.ts";
import { addressKey } from "../edge/whence.ts";
import { bodyOf } from "../proxy/request-body.ts";
import type { Exchange } from "./exchange.ts";
import { definePolicy } from "./policy.ts";

const limitsAction = z.strictObject({
  /** Paths of the service at which people sign in or register: each try counts for its account and its address. */
  attemptsOn: z.array(z.string().startsWith("/")).default([]),
  /** Where in the body the account stands. */
  accountIn: z.string().default("email"),
});

/** The account as it is counted: hashed, since a count may lie in Redis. */
async function accountOf(exchange: Exchange, field: string): Promise<string> {
  const body = await bodyOf(exchange);
  let named: unknown;
  try {
    named = body && JSON.parse(body.toString())?.[field];
  } catch {
    // The service says what is wrong with it.
  }
  const account = typeof named === "string" ? named.trim().toLowerCase().slice(0, 320) : "";
  return createHash("sha256").update(account).digest("base64url").slice(0, 22);
}

function show(exchange: Exchange, told: Told): void {
  const [policy, state] = rateLimitHeaders(told);
  exchange.res.setHeader("RateLimit-Policy", policy);
  exchange.res.setHeader("RateLimit", state);
}

/**
 * The edge's own limits. A member is counted as such, wherever they are. Who has not signed in is counted by their
 * address, and a guest as guest, too: their cookie costs nothing to make up.
 */
export const limits = definePolicy({
  name: "limits",
  action: limitsAction.default({ attemptsOn: [], accountIn: "email" }),
  create: ({ attemptsOn, accountIn }, { limits: edge }) => {
    const attempts = new Set(attemptsOn);
    return async (exchange, next) => {
      const { caller, foreign } = exchange;
      const { address } = exchange.from;
      show(exchange, await edge.takeFor({ caller, foreign, address }));
      if (
        attempts.size > 0 &&
        exchange.req.method === "POST" &&
        attempts.has(`/${exchange.route.rest.join("/")}`)
      ) {
        await edge.take("newcomers", addressKey(address), address);
        const account = await accountOf(exchange, accountIn);
        show(exchange, await edge.take("attempt", `${addressKey(address)} ${account}`, address));
      }
      await next();
    };
  },
});
