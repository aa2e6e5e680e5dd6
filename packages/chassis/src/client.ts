import { context, propagation } from "@opentelemetry/api";
import type { Dispatched } from "./balancing/attempt-answer.ts";
import type { Balancer } from "./balancing/balancer.ts";
import { CallFailed } from "./balancing/call-failed.ts";
import { headerRecord } from "./balancing/headers.ts";
import { Left } from "./balancing/leaving.ts";
import type { RetryPolicy } from "./balancing/retry.ts";
import type { HeardOf } from "./heard-of.ts";
import { patienceLeftMs } from "./patience.ts";
import type { Instance, Registry } from "./registry/port.ts";

export { CallFailed } from "./balancing/call-failed.ts";

/** What a schema must be able to do; zod's can. */
export type AnswerSchema<T> = {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } };
};

/** Says who is asking, to one audience. */
export type IdentitySource<Caller> = { headerFor(aud: string, as?: Caller): Promise<string> };

export type ServiceCall<T, Caller> = {
  service: string;
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** From the call to the last byte of the answer, over all attempts; less where our own caller waits less long. */
  timeoutMs: number;
  /** The longest time without a byte, of an answer whose sender lets us hear that it lives. */
  silenceMs?: number;
  retry: RetryPolicy;
  /** Idempotency-Key. */
  key?: string;
  /** For the body of a 2xx answer. */
  schema?: AnswerSchema<T>;
  as?: Caller;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** See DispatchRequest: by default when it may wait longer than 10 s. */
  patient?: boolean;
  maxAnswerBytes?: number;
};

export type ServiceAnswer<T> =
  | { ok: true; status: number; body: T; headers: Record<string, string>; instance: string }
  /** `body` is the problem document where the service told one. */
  | { ok: false; status: number; body: unknown; headers: Record<string, string>; instance: string };

export type EachAnswer<T> =
  | { instance: Instance; answer: ServiceAnswer<T> }
  | { instance: Instance; failed: CallFailed };

export type ServiceClient<Caller = unknown> = {
  call<T = unknown>(call: ServiceCall<T, Caller>): Promise<ServiceAnswer<T>>;
  /** Each instance of a service but ourselves, once, without breaker or retry: for nudging siblings. Never throws. */
  each<T = unknown>(call: Omit<ServiceCall<T, Caller>, "retry">): Promise<EachAnswer<T>[]>;
};

export type ServiceClientOptions<Caller> = {
  balancer: Balancer;
  registry: Pick<Registry, "selfId">;
  identity: IdentitySource<Caller>;
  /** Told of each piece of an answer whose sender lets us hear that it lives. */
  heardOf?: Pick<HeardOf, "note" | "forget">;
  now: () => number;
};

const defaultMaxAnswerBytes = 4 * 1024 * 1024;

export function createServiceClient<Caller>(options: ServiceClientOptions<Caller>): ServiceClient<Caller> {
  const { balancer, registry, identity, heardOf, now } = options;

  async function headersOf(
    call: Omit<ServiceCall<unknown, Caller>, "retry">,
  ): Promise<Record<string, string>> {
    const headers: Record<string, string> = { accept: "application/json", ...call.headers };
    if (call.body !== undefined) headers["content-type"] = "application/json";
    if (call.key !== undefined) headers["idempotency-key"] = call.key;
    headers["x-siren-identity"] = await identity.headerFor(call.service, call.as);
    propagation.inject(context.active(), headers);
    return headers;
  }

  /** One deadline for headers and body: what streams on after it is cut off. */
  async function within<T>(
    call: Omit<ServiceCall<T, Caller>, "retry">,
    send: (request: SendingOf) => Promise<Dispatched>,
  ): Promise<ServiceAnswer<T>> {
    const timeoutMs = Math.min(call.timeoutMs, patienceLeftMs() ?? call.timeoutMs);
    if (timeoutMs <= 0) throw new CallFailed("TIMEOUT", { service: call.service });
    const deadlineMs = now() + timeoutMs;
    const left = new Left();
    const leave = () => left.abort();
    let isLate = false;
    const cutOff = (isForSilence: boolean) => {
      isLate = true;
      left.abort(isForSilence);
    };
    const timer = setTimeout(cutOff, timeoutMs + graceMs, false);
    if (call.signal?.aborted) leave();
    else call.signal?.addEventListener("abort", leave, { once: true });
    try {
      const dispatched = await send({
        method: call.method,
        path: call.path,
        headers: await headersOf(call),
        body: call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body)),
        deadlineMs,
        signal: left,
        ...(call.silenceMs !== undefined && { attemptTimeoutMs: call.silenceMs }),
        ...(call.patient !== undefined && { patient: call.patient }),
      });
      return await readAnswer(call, dispatched, {
        isLate: () => isLate,
        onSilence: () => cutOff(true),
        onPiece: call.silenceMs === undefined ? () => {} : () => heardOf?.note(call.service),
      });
    } catch (fault) {
      if (call.silenceMs !== undefined) heardOf?.forget(call.service);
      throw fault;
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener("abort", leave);
    }
  }

  return {
    call: (call) =>
      within(call, (request) => balancer.dispatch(call.service, { ...request, retry: call.retry })),
    async each<T>(call: Omit<ServiceCall<T, Caller>, "retry">) {
      const own = registry.selfId();
      const others = balancer.instances(call.service).filter((instance) => instance.id !== own);
      return Promise.all(
        others.map(async (instance): Promise<EachAnswer<T>> => {
          try {
            return {
              instance,
              answer: await within(call, (request) => balancer.dispatchTo(instance, request)),
            };
          } catch (fault) {
            const failed =
              fault instanceof CallFailed
                ? fault
                : new CallFailed("ABORTED", { service: call.service, cause: fault });
            return { instance, failed };
          }
        }),
      );
    },
  };
}

