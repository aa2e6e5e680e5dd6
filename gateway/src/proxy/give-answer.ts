import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Dispatched } from "@siren/chassis/balancing/dispatch";
import { headerOf, type RawHeaders, responseHeaders } from "@siren/chassis/balancing/headers";
import { isStreamed, noteBegun, noteStream } from "../edge/connections.ts";
import type { Answer, Exchange } from "../policies/exchange.ts";

export async function reshaped(given: Answer, { reshapes }: Pick<Exchange, "reshapes">): Promise<Answer> {
  let answer = given;
  try {
    for (const reshape of reshapes) answer = await reshape(answer);
  } catch (error) {
    // Nobody will read it any more, and its connection must not stay taken.
    given.body.destroy();
    throw error;
  }
  return answer;
}

/** In place of our own of the same name, but for the id under which the asker knows the request. */
function setHead(res: ServerResponse, status: number, given: RawHeaders): void {
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

/** Longer ones are copied for nothing. */
const mostAsText = 16 * 1024;

/** To the browser as the service sent it: at once where all of it is here, otherwise as it streams in. */
export async function passOn(res: ServerResponse, answer: Dispatched, stopping: AbortSignal): Promise<void> {
  const whole = answer.takeWhole();
  if (!whole) return giveAnswer(res, answer, stopping);
  setHead(res, answer.status, answer.headers);
  // Text goes out in one piece with the headers; byte for byte the same in this encoding.
  if (whole.length <= mostAsText) res.end(whole.toString("latin1"), "latin1");
  else res.end(whole);
}

/** To the browser, as it streams in. `stopping`: this process is about to leave. */
export async function giveAnswer(
  res: ServerResponse,
  { status, headers, body }: Answer,
  stopping: AbortSignal,
): Promise<void> {
  setHead(res, status, headers);
  if (isEndless(headers) || isStreamed(res)) return giveEndless(res, body, stopping);
  noteBegun(res);
  // Cut off in the middle: the browser's connection is cut too, because no status can say it any more.
  await pipeline(body, res).catch(() => res.destroy());
}

/** Those who listen come back by themselves; not all of them in the same instant. */
const farewellJitterMs = 250;

/** It would keep this process from stopping; told that it is over, the listener begins anew elsewhere. */
function giveEndless(res: ServerResponse, body: Readable, stopping: AbortSignal): Promise<void> {
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
export function giveWhole(res: ServerResponse, status: number, headers: RawHeaders, body: Buffer): void {
  setHead(res, status, headers);
  // Also told to a HEAD, for which node does not count.
  if (status !== 204 && status !== 304) res.setHeader("content-length", body.length);
  res.end(body);
}

/** Ends when one of the two sides wants it to, and not because all of it was said. */
export const isEndless = (headers: RawHeaders): boolean =>
  /^text\/event-stream\b/i.test(headerOf(headers, "content-type") ?? "");
