import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { headerOf, type RawHeaders, responseHeaders } from "@siren/chassis/balancing/headers";
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

function setHead(res: ServerResponse, status: number, given: RawHeaders): void {
  res.statusCode = status;
  const headers = responseHeaders(given);
  for (const name of new Set(headers.filter((_, index) => index % 2 === 0).map((one) => one.toLowerCase()))) {
    const values = headers.filter(
      (_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name,
    );
    if (name !== "x-request-id") res.setHeader(name, values.length === 1 ? (values[0] as string) : values);
  }
  if (headerOf(given, "cache-control") === undefined) res.setHeader("cache-control", "no-store");
}

/** To the browser, as it streams in. `stopping`: this process is about to leave. */
export async function giveAnswer(
  res: ServerResponse,
  { status, headers, body }: Answer,
  stopping: AbortSignal,
): Promise<void> {
  setHead(res, status, headers);
  if (isEndless(headers)) return giveEndless(res, body, stopping);
  // Cut off in the middle: the browser's connection is cut too, because no status can say it any more.
  await pipeline(body, res).catch(() => res.destroy());
}

/** Those who listen come back by themselves; not all of them in the same instant. */
const farewellJitterMs = 250;

/** It would keep this process from stopping; told that it is over, the listener begins anew elsewhere. */
function giveEndless(res: ServerResponse, body: Readable, stopping: AbortSignal): Promise<void> {
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
