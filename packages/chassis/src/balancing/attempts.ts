import { Readable } from "node:stream";
import { deadlineHeader } from "../patience.ts";
import type { Instance } from "../registry/port.ts";
import { beginCall, tellTrace } from "../tracing/call-span.ts";
import type { AttemptFailure, AttemptResult, BodyEnd } from "./attempt.ts";
import { sendAttempt } from "./attempt.ts";
import { type Dispatched, dispatchedBy } from "./attempt-answer.ts";
import type { CallFailedKind } from "./call-failed.ts";
import { CallFailed } from "./call-failed.ts";
import { classify } from "./classify.ts";
import type { DispatchRequest, DispatchSurroundings, Sending } from "./dispatch.ts";
import { requestHeaders } from "./headers.ts";
import { mostSentAttempts, retryVerdict } from "./retry.ts";
import type { ServiceRoom } from "./service-room.ts";

const failedKinds: Record<AttemptFailure["kind"], CallFailedKind> = {
  connect: "CONNECT",
  reset: "RESET",
  timeout: "TIMEOUT",
  aborted: "ABORTED",
  overloaded: "OVERLOADED",
  malformed: "BAD_REQUEST",
};

/** One attempt at one instance, with what it says about that instance. */
export function attemptAt(
  room: ServiceRoom,
  instance: Instance,
  request: Sending,
  timeoutMs: number,
  around: DispatchSurroundings,
  onEnd: () => void,
  { onFreshConnection = false, resend = 0 } = {},
): Promise<AttemptResult> {
  const body = request.body ?? null;
  const form = body === null ? "none" : Buffer.isBuffer(body) ? "buffer" : "stream";
  const done = room.begin(instance.id);
  const ended = (how: BodyEnd) => {
    done();
    if (how === "complete") room.ejection.completed(instance.id);
    const kind = request.patient && request.signal?.isForSilence ? "silence" : "cut";
    if (how === "cut") room.ejection.trouble(instance.id, kind, room.memberIds());
    onEnd();
  };
  const { areHeadersReady } = request;
  const headers = areHeadersReady
    ? [...(request.headers as string[])]
    : requestHeaders(request.headers, form);
  if (request.host !== undefined) headers.push("host", request.host);
  headers.push(deadlineHeader, String(Math.floor(timeoutMs)));
  const { method, signal, abandoned } = request;
  const call = beginCall({ service: room.service, method, instance, resend });
  tellTrace(headers, call, instance);
  const path = instance.url === undefined ? request.path : pathAt(instance.url.path, request);
  const sending = { method, path, headers, body, timeoutMs, signal, abandoned };
  let sent: Promise<AttemptResult>;
  if (onFreshConnection) {
    const { dispatcher, close } = around.pools.fresh(instance);
    sent = sendAttempt(dispatcher, sending, ended);
    close();
  } else {
    sent = sendAttempt(around.pools.of(instance), sending, ended);
  }
  return sent.then((result) => {
    call?.end(result);
    return noted(room, instance, request, result, around);
  });
}

/** What it says about the instance, and how it is counted. */
function noted(
  room: ServiceRoom,
  instance: Instance,
  request: Sending,
  result: AttemptResult,
  around: DispatchSurroundings,
): AttemptResult {
  const verdict = classify(result);
  if (verdict.leaveForMs !== undefined) room.leaveAlone(instance.id, verdict.leaveForMs);
  around.metrics.attempt(room.service, verdict.outcome);
  if (result.ok) room.last.answered(instance.id, result.answer.status);
  else if (verdict.trouble) room.last.failed(instance.id, verdict.trouble);
  // One stale idle connection is an accident of timing, not trouble.
  const stale = !result.ok && result.failure.kind === "reset" && result.failure.reused;
  // A long poll ends by itself in time: an instance that lets one run out has stopped, or as good as.
  const trouble = request.patient && verdict.trouble === "timeout" ? "silence" : verdict.trouble;
  if (trouble && !stale) room.ejection.trouble(instance.id, trouble, room.memberIds());
  else if (result.ok) room.ejection.answered(instance.id);
  return result;
}

function pathAt(base: string, { path, urlPath }: Sending): string {
  if (urlPath === "none") return path;
  return urlPath === "alone" ? base || "/" : `${base}${path}`;
}

/** What both of two that are asked at once know of one another. */
export type Tries = {
  /** Whom nobody is to ask again. */
  tried: Set<string>;
  sent: number;
  underWay: number;
};