type SendingOf = Parameters<Balancer["dispatchTo"]>[1];

/** The attempt's own timer shall name the fault when only the headers are late. */
const graceMs = 50;

type Hearing = { isLate: () => boolean; onSilence: () => void; onPiece: () => void };

async function readAnswer<T>(
  call: Omit<ServiceCall<T, unknown>, "retry">,
  dispatched: Dispatched,
  { isLate, ...hearing }: Hearing,
): Promise<ServiceAnswer<T>> {
  const { service } = call;
  const { status, instance, attempts } = dispatched;
  const told = { service, attempts, sent: true };
  const bytes = await collect(dispatched, call, hearing).catch((cause) => {
    if (cause instanceof TooLarge) throw new CallFailed("BAD_ANSWER", { ...told, cause });
    if (call.signal?.aborted) throw new CallFailed("ABORTED", { ...told, cause });
    throw new CallFailed(isLate() ? "TIMEOUT" : "RESET", { ...told, cause });
  });
  const headers = headerRecord(dispatched.headers);
  const body = parseBody(bytes, headers["content-type"]);
  if (status < 200 || status > 299) {
    return { ok: false, status, body: body.ok ? body.value : undefined, headers, instance: instance.id };
  }
  if (!body.ok) throw new CallFailed("BAD_ANSWER", { ...told, cause: body.fault });
  if (!call.schema) return { ok: true, status, body: body.value as T, headers, instance: instance.id };
  const checked = call.schema.safeParse(body.value);
  if (!checked.success) throw new CallFailed("BAD_ANSWER", { ...told, cause: checked.error });
  return { ok: true, status, body: checked.data, headers, instance: instance.id };
}

class TooLarge extends Error {}

type Limits = Pick<ServiceCall<unknown, unknown>, "maxAnswerBytes" | "silenceMs">;

async function collect(
  answer: Dispatched,
  { maxAnswerBytes: mostBytes = defaultMaxAnswerBytes, silenceMs }: Limits,
  { onSilence, onPiece }: Pick<Hearing, "onSilence" | "onPiece">,
): Promise<Buffer> {
  onPiece();
  const whole = answer.takeWhole();
  if (whole && whole.length > mostBytes) throw new TooLarge(`more than ${mostBytes} bytes`);
  if (whole) return whole;
  const chunks: Buffer[] = [];
  let length = 0;
  const silence = silenceMs === undefined ? undefined : setTimeout(onSilence, silenceMs);
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      silence?.refresh();
      onPiece();
      length += chunk.length;
      // Leaving the loop destroys the body, and with it the upstream request.
      if (length > mostBytes) throw new TooLarge(`more than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(silence);
  }
  return Buffer.concat(chunks, length);
}

function parseBody(bytes: Buffer, type = ""): { ok: true; value: unknown } | { ok: false; fault: unknown } {
  if (bytes.length === 0) return { ok: true, value: undefined };
  if (!/^application\/([\w.+-]+\+)?json\b/.test(type))
    return { ok: false, fault: new Error(`answered ${type || "no type"}`) };
  try {
    return { ok: true, value: JSON.parse(bytes.toString("utf8")) };
  } catch (fault) {
    return { ok: false, fault };
  }
}
