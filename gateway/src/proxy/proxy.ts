import { createBulkhead } from "@siren/chassis/balancing/bulkhead";
import { CallFailed } from "@siren/chassis/balancing/call-failed";
import type { RetryPolicy } from "@siren/chassis/balancing/retry";
import { Refusal } from "@siren/contracts/refusal";
import { noteStream } from "../edge/connections.ts";
import type { Exchange, Policy } from "../policies/exchange.ts";
import { definePolicy } from "../policies/policy.ts";
import { createChooser, mustBePublic } from "./choose-instance.ts";
import { headersForService } from "./forwarded-headers.ts";
import { giveAnswer, passOn, reshaped } from "./give-answer.ts";
import { type ProxyAction, proxyAction } from "./proxy-action.ts";
import { bodyOf, hasNoBody, usualLimitBytes } from "./request-body.ts";
import { safeMethods } from "./safe-methods.ts";
import { socketWayOf } from "./socket-way.ts";

const keyHeader = "idempotency-key";
/** Beside those: twice is as once, though the second answer may differ (a DELETE finds nothing any more). */
const idempotentMethods = new Set(["PUT", "DELETE"]);

/** What is sent to the service counts, and not what came. */
function isKeyed({ req, extraHeaders, changes }: Exchange): boolean {
  if (extraHeaders[keyHeader] !== undefined) return true;
  return req.headers[keyHeader] !== undefined && changes?.without.has(keyHeader) !== true;
}

function retryOf(exchange: Exchange, { retry }: ProxyAction): RetryPolicy {
  if (retry === "never") return "never";
  if (safeMethods.has(exchange.req.method)) return "safe";
  if (retry === "idempotent" && idempotentMethods.has(exchange.req.method)) return "safe";
  return retry !== "safe" && isKeyed(exchange) ? "keyed" : "never";
}

/** Whole menus and pictures are sent by staff; nobody else makes this process hold so much. */
const limitOf = ({ caller }: Exchange, { staffBodyLimitBytes }: ProxyAction): number =>
  caller.roles.some((role) => role === "manager" || role === "ops") ? staffBodyLimitBytes : usualLimitBytes;

/** What the service sees of the path; the query stays with it, but where the path is ignored. */
function targetOf({ path, route, isRewritten }: Exchange, { stripPath, ignorePath }: ProxyAction): string {
  if (ignorePath) return "/";
  const isStripped = stripPath && !isRewritten;
  return `${isStripped ? restOf(path.path, route.rest) : path.path}${path.query}`;
}

/** The last segments of a path. Where nothing in it is encoded, they stand there already. */
function restOf(path: string, rest: readonly string[]): string {
  if (path.includes("%") || rest.length === 0) return `/${rest.map(encodeURIComponent).join("/")}`;
  let length = 0;
  for (const segment of rest) length += segment.length + 1;
  return path.slice(-length);
}

/** What is sent of the path of the endpoint's own url, where it has one. */
const urlPathOf = ({ prependPath, ignorePath }: ProxyAction) =>
  prependPath ? (ignorePath ? "alone" : "before") : "none";

/** The browser's headers less what a policy took away, and the addresses too where the service is not told them. */
function withoutSome(headers: string[], without: ReadonlySet<string> | undefined, xfwd: boolean): string[] {
  if (without === undefined && xfwd) return headers;
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    if (without?.has(name) || (!xfwd && name.startsWith("x-forwarded-"))) continue;
    kept.push(headers[i] as string, headers[i + 1] as string);
  }
  return kept;
}

/** Whoever comes to a route that asks for scopes must have shown them: no step of it may be forgotten unnoticed. */
function mustHaveScopes({ route, hasScopes, isKnown }: Exchange): void {
  if (hasScopes || route.scopes === undefined || route.scopes.length === 0) return;
  throw new Refusal(isKnown ? "FORBIDDEN" : "UNAUTHENTICATED");
}

/** Sends the request to an instance of the service and streams what comes back. */
function sendOn(action: ProxyAction): Policy {
  const choose = createChooser(action);
  const attemptTimeoutMs = Math.ceil(action.timeoutMs * 0.6);
  const urlPath = urlPathOf(action);

  return async (exchange) => {
    const { req, res, route, backEnd, changes, taker } = exchange;
    mustBePublic(backEnd.balancer, route.service);
    mustHaveScopes(exchange);
    const left = taker ? undefined : exchange.left;
    let body = hasNoBody(exchange) ? undefined : await bodyOf(exchange, limitOf(exchange, action));
    if (changes) for (const change of changes.bodies) body = change(body);
    const ours: Record<string, string> = { ...exchange.extraHeaders };
    ours["x-request-id"] = String(res.locals.requestId);
    if (exchange.traceparent !== undefined) ours.traceparent = exchange.traceparent;
    try {
      const given = await backEnd.balancer.dispatch(route.service, {
        method: req.method,
        path: targetOf(exchange, action),
        urlPath,
        areHeadersReady: true,
        headers: withoutSome(
          headersForService(exchange, ours, taker?.withheld),
          changes?.without,
          action.xfwd,
        ),
        host: action.changeOrigin ? undefined : req.headers.host,
        body,
        deadlineMs: backEnd.now() + action.timeoutMs,
        attemptTimeoutMs,
        firstTryMs: action.firstTryMs,
        retry: retryOf(exchange, action),
        // Said in any case: the balancer would go by how long may be waited.
        patient: action.longPoll,
        choice: choose(exchange),
        signal: taker?.signal ?? left,
      });
      if (action.streams) noteStream(res);
      const shaped = reshaped(given, exchange);
      const answer = shaped instanceof Promise ? await shaped : shaped;
      if (taker) await taker.take(answer);
      // Nothing was changed: it goes the short way.
      else if (answer !== given || !passOn(res, given)) await giveAnswer(res, answer, backEnd.stopping);
    } catch (error) {
      const hasLeft = error instanceof CallFailed && error.kind === "ABORTED" && left?.aborted;
      if (!hasLeft) throw error;
    }
  };
}

/** No more at once than the route may have, each until its answer is out. */
function atMost(most: number | undefined, send: Policy): Policy {
  if (most === undefined) return send;
  const bulkhead = createBulkhead(most);
  return async (exchange, next) => {
    const leave = bulkhead.enter();
    if (!leave) throw new Refusal("OVERLOADED", "Too many requests of this kind are under way");
    try {
      await send(exchange, next);
    } finally {
      leave();
    }
  };
}

export const proxy = definePolicy({
  name: "proxy",
  action: proxyAction,
  // Its bound goes on counting what is under way.
  outlivesReload: true,
  socketWay: socketWayOf,
  endsEach: true,
  mayFollowCopies: true,
  create: (action) => atMost(action.mostUnderWay, sendOn(action)),
});
