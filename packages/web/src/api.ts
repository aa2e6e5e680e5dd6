import type { ProblemCode } from "@siren/contracts/problems";
import { spokenForHeader, spokenForMember } from "@siren/contracts/spoken-for";
import type * as z from "zod/mini";
import type { Access } from "./access.ts";
import { bodyOf, refusalIn } from "./answers.ts";
import { apiBase } from "./api-base.ts";
import { type Degraded, readDegraded } from "./degraded.ts";
import { ApiProblem, NetworkFailure, ServerFailure, UnexpectedAnswer } from "./failures.ts";
import type { Health } from "./health.ts";
import { retrying, type Surroundings } from "./retrying.ts";
import { type PageName, tapTrace } from "./trace.ts";

/** The service is there and well; somebody outside, whom it would need, is not, or there are too many of us. */
const saidByTheLiving: ReadonlySet<ProblemCode> = new Set([
  "PAYMENT_UNAVAILABLE",
  "MAIL_UNAVAILABLE",
  "OVERLOADED",
]);
/** Who serves guests as well: what is asked there for a member must not be answered to a guest. */
const guestsToo = "order";
const attemptTimeoutMs = 10_000;
const safeRetryMs = 2_500;

export type Call<S extends z.ZodMiniType> = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`, beginning with the service: `/order/orders`; or `/ops/...`, which is the gateway's own. */
  path: string;
  /** What the answer has to look like; `null` for an answer without a body. */
  answer: S | null;
  body?: unknown;
  /** Sent as they are, in place of a body. */
  bytes?: Blob;
  /** With a key a write may be repeated: it takes effect once. */
  key?: string;
  /** Never for a write without a key. Reads are repeated for a moment by themselves. */
  retryForMs?: number;
  timeoutMs?: number;
  signal?: AbortSignal;
  onPause?: (attempt: number, error: unknown) => void;
  /** Signing in and renewing: no token goes along, and a 401 is the answer. */
  isAnonymous?: boolean;
  /** As the guest whose cookie lies in this browser, whoever has signed in since. A 401 is the answer, too. */
  asGuest?: boolean;
  /** The body tells the password of now: UNAUTHENTICATED is about that one, and asking again would count twice. */
  tellsPassword?: boolean;
  /** Nobody misses it, or its own screen says it: when it fails, the ribbon says nothing of the service. */
  isQuiet?: boolean;
};

type Answer<T> = { status: number; body: T; degraded: Degraded[] };

type ApiParts = Surroundings & {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  access: Access;
  health: Health;
  /** Whose taps begin a trace. */
  page?: PageName;
};

/** The headers of the next try. */
type Traced = ReturnType<typeof tapTrace>;

export type Api = <S extends z.ZodMiniType>(call: Call<S>) => Promise<Answer<z.output<S>>>;

export function createApi(parts: ApiParts): Api {
  const { access, health } = parts;

  return async function api<S extends z.ZodMiniType>(call: Call<S>): Promise<Answer<z.output<S>>> {
    const isRepeatable = call.method === "GET" || call.key !== undefined;
    const forMs = isRepeatable ? (call.retryForMs ?? (call.method === "GET" ? safeRetryMs : 0)) : 0;
    const traced = tapTrace(call.method === "GET" ? undefined : parts.page);
    return retrying(() => sendAs(call, traced), { forMs, signal: call.signal, onPause: call.onPause }, parts);
  };

  /** A token that has run out is renewed once; where nobody can renew it, the outage pass has to do. */
  async function sendAs<S extends z.ZodMiniType>(
    call: Call<S>,
    traced: Traced,
  ): Promise<Answer<z.output<S>>> {
    const sentWith = access.token.get();
    try {
      return await send(call, sentWith, traced);
    } catch (error) {
      const isAboutToken = error instanceof ApiProblem && error.problem.status === 401;
      if (!isAboutToken || call.isAnonymous || call.asGuest || !access.isKnown()) throw error;
      if (call.tellsPassword && sentWith !== null && error.code === "UNAUTHENTICATED") throw error;
      const isNewer = access.token.get() !== null && access.token.get() !== sentWith;
      const renewal = isNewer ? "renewed" : await access.renew();
      if (renewal === "ended") throw error;
      return send(call, access.token.get(), traced).catch((again) => {
        // Nobody was refused: member cannot be asked from here, and the gateway does not know it yet. Where it does,
        // it says so itself of what is not done on the pass alone.
        const isRefused = again instanceof ApiProblem && again.problem.status === 401;
        const isUnknown = isRefused && again.problem.because === undefined;
        throw renewal === "outage" && isUnknown ? new ServerFailure(503, undefined) : again;
      });
    }
  }

  async function send<S extends z.ZodMiniType>(call: Call<S>, token: string | null, traced: Traced) {
    const service = serviceOf(call.path);
    const answer = await fetchOnce(call, token, traced);
    const text = await answer.text().catch((error) => {
      throw new NetworkFailure(error);
    });
    if (answer.status >= 500) {
      const refused = refusalIn(text, answer.headers);
      if (refused && saidByTheLiving.has(refused.code)) health.answered(service, []);
      else if (!call.isQuiet) health.failed(service);
      throw new ServerFailure(answer.status, refused, service);
    }
    const degraded = readDegraded(answer.headers.get("x-degraded"));
    health.answered(service, degraded, ageOf(answer.headers));
    if (!answer.ok) {
      const refused = refusalIn(text, answer.headers);
      throw refused ? new ApiProblem(refused) : new UnexpectedAnswer(answer.status, text.slice(0, 200));
    }
    return { status: answer.status, body: bodyOf(call.answer, answer.status, text), degraded };
  }

  async function fetchOnce(
    call: Call<z.ZodMiniType>,
    token: string | null,
    traced: Traced,
  ): Promise<Response> {
    const headers = new Headers({ Accept: "application/json", ...traced() });
    if (call.body !== undefined) headers.set("Content-Type", "application/json");
    // What a file calls itself is no matter: the service looks at the bytes.
    if (call.bytes !== undefined) headers.set("Content-Type", "application/octet-stream");
    if (call.key !== undefined) headers.set("Idempotency-Key", call.key);
    if (token !== null && !call.isAnonymous && !call.asGuest) headers.set("Authorization", `Bearer ${token}`);
    else if (serviceOf(call.path) === guestsToo && access.isKnown() && !call.asGuest)
      headers.set(spokenForHeader, spokenForMember);
    const timeout = AbortSignal.timeout(call.timeoutMs ?? attemptTimeoutMs);
    try {
      return await parts.fetch(call.path.startsWith("/ops/") ? call.path : `${apiBase}${call.path}`, {
        method: call.method,
        headers,
        credentials: "same-origin",
        cache: "no-cache",
        signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
        ...(call.bytes !== undefined && { body: call.bytes }),
      });
    } catch (error) {
      if (call.signal?.aborted) throw call.signal.reason;
      // Too late is the service's trouble; no answer at all is the way's.
      const of = timeout.aborted ? serviceOf(call.path) : "gateway";
      if (!timeout.aborted || !call.isQuiet) health.failed(of);
      throw new NetworkFailure(error, { isLate: timeout.aborted, of });
    }
  }
}

/** An answer without one is of now. In whole seconds, of which the last has just begun. */
const ageOf = (headers: Headers): number => {
  const age = headers.get("age");
  return age === null ? 0 : (Number(age) + 1) * 1_000;
};
const serviceOf = (path: string): string => path.split(/[/?]/)[1] ?? "";
