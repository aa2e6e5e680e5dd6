import type { IncomingMessage, ServerResponse } from "node:http";
import { trace } from "@opentelemetry/api";
import { type ProblemCode, problemCodeHeader } from "@siren/contracts/problems";
import { problemOf, Refusal } from "@siren/contracts/refusal";
import { CallFailed, type CallFailedKind } from "../balancing/call-failed.ts";
import { errorFields, type Log } from "../log.ts";
import { noteException } from "../tracing/note-exception.ts";

/** What express and its body reader throw, by their own names. */
const codeByType: Record<string, ProblemCode> = {
  "entity.too.large": "PAYLOAD_TOO_LARGE",
  "entity.parse.failed": "BAD_REQUEST",
  "entity.verify.failed": "BAD_REQUEST",
  "request.size.invalid": "BAD_REQUEST",
  "request.aborted": "BAD_REQUEST",
  "encoding.unsupported": "UNSUPPORTED_MEDIA_TYPE",
  "charset.unsupported": "UNSUPPORTED_MEDIA_TYPE",
};

/** A call to another service that a handler left alone. */
const codeByCallFault: Record<CallFailedKind, ProblemCode> = {
  NO_INSTANCE: "NO_INSTANCE",
  BREAKER_OPEN: "BREAKER_OPEN",
  OVERLOADED: "OVERLOADED",
  TIMEOUT: "UPSTREAM_TIMEOUT",
  CONNECT: "BAD_UPSTREAM",
  RESET: "BAD_UPSTREAM",
  ABORTED: "BAD_UPSTREAM",
  BAD_ANSWER: "BAD_UPSTREAM",
  BAD_REQUEST: "BAD_REQUEST",
};

function refusalOfCall(cause: CallFailed): Refusal {
  const retryAfter =
    cause.retryAfterMs === undefined
      ? {}
      : { retryAfterS: Math.max(1, Math.ceil(cause.retryAfterMs / 1000)) };
  return new Refusal(codeByCallFault[cause.kind], undefined, retryAfter, { cause });
}

export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof CallFailed) return refusalOfCall(error);
  // A fault of a library of ours that says itself what it is to whoever asked.
  if (error instanceof Error && "refusal" in error && error.refusal instanceof Refusal) return error.refusal;
  if (typeof error === "object" && error !== null && "type" in error) {
    const code = codeByType[String(error.type)];
    if (code) return new Refusal(code, code === "BAD_REQUEST" ? "The body is not valid JSON" : undefined);
  }
  // A path that cannot be decoded.
  if (error instanceof URIError) return new Refusal("BAD_REQUEST", "The path cannot be decoded");
  return undefined;
}

/** What is known of an answer beside what goes out; express puts it there, too. */
export type Told = ServerResponse & { locals?: Record<string, unknown> };

export function sendProblem(error: unknown, req: Pick<IncomingMessage, "method">, res: Told, log: Log): void {
  const refusal = refusalOf(error);
  if (!refusal) {
    log.error("request.failed", { method: req.method, ...errorFields(error) });
    noteException(trace.getActiveSpan(), error);
  }
  if (refusal && refusal.status >= 500)
    log.warn("request.refused", { code: refusal.code, cause: String(refusal.cause ?? "") });
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const shown = refusal ?? new Refusal("INTERNAL");
  // For the line that tells of this request.
  if (res.locals) res.locals.problemCode = shown.code;
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  if (shown.status === 429 || shown.status === 503)
    res.setHeader("Retry-After", String(shown.extra.retryAfterS ?? 1));
  const body = Buffer.from(JSON.stringify(problemOf(shown, traceId)));
  res.statusCode = shown.status;
  res.setHeader("Content-Type", "application/problem+json; charset=utf-8");
  res.setHeader(problemCodeHeader, shown.code);
  res.setHeader("Content-Length", body.length);
  res.end(req.method === "HEAD" ? undefined : body);
}
