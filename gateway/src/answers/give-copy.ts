import { Readable } from "node:stream";
import { headerOf } from "@siren/chassis/balancing/headers";
import type { Answer, Exchange } from "../policies/exchange.ts";
import { giveAnswer, giveWhole, reshaped } from "../proxy/give-answer.ts";
import type { Copy } from "./copies.ts";
import type { Whole } from "./fetch-for.ts";
import { isKnownBy } from "./keepable.ts";

/** From memory, with what the policies before have to change in it. */
export async function give(exchange: Exchange, { status, headers, body }: Whole): Promise<void> {
  const { req, res, reshapes, backEnd } = exchange;
  if (reshapes.length === 0) return giveWhole(res, status, headers, body);
  const stream = Readable.from(req.method === "HEAD" || body.length === 0 ? [] : [body]);
  // Whoever changes it decides by how long it is.
  const isTold = body.length === 0 || headerOf(headers, "content-length") !== undefined;
  const told = isTold ? headers : [...headers, "content-length", String(body.length)];
  await giveAnswer(res, await reshaped({ status, headers: told, body: stream }, exchange), backEnd.stopping);
}

const leftOutOf304 = new Set(["content-length", "content-type", "content-encoding"]);

/** A copy, or "you have it already". */
export function giveCopy(exchange: Exchange, copy: Copy, also: readonly string[] = []): Promise<void> {
  const headers = [...copy.headers, ...also];
  if (!isKnownBy(exchange.req.headers["if-none-match"], copy.etag))
    return give(exchange, { status: 200, headers, body: copy.body });
  const kept = headers.filter(
    (_, index) => !leftOutOf304.has(headers[index - (index % 2)]?.toLowerCase() ?? ""),
  );
  return give(exchange, { status: 304, headers: kept, body: Buffer.alloc(0) });
}

/**
 * A browser that kept what it is told of this answer's age would say so of the next one, too: what a 304 does not
 * repeat stays as it was.
 */
export const forThisOnce = (copy: Copy): Copy => {
  const isOther = (_: string, index: number) =>
    copy.headers[index - (index % 2)]?.toLowerCase() !== "cache-control";
  return { ...copy, headers: [...copy.headers.filter(isOther), "cache-control", "no-store"] };
};

export const ageOf = (copy: Copy, nowMs: number) => [
  "age",
  String(Math.max(0, Math.floor((nowMs - copy.atMs) / 1_000))),
];

/** As it streams in: not kept, and given to one alone. */
export async function giveStream(exchange: Exchange, stream: Answer): Promise<void> {
  const answer = exchange.reshapes.length === 0 ? stream : await reshaped(stream, exchange);
  return giveAnswer(exchange.res, answer, exchange.backEnd.stopping);
}
