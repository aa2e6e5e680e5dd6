import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AttemptAnswer, type Dispatched } from "@siren/chassis/balancing/attempt-answer";
import { headerOf, type RawHeaders, responseHeaders } from "@siren/chassis/balancing/headers";
import { problemCodeHeader, problemCodes } from "@siren/contracts/problems";
import { isStreamed, noteBegun, noteStream } from "../edge/connections.ts";
import type { EdgeResponse } from "../edge/edge-response.ts";
import type { Answer, Exchange, Reshape } from "../policies/exchange.ts";

/** What the policies make of it; a promise only where one of them takes its time. */
export function reshaped(given: Answer, { reshapes }: Pick<Exchange, "reshapes">): Answer | Promise<Answer> {
  let answer = given;
  try {
    for (let at = 0; at < reshapes.length; at++) {
      const shaped = (reshapes[at] as Reshape)(answer);
      if (shaped instanceof Promise) return shapedLater(shaped, answer, reshapes, at + 1);
      answer = withBody(shaped, answer);
    }
  } catch (error) {
    // Nobody will read it any more, and its connection must not stay taken.
    given.body.destroy();
    throw error;
  }
  return answer;
}

async function shapedLater(
  shaping: Promise<Answer>,
  given: Answer,
  reshapes: readonly Reshape[],
  from: number,
): Promise<Answer> {
  try {
    let answer = withBody(await shaping, given);
    for (const reshape of reshapes.slice(from)) answer = withBody(await reshape(answer), answer);
    return answer;
  } catch (error) {
    given.body.destroy();
    throw error;
  }
}

/** What was spread into another answer has left its body behind: that is made when it is first asked for. */
function withBody(shaped: Answer, before: Answer): Answer {
  if (!("body" in shaped)) (shaped as Answer).body = before.body;
  return shaped;
}

/** In place of our own of the same name, but for the id under which the asker knows the request. */
function setHead(res: EdgeResponse, status: number, given: RawHeaders): void {
  res.statusCode = status;
  const headers = responseHeaders(given);
  const repeated = repeatedIn(headers);
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    const lower = name.toLowerCase();
    if (lower !== "x-request-id" && !repeated?.has(lower)) res.setHeader(name, headers[i + 1] as string);
  }
  if (repeated)
    for (const [name, values] of repeated) if (name !== "x-request-id") res.setHeader(name, values);
  if (headerOf(headers, "cache-control") === undefined) res.setHeader("cache-control", "no-store");
}

/** Those that stand there more than once, by name in lower case; most often there are none. */
function repeatedIn(headers: RawHeaders): Map<string, string[]> | undefined {
  let repeated: Map<string, string[]> | undefined;
  for (let i = 2; i + 1 < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    for (let before = 0; before < i; before += 2) {
      const other = headers[before] as string;
      if (other.length !== name.length || other.toLowerCase() !== name) continue;
      repeated ??= new Map();
      const values = repeated.get(name) ?? [headers[before + 1] as string];
      repeated.set(name, [...values, headers[i + 1] as string]);
      break;
    }
  }
  return repeated;
}

const codes: ReadonlySet<string> = new Set(problemCodes);

/** What a service says that it refuses, for the count of refusals: a name that is no code of ours is none. */
function noteTold(res: EdgeResponse, status: number, headers: RawHeaders): void {
  if (status < 400) return;
  const told = headerOf(headers, problemCodeHeader.toLowerCase());
  if (told !== undefined && codes.has(told)) res.locals.toldCode = told;
}

/** Longer ones are copied for nothing. */
const mostAsText = 16 * 1024;

/** To the browser at once as the service sent it, where all of it is here; says whether it was. */
export function passOn(res: EdgeResponse, answer: Dispatched): boolean {
  const whole = answer.takeWhole();
  if (!whole) return false;
  noteTold(res, answer.status, answer.headers);
  // Filtered when it came: nothing in it is of one connection only.
  if (!res.pass(answer.status, answer.headers)) setHead(res, answer.status, answer.headers);
  // Text goes out in one piece with the headers; byte for byte the same in this encoding.
  if (whole.length <= mostAsText) res.end(whole.toString("latin1"), "latin1");
  else res.end(whole);
  return true;
}

/** To the browser, as it streams in. `stopping`: this process is about to leave. */
export async function giveAnswer(res: EdgeResponse, answer: Answer, stopping: AbortSignal): Promise<void> {
  const { status, headers } = answer;
  noteTold(res, status, headers);
  const isStream = isEndless(headers) || isStreamed(res);
  if (isStream || !res.pass(status, responseHeaders(headers))) setHead(res, status, headers);
  if (isStream) return giveEndless(res, answer.body, stopping);
  if (!res.headersSent) noteBegun(res);
  if (answer instanceof AttemptAnswer && !res.destroyed) {
    const flowing = flowOut(res, answer);
    if (flowing) return flowing;
  }
  // Cut off in the middle: the browser's connection is cut too, because no status can say it any more.
  await pipeline(answer.body, res).catch(() => res.destroy());
}

/** What may wait for one browser. A piece off the wire is half of it: most go out at once, and nobody is held up. */
const mostWaiting = 128 * 1024;

/**
 * The same as a pipeline, without its two streams, their listeners and the AbortController that it gives its own
 * reason for having ended well: of an answer of 256 kB that was a fifth.
 */
function flowOut(res: EdgeResponse, answer: AttemptAnswer): Promise<void> | undefined {
  const { promise, resolve } = Promise.withResolvers<void>();
  const flows = answer.flowTo({
    take(chunk) {
      if (res.destroyed) return true;
      // What was taken by the system at once does not wait, whatever `write` says of its size.
      res.write(chunk);
      return res.writableLength < mostWaiting;
    },
    over: () => void res.end(),
    cut: () => void res.destroy(),
  });
  if (!flows) return undefined;
  res.on("drain", () => answer.resume());
  res.once("close", () => {
    if (!res.writableFinished) answer.cut(new Error("the caller left"));
    resolve();
  });
  return promise;
}

/** Those who listen come back by themselves; not all of them in the same instant. */
const farewellJitterMs = 250;

/** It would keep this process from stopping; told that it is over, the listener begins anew elsewhere. */
function giveEndless(res: EdgeResponse, body: Readable, stopping: AbortSignal): Promise<void> {
  noteStream(res);
  // It may begin with a long silence: that it has begun is told at once.
  res.flushHeaders();
  const { promise, resolve } = Promise.withResolvers<void>();
  const finish = () => {
    body.unpipe(res);
    res.end();
  };
  const finishSoon = () => void setTimeout(finish, Math.random() * farewellJitterMs);
  if (stopping.aborted) finishSoon();
  stopping.addEventListener("abort", finishSoon, { once: true });
  body.once("error", () => res.destroy());
  res.once("close", () => {
    stopping.removeEventListener("abort", finishSoon);
    body.destroy();
    resolve();
  });
  body.pipe(res);
  return promise;
}

/** To the browser, from memory. */
export function giveWhole(res: EdgeResponse, status: number, headers: RawHeaders, body: Buffer): void {
  setHead(res, status, headers);
  // Also told to a HEAD, for which node does not count.
  if (status !== 204 && status !== 304) res.setHeader("content-length", body.length);
  res.end(body);
}

/** Ends when one of the two sides wants it to, and not because all of it was said. */
export const isEndless = (headers: RawHeaders): boolean =>
  /^text\/event-stream\b/i.test(headerOf(headers, "content-type") ?? "");
