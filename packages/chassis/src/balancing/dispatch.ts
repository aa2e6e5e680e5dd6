import type { Readable } from "node:stream";
import type { Instance } from "../registry/port.ts";
import { type Dispatched, dispatchedBy } from "./attempt-answer.ts";
import { attemptAt, callFailed } from "./attempts.ts";
import type { BalancingMetrics } from "./balancing-metrics.ts";
import type { CallFailedKind } from "./call-failed.ts";
import { CallFailed } from "./call-failed.ts";
import type { Choice } from "./choice.ts";
import { classify } from "./classify.ts";
import type { OutgoingHeaders } from "./headers.ts";
import type { Leaving } from "./leaving.ts";
import type { Pools } from "./pools.ts";
import type { RetryPolicy } from "./retry.ts";
import type { Aim, ServiceRoom } from "./service-room.ts";
import { tryBesideSilence } from "./try-beside-silence.ts";
import type { Coming } from "./watched.ts";

export type DispatchRequest = {
  method: string;
  path: string;
  /** What of the path of an instance's own URL is sent: before ours (as it is when left out), none of it, or it alone. */
  urlPath?: "before" | "none" | "alone";
  headers: OutgoingHeaders;
  /** They are a list, and what must not go on was left out of it: `requestHeaders` would find nothing. */
  areHeadersReady?: boolean;
  /** The Host that the instance is told; its own address when left out. */
  host?: string | undefined;
  body?: Buffer | Readable | undefined;
  /** A point in time on the balancer's clock, shared by all attempts: the response headers must be there by then. */
  deadlineMs: number;
  /** Less than the whole deadline for one attempt, where a second one should still have a chance. */
  attemptTimeoutMs?: number | undefined;
  /** After how long without an answer another instance is asked beside the first: what a frozen one costs. */
  firstTryMs?: number | undefined;
  retry: RetryPolicy;
  /** The caller left. */
  signal?: Leaving | undefined;
  /** For the first of two that are asked at once. */
  abandoned?: Leaving | undefined;
  /**
   * A long poll or a stream: told nothing by how long it takes, so the breaker neither counts nor gates it, and it
   * has a bulkhead of its own. By default whatever may wait longer than 10 s.
   */
  patient?: boolean;
  /** How the instance is chosen, where the route has wishes. */
  choice?: Choice | undefined;
  /** What came of the choice for this one request. */
  aim?: Aim | undefined;
};

export type DispatchSurroundings = {
  pools: Pools;
  metrics: BalancingMetrics;
  now: () => number;
  random: () => number;
};

const patientFromMs = 10_000;

/** Said of the caller or of ourselves, not of the service. */
const local = new Set<CallFailedKind>(["ABORTED", "OVERLOADED", "BAD_REQUEST"]);

export type Sending = Omit<DispatchRequest, "retry">;

/** One named instance: for telling every replica of a service something. */
export async function dispatchTo(
  room: ServiceRoom,
  instance: Instance,
  request: Sending,
  around: DispatchSurroundings,
): Promise<Dispatched> {
  const { service } = room;
  const timeoutMs = request.deadlineMs - around.now();
  if (timeoutMs <= 0) throw new CallFailed("TIMEOUT", { service });
  const result = await attemptAt(room, instance, request, timeoutMs, around, () => {});
  if (result.ok) return dispatchedBy(result.answer, instance, 1);
  throw callFailed(service, result.failure, 1, result.failure.sent);
}

/** bulkhead -> breaker -> pick -> send -> classify -> perhaps once more, within budget and deadline. */
export async function dispatchThrough(
  room: ServiceRoom,
  request: DispatchRequest,
  around: DispatchSurroundings,
): Promise<Dispatched> {
  const { service } = room;
  const { now, metrics } = around;
  const startedMs = performance.now();
  const refuse = (kind: CallFailedKind, retryAfterMs?: number) => {
    metrics.request(service, kind);
    return new CallFailed(kind, { service, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  };
  const patient = request.patient ?? request.deadlineMs - now() > patientFromMs;
  const cameTo = (coming: Coming) => patient || room.lately.note(coming, performance.now() - startedMs);
  const leave = (patient ? room.patient : room.bulkhead).enter();
  if (!leave) {
    cameTo("rejected");
    throw refuse("OVERLOADED", 1_000);
  }
  let kept = false;
  try {
    // Nobody there is the registry's word, not the service's failure.
    if (room.members().length === 0) throw refuse("NO_INSTANCE", 1_000);
    const pass = patient ? undefined : room.breaker.enter();
    if (!patient && !pass) {
      cameTo("shortCircuited");
      throw refuse("BREAKER_OPEN", room.breaker.retryAfterMs());
    }
    try {
      room.budget.onRequest();
      request.aim = room.aim(request.choice);
      const dispatched = await tryBesideSilence(room, request, around, leave);
      kept = true;
      const { outcome, verdict } = classify({ ok: true, answer: dispatched });
      pass?.settle(verdict);
      metrics.request(service, outcome);
      cameTo(verdict === "failure" ? "failure" : outcome === "4xx" ? "badRequest" : "success");
      return dispatched;
    } catch (fault) {
      const failed = fault instanceof CallFailed ? fault : undefined;
      pass?.settle(!failed || local.has(failed.kind) ? "ignored" : "failure");
      metrics.request(service, failed?.kind ?? "FAULT");
      cameTo(
        !failed || local.has(failed.kind) ? "ignored" : failed.kind === "TIMEOUT" ? "timeout" : "failure",
      );
      throw fault;
    }
  } finally {
    if (!kept) leave();
  }
}