/** How often the service has this request, or is about to. */
export const timesSent = ({ sent, underWay }: Tries): number => sent + underWay;

/** Picks and sends until there is an answer to give, or no try left that is safe, worth it and in time. */
export async function tryUntilAnswered(
  room: ServiceRoom,
  request: DispatchRequest,
  around: DispatchSurroundings,
  leave: () => void,
  tries: Tries,
): Promise<Dispatched> {
  const { now, random, metrics } = around;
  const { tried } = tries;
  let count = 0;
  let replayed = false;
  let again: Instance | undefined;
  let last: AttemptFailure | undefined;

  for (;;) {
    const remainingMs = request.deadlineMs - now();
    if (remainingMs <= 0) {
      throw callFailed(room.service, { ...last, kind: "timeout" }, count, timesSent(tries) > 0);
    }
    const isReplay = again !== undefined;
    const instance = again ?? room.pick(tried, request.aim);
    again = undefined;
    if (!instance) {
      const retryAfterMs = room.backInMs();
      throw callFailed(
        room.service,
        last ?? { kind: "overloaded" },
        count,
        timesSent(tries) > 0,
        retryAfterMs,
      );
    }

    count++;
    tried.add(instance.id);
    const timeoutMs = Math.min(remainingMs, request.attemptTimeoutMs ?? remainingMs);
    // Only the answer that the caller was given holds the place in the bulkhead, until its body is over.
    let given = false;
    let over = false;
    tries.underWay++;
    const result = await attemptAt(
      room,
      instance,
      request,
      timeoutMs,
      around,
      () => {
        over = true;
        if (given) leave();
      },
      { onFreshConnection: isReplay, resend: timesSent(tries) - 1 },
    );
    tries.underWay--;
    const replayable = isReplayable(request.body);
    const isLast = () => room.pick(tried, request.aim) === undefined;

    if (result.ok) {
      tries.sent++;
      const { worthAnother } = classify(result);
      const verdict =
        worthAnother && !isLast()
          ? retryVerdict({
              policy: request.retry,
              failure: { kind: "status", sent: true },
              replayable,
              attempts: count,
              sentAttempts: timesSent(tries),
            })
          : "no";
      if (verdict === "no" || !room.budget.spend()) {
        given = true;
        if (over) leave();
        return dispatchedBy(result.answer, instance, count);
      }
      result.answer.body.on("error", () => {}).destroy();
      metrics.retry(room.service);
      await jitter(random);
      continue;
    }

    const { failure } = result;
    last = failure;
    const isStale = failure.sent && failure.kind === "reset" && failure.reused && !replayed;
    const isRead = request.retry === "safe";
    if (failure.sent && !(isStale && isRead && replayable)) tries.sent++;
    const isSomebodyElse = !isLast();
    // Of a write it is the one repetition: the other side may have read it before it closed, and whoever closes may be
    // about to die, so that another one is asked as long as there is one.
    const mayStay = isRead || (!isSomebodyElse && timesSent(tries) < mostSentAttempts);
    if (isStale && mayReplay(request, replayable) && mayStay) {
      // Closed while idle, at the moment of use: once more at once, on a fresh connection.
      replayed = true;
      again = instance;
      continue;
    }
    const verdict = retryVerdict({
      policy: request.retry,
      failure,
      replayable,
      attempts: count,
      sentAttempts: timesSent(tries),
    });
    const worthTrying = verdict !== "no" && (replayable || !failure.sent) && isSomebodyElse;
    // One stale connection is an accident of timing, and no sign that there is too much to do.
    const costs = verdict === "costs" && !isStale;
    if (!worthTrying || (costs && !room.budget.spend())) {
      throw callFailed(room.service, failure, count, timesSent(tries) > 0);
    }
    if (costs) {
      metrics.retry(room.service);
      await jitter(random);
    }
  }
}

/** A stream can be sent again only while nobody has read from it. */
function isReplayable(body: Buffer | Readable | undefined): boolean {
  return !(body instanceof Readable) || (!body.readableDidRead && !body.destroyed);
}

function mayReplay(request: DispatchRequest, replayable: boolean): boolean {
  return request.retry !== "never" && replayable;
}

export function callFailed(
  service: string,
  failure: Partial<AttemptFailure>,
  attempts: number,
  sent: boolean,
  retryAfterMs?: number,
): CallFailed {
  return new CallFailed(failedKinds[failure.kind ?? "reset"], {
    service,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    attempts,
    sent,
    cause: failure.cause,
  });
}

function jitter(random: () => number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5 + Math.round(random() * 20)));
}
