import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Dispatched } from "@siren/chassis/balancing/dispatch";
import { headerOf, type RawHeaders, responseHeaders } from "@siren/chassis/balancing/headers";
import type { Answer } from "../policies/exchange.ts";

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
export async function passOn(res: ServerResponse, answer: Dispatched): Promise<void> {
  const whole = answer.takeWhole();
  if (!whole) return giveAnswer(res, answer);
  setHead(res, answer.status, answer.headers);
  // Text goes out in one piece with the headers; byte for byte the same in this encoding.
  if (whole.length <= mostAsText) res.end(whole.toString("latin1"), "latin1");
  else res.end(whole);
}

/** To the browser, as it streams in. */
export async function giveAnswer(res: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  setHead(res, status, headers);
  // Cut off in the middle: the browser's connection is cut too, because no status can say it any more.
  await pipeline(body, res).catch(() => res.destroy());
}
