import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { BodySource } from "./answer-body.ts";
import { AttemptAnswer } from "./attempt-answer.ts";
import { type Due, deadlines } from "./deadlines.ts";
import { answerHeaders } from "./headers.ts";
import type { Leaving } from "./leaving.ts";

export type AttemptFailure = {
  /** `malformed`: what was asked cannot be said in HTTP; nobody but the asker is to blame. */
  kind: "connect" | "reset" | "timeout" | "aborted" | "overloaded" | "malformed";
  /** Whether it reached the wire. */
  sent: boolean;
  /** Broke on a connection that had served before: most likely it had been closed while idle. */
  reused: boolean;
  cause?: unknown;
};

export type AttemptResult = { ok: true; answer: AttemptAnswer } | { ok: false; failure: AttemptFailure };

export type AttemptRequest = {
  method: string;
  path: string;
  headers: string[];
  body: Buffer | Readable | null;
  /** Until the response headers; the body is not timed. */
  timeoutMs: number;
  signal: Leaving | undefined;
  /** Somebody else was asked instead. */
  abandoned?: Leaving | undefined;
};

/** `left`: the reader went away first, which is no fault of the instance. */
export type BodyEnd = "complete" | "cut" | "left";

type Carrier = { served: number };

const malformedCodes = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH"]);

const nothing = () => {};
const noHeaders: string[] = [];

/**
 * One request to one instance through undici's dispatch. Settles at the response headers; the body streams on with
 * back-pressure, and `onEnd` tells how it ended (also when there never was one).
 */
export class Attempt implements Dispatcher.DispatchHandler, BodySource, Due {
  carrier: Carrier | undefined;
  readonly result: Promise<AttemptResult>;
  #settle: (result: AttemptResult) => void = () => {};
  #settled = false;
  #ended = false;
  #controller: Dispatcher.DispatchController | undefined;
  #answer: AttemptAnswer | undefined;
  #gone: Error | undefined;
  #sent = false;
  #reused = false;
  #sourceBroke = false;
  #waitsAmong: Set<Due> | undefined;
  #signal: Leaving | undefined;
  #abandoned: Leaving | undefined;
  #onEnd: (how: BodyEnd) => void;

  constructor(
    request: Pick<AttemptRequest, "timeoutMs" | "signal" | "abandoned" | "body">,
    onEnd: (how: BodyEnd) => void,
  ) {
    this.#onEnd = onEnd;
    // Heard before undici hears it: an upload that breaks off is not a connection that the instance broke.
    if (request.body instanceof Readable)
      request.body.on("error", () => {
        this.#sourceBroke ||= !this.#settled;
      });
    this.#signal = request.signal;
    this.#abandoned = request.abandoned;
    this.result = new Promise((resolve) => {
      this.#settle = resolve;
    });
    if (request.signal?.aborted || request.abandoned?.aborted) this.#giveUp("aborted");
    else {
      this.#waitsAmong = deadlines.add(this, Math.max(1, request.timeoutMs));
      request.signal?.addEventListener("abort", this.#onAbort);
      request.abandoned?.addEventListener("abort", this.#onAbort);
    }
  }

  get settled(): boolean {
    return this.#settled;
  }

  #onAbort = () => {
    if (!this.#settled) this.#giveUp("aborted");
    else if (this.#signal?.isForSilence === true) this.#breakOff();
    else this.#answer?.cut(new Error("the caller left"));
  };

  /** It began an answer and left its reader without the rest. */
  #breakOff(): void {
    if (this.#ended) return;
    const fault = new Error("the answer was not gone on with");
    this.#gone = fault;
    this.#end("cut");
    this.#answer?.cut(fault);
    this.#controller?.abort(fault);
  }

  #waitNoMore(): void {
    this.#waitsAmong?.delete(this);
    this.#waitsAmong = undefined;
  }

  isDue(): void {
    this.#giveUp("timeout");
  }

  #giveUp(kind: "timeout" | "aborted"): void {
    if (this.#settled) return;
    const cause = new Error(kind === "timeout" ? "no answer in time" : "the caller left");
    this.#gone = cause;
    this.#fail({ kind, sent: this.#sent, reused: this.#reused, cause });
    this.#controller?.abort(cause);
  }

  #fail(failure: AttemptFailure): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#waitNoMore();
    this.#settle({ ok: false, failure });
    this.#end("left");
  }

  #end(how: BodyEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waitNoMore();
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#abandoned?.removeEventListener("abort", this.#onAbort);
    this.#onEnd(how);
    if (how === "complete") this.#letGo();
  }

  /**
   * What is over holds on to nothing: undici keeps the last request of each connection, and one that has become old in
   * the meantime would take all that hangs on it along into the part of the heap that is seldom cleared.
   */
  #letGo(): void {
    this.#signal = undefined;
    this.#abandoned = undefined;
    this.#controller = undefined;
    this.#onEnd = nothing;
    this.#settle = nothing;
    this.carrier = undefined;
  }

  refuse(failure: AttemptFailure): void {
    this.#fail(failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Gone while it was queued: a connection must not be kept for a reader that will never read.
    if (this.#gone) {
      controller.abort(this.#gone);
      return;
    }
    this.#sent = true;
    if (this.carrier) this.#reused = this.carrier.served++ > 0;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    // 100 and 103 are news, not the answer.
    if (status < 200) return;
    if (this.#gone) {
      controller.abort(this.#gone);
      return;
    }
    this.#waitNoMore();
    this.#settled = true;
    const headers = answerHeaders(controller.rawHeaders as Buffer[] | string[]);
    controller.rawHeaders = noHeaders;
    const answer = new AttemptAnswer(this, status, headers);
    this.#answer = answer;
    this.#settle({ ok: true, answer });
  }

  resume(): void {
    this.#controller?.resume();
  }

  pause(): void {
    this.#controller?.pause();
  }

  left(fault: Error | null): void {
    if (this.#ended) return;
    this.#gone = fault ?? new Error("the reader left");
    this.#end("left");
    this.#controller?.abort(this.#gone);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#gone) controller.abort(this.#gone);
    else this.#answer?.feed(chunk);
  }

  onResponseEnd(): void {
    this.#end("complete");
    this.#answer?.over();
    this.#answer = undefined;
  }

  #kindOf(cause: Error): AttemptFailure["kind"] {
    if (this.#sourceBroke) return "aborted";
    if ("code" in cause && malformedCodes.has(String(cause.code))) return "malformed";
    return this.#sent ? "reset" : "connect";
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    if (!this.#settled) {
      this.#fail({ kind: this.#kindOf(cause), sent: this.#sent, reused: this.#reused, cause });
      return;
    }
    if (this.#gone) return;
    // An error status cannot be sent any more: the reader's stream breaks instead.
    this.#end("cut");
    this.#answer?.cut(cause);
  }
}

export function sendAttempt(
  dispatcher: Pick<Dispatcher, "dispatch">,
  request: AttemptRequest,
  onEnd: (how: BodyEnd) => void,
): Promise<AttemptResult> {
  const attempt = new Attempt(request, onEnd);
  if (attempt.settled) return attempt.result;
  const { method, path, headers, body } = request;
  try {
    dispatcher.dispatch({ method, path, headers, body, headersTimeout: 0, bodyTimeout: 0 }, attempt);
  } catch (cause) {
    // A pool that the registry closed under our hands: nothing was sent.
    attempt.refuse({ kind: "connect", sent: false, reused: false, cause });
  }
  return attempt.result;
}
