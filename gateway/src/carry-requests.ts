import type { RequestListener } from "node:http";
import { context } from "@opentelemetry/api";
import type { BackEnd } from "@siren/chassis/back-end";
import { Left } from "@siren/chassis/balancing/leaving";
import { sendProblem } from "@siren/chassis/http/problem-replies";
import type { Shedding } from "@siren/chassis/http/shedding";
import { anonymous } from "@siren/chassis/identity/caller";
import { endRequest, nameRequest } from "@siren/chassis/tracing/request-span";
import type { ProblemCode } from "@siren/contracts/problems";
import { Refusal } from "@siren/contracts/refusal";
import { lineOf } from "./access-log.ts";
import { sayRegistryIsAway } from "./answers/registry-away.ts";
import { isCutForSilence } from "./edge/connections.ts";
import type { EdgeRequest, EdgeResponse } from "./edge/edge-response.ts";
import { type DoorLimits, faultOf, isLastOfMany } from "./edge/front-door.ts";
import type { SafetyHeaders } from "./edge/safety-headers.ts";
import type { Whence } from "./edge/whence.ts";
import type { Traffic } from "./ops/traffic.ts";
import { type Exchange, runPipeline } from "./policies/exchange.ts";
import { kindOf } from "./proxy/kind-of-work.ts";
import type { Held, LiveRoutes } from "./routing/live-routes.ts";
import { isOurs } from "./routing/own-paths.ts";
import type { MatchedRoute } from "./routing/route-table.ts";
import { refuseClosed, type SafePath, safePathOf } from "./routing/safe-path.ts";

type Parts = {
  backEnd: BackEnd;
  table: LiveRoutes;
  shedding: Shedding;
  traffic: Traffic;
  whence: (req: EdgeRequest) => Whence;
  safety: SafetyHeaders;
  limits: DoorLimits;
  viaName: string;
};

type Tell = ReturnType<typeof lineOf>;
type Found = { held: Held; path: SafePath; route: MatchedRoute };

/**
 * A request for which a route is found never sees express: what it costs to walk through an app is as much as all
 * policies together. What has any fault, or no route, is left to the app, which says so in its own time.
 */
export function carryRequests(parts: Parts): (app: RequestListener) => RequestListener {
  const { backEnd, table, limits, safety, traffic } = parts;
  const { inFlight, log } = backEnd;

  function find(req: EdgeRequest): Found | undefined {
    if (isOurs(req.url) || faultOf(req, limits) !== undefined) return undefined;
    const held = table.enter();
    try {
      const path = safePathOf(req.url);
      const route = held.match(path, req);
      if (route) return { held, path, route };
    } catch (error) {
      if (!(error instanceof Refusal)) log.error("route.not-looked-for", { cause: String(error) });
    }
    table.leave(held);
    return undefined;
  }

  function take(req: EdgeRequest, res: EdgeResponse, { held, path, route }: Found): void {
    const startedMs = performance.now();
    const { requestId, context: entered, isLastOfConnection } = backEnd.enter(req);
    res.always = safety(req);
    res.ours.push("X-Request-Id", requestId);
    if (isLastOfConnection || isLastOfMany(res)) res.ours.push("Connection", "close");
    res.locals.requestId = requestId;
    const left = new Left();
    const exchange: Exchange = {
      req,
      res,
      path,
      found: undefined,
      isRewritten: false,
      route,
      backEnd,
      from: parts.whence(req),
      left,
      viaName: parts.viaName,
      traceparent: entered.traceparent,
      caller: anonymous,
      foreign: undefined,
      claims: undefined,
      isKnown: false,
      hasScopes: false,
      isOriginNamed: false,
      extraHeaders: {},
      changes: undefined,
      reshapes: [],
      body: "unread",
    };
    inFlight.begin();
    if (entered.recorded) nameRequest(entered.recorded, req.method, route.name);
    context.with(entered, run, undefined, exchange, held, (tell: Tell) => {
      const cutOff = !res.writableFinished;
      if (cutOff) left.abort(isCutForSilence(res));
      const code = res.locals.problemCode as ProblemCode | undefined;
      const { statusCode: status } = res;
      const tookMs = performance.now() - startedMs;
      const told = res.locals.toldCode as ProblemCode | undefined;
      traffic.note({ pipeline: route.name, status, code, told, cutOff, tookMs, requestId });
      tell(cutOff ? { status, code, cutOff } : { status, code });
      if (entered.recorded) endRequest(entered, { req, status, code, cutOff });
      inFlight.leave();
    });
  }

  function run(exchange: Exchange, held: Held, over: (tell: Tell) => void): void {
    const { req, res, route } = exchange;
    const tell = lineOf(log, req);
    res.on("close", () => over(tell));
    let going: Promise<void> | undefined;
    try {
      parts.shedding.admit(kindOf(req));
      refuseClosed(route.rest);
      sayRegistryIsAway(exchange);
      going = runPipeline(route.policies, exchange);
    } catch (error) {
      sendProblem(error, req, res, log);
    }
    if (going)
      going.then(
        () => end(exchange, held),
        (error) => end(exchange, held, error),
      );
    else end(exchange, held);
  }

  function end({ req, res }: Exchange, held: Held, error?: unknown): void {
    if (error !== undefined) sendProblem(error, req, res, log);
    // No step of it answered.
    else if (!res.headersSent && !res.writableEnded && !res.destroyed)
      sendProblem(new Refusal("NOT_FOUND"), req, res, log);
    table.leave(held);
  }

  return (app) => (req, res) => {
    const found = find(req as EdgeRequest);
    if (!found) return app(req, res);
    try {
      take(req as EdgeRequest, res as EdgeResponse, found);
    } catch (error) {
      // Nothing in it is meant to; but nobody stands behind us who would answer.
      table.leave(found.held);
      sendProblem(error, req, res, log);
    }
  };
}
