import { createHash } from "node:crypto";
import * as z from "zod";
import { type EdgeLimits, rateLimitHeaders, type Told } from "../edge/edge-limits.ts";
import { addressKey } from "../edge/whence.ts";
import { bodyOf } from "../proxy/request-body.ts";
import { beforeOthers, type Exchange } from "./exchange.ts";
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

function show({ res }: Exchange, told: Told): void {
  const [policy, state] = rateLimitHeaders(told);
  const place = res.ours.indexOf("RateLimit-Policy");
  if (place < 0) res.ours.push("RateLimit-Policy", policy, "RateLimit", state);
  else res.ours.splice(place, 4, "RateLimit-Policy", policy, "RateLimit", state);
}

/** The tighter of the two is told. */
const showTighter = (exchange: Exchange, own: Told, other: Told) =>
  show(exchange, own.remaining / own.limit < other.remaining / other.limit ? own : other);

function countOne(exchange: Exchange, edge: EdgeLimits): void | Promise<void> {
  const { caller, claims, from } = exchange;
  const { address } = from;
  const isOther = caller.kind !== "member" && exchange.isKnown && typeof claims?.sub === "string";
  if (caller.kind === "member" || isOther) {
    const key = isOther ? `other ${String(claims?.sub).slice(0, 200)}` : caller.sub;
    const told = edge.take("member", key, address);
    return told instanceof Promise ? told.then((one) => show(exchange, one)) : show(exchange, told);
  }
  const byAddress = edge.take("address", addressKey(address), address);
  if (byAddress instanceof Promise) return countStranger(exchange, edge, byAddress);
  if (caller.kind !== "guest") return show(exchange, byAddress);
  const own = edge.take("guest", caller.sub, address);
  // Both are counted in one place, or neither is.
  return own instanceof Promise
    ? own.then((one) => showTighter(exchange, one, byAddress))
    : showTighter(exchange, own, byAddress);
}

async function countStranger(exchange: Exchange, edge: EdgeLimits, counted: Promise<Told>): Promise<void> {
  const byAddress = await counted;
  const { caller, from } = exchange;
  const own = caller.kind === "guest" ? await edge.take("guest", caller.sub, from.address) : byAddress;
  showTighter(exchange, own, byAddress);
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
    async function countAttempt(exchange: Exchange): Promise<void> {
      const { address } = exchange.from;
      await edge.take("newcomers", addressKey(address), address);
      const account = await accountOf(exchange, accountIn);
      show(exchange, await edge.take("attempt", `${addressKey(address)} ${account}`, address));
    }
    const isAttempt = ({ req, route }: Exchange) =>
      attempts.size > 0 && req.method === "POST" && attempts.has(`/${route.rest.join("/")}`);

    return beforeOthers((exchange) => {
      const counting = countOne(exchange, edge);
      if (!isAttempt(exchange)) return counting;
      return counting ? counting.then(() => countAttempt(exchange)) : countAttempt(exchange);
    });
  },
});
