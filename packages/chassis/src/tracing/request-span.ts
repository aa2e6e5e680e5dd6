import type { IncomingMessage, ServerResponse } from "node:http";
import { type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { RequestContext } from "../request-context.ts";
import { pageIn } from "./caller-trace.ts";
import { tracingNow, tracingOf } from "./tracing.ts";

type Ended = {
  req: Pick<IncomingMessage, "method" | "headers">;
  status: number;
  /** Of the answer to it, where it was refused. */
  code?: unknown;
  /** Whoever asked has left before the answer was out. */
  cutOff?: boolean;
};

/** The route, and never the path: a name is what spans are counted by. */
export function nameRequest(span: Span, method: string, route: string): void {
  span.updateName(`${method} ${route}`);
  span.setAttributes({ "http.route": route });
}

/** As `nameRequest`, of the request that is being answered now. */
export function nameRequestNow(method: string, route: string): void {
  const span = tracingNow() && trace.getActiveSpan();
  if (span) nameRequest(span, method, route);
}

/** The request is over: 5xx is an error of ours, a refusal is an answer. */
export function endRequest(entered: RequestContext, { req, status, code, cutOff }: Ended): void {
  const span = entered.recorded;
  if (!span) return;
  const { requestId, orderId } = entered.ids;
  span.setAttributes({
    "http.request.method": req.method ?? "",
    "http.response.status_code": status,
    ...(requestId !== undefined && { "siren.request_id": requestId }),
    ...(orderId !== undefined && { "siren.order_id": orderId }),
    ...(typeof code === "string" && { "siren.code": code }),
    ...(cutOff && { "siren.cut_off": true }),
  });
  if (status >= 500) {
    span.setAttributes({ "error.type": typeof code === "string" ? code : String(status) });
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
  const page = pageIn(req.headers.tracestate);
  if (page) tracingOf(entered)?.tellOfPage(page, span);
}

/** For whoever does not end it: when the answer is out. */
export function endWith(entered: RequestContext, req: IncomingMessage, res: ServerResponse): void {
  const { locals } = res as ServerResponse & { locals?: Record<string, unknown> };
  res.once("close", () =>
    endRequest(entered, {
      ...{ req, status: res.statusCode, cutOff: !res.writableFinished },
      code: locals?.problemCode,
    }),
  );
}
