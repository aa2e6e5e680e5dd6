import { context } from "@opentelemetry/api";
import type { LogRoot } from "@siren/chassis/log";
import { noteOrder } from "@siren/chassis/request-scope";
import { orderId } from "@siren/contracts/ids";
import type { ProblemCode } from "@siren/contracts/problems";
import type { RequestHandler } from "express";
import type { Traffic } from "./ops/traffic.ts";
import { safeMethods } from "./proxy/safe-methods.ts";

type Asked = { method?: string | undefined; url?: string | undefined };
export type Outcome = { status: number; code?: ProblemCode | undefined; upgrade?: true; cutOff?: boolean };

const longestShown = 200;
/** An id is shorter; a token, or whatever else somebody put into a path by mistake, is not. */
const longestSegment = 40;

/** The path alone: a query may hold anything. Only services know which part of it names what. */
function shownPath(url: string): string {
  const [path = ""] = url.split(/[?#]/);
  const shown = path.split("/").map((segment) => (segment.length > longestSegment ? "***" : segment));
  return shown.join("/").slice(0, longestShown);
}

/**
 * The line of one request, made when it comes and told with its outcome, as services tell theirs: a write at
 * `info`, and here each refusal too, since nobody behind the edge hears of it. A read that went well would only
 * drown them: it is told at `debug`.
 */
export function lineOf(log: LogRoot, { method = "", url = "" }: Asked): (outcome: Outcome) => void {
  const startedMs = performance.now();
  if (url.includes("/ord_")) noteOrderIn(url);
  const asked = context.active();
  return ({ status, ...more }) => {
    const level = status >= 400 || !safeMethods.has(method) ? "info" : "debug";
    // Most requests are reads that go well, and nobody listens for those.
    if (level === "debug" && log.level !== "debug") return;
    const tookMs = Math.round(performance.now() - startedMs);
    const line = { method, route: shownPath(url), status, ...more, tookMs };
    // What ends a request is told from its socket, which knows nothing of its ids.
    context.with(asked, () => log[level]("request.answered", line));
  };
}

function noteOrderIn(url: string): void {
  const named = shownPath(url)
    .split("/")
    .find((segment) => orderId.safeParse(segment).success);
  if (named !== undefined) noteOrder(named);
}

/** One line for each request, whoever answers it: a service, a page's file, or the edge itself. */
export const accessLog =
  (log: LogRoot, traffic: Traffic): RequestHandler =>
  (req, res, next) => {
    const startedMs = performance.now();
    const tell = lineOf(log, { method: req.method, url: req.originalUrl });
    res.once("close", () => {
      const code: ProblemCode | undefined = res.locals.problemCode;
      traffic.note({
        pipeline: res.locals.pipeline ?? "edge",
        status: res.statusCode,
        code,
        cutOff: !res.writableFinished,
        tookMs: performance.now() - startedMs,
        requestId: String(res.getHeader("x-request-id")),
      });
      // The gateway's own routes tell it themselves, as any service's do.
      if (res.locals.isTold === true) return;
      tell({
        status: res.statusCode,
        ...(code !== undefined && { code }),
        ...(!res.writableFinished && { cutOff: true as const }),
      });
    });
    next();
  };
