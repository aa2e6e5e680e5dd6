import type { IncomingHttpHeaders } from "node:http";
import { headerOf, type RawHeaders } from "@siren/chassis/balancing/headers";
import { Refusal } from "@siren/contracts/refusal";
import { type Answer, type Exchange, isAnonymous, type Next } from "../policies/exchange.ts";
import type { LastGoodAction } from "../policies/last-good-action.ts";
import type { Copy } from "./copies.ts";
import { isKnownBy, keepable, varyNames } from "./keepable.ts";
import { readWhole } from "./read-whole.ts";

export type Whole = { status: number; headers: RawHeaders; body: Buffer };

/** One of the three: what may be kept; what is whole but for the asker only; or what has to be streamed. */
export type Loaded = {
  copy?: Copy;
  whole?: Whole;
  stream?: Answer;
  /** As the first who asked for it asked. */
  asked: IncomingHttpHeaders;
};

/** Said by one browser about its own copy; ours is spoken of instead. */
const ownConditions = new Set([
  ...["if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "range"],
]);

/** Of this one answer, and not of what it says. */
const notKept = new Set([
  ...["x-request-id", "date", "age", "server-timing", "traceparent", "retry-after"],
  ...["ratelimit", "ratelimit-policy"],
]);

/** Of the bytes that we keep, whoever made them so. */
const ofItsForm = new Set(["content-length", "content-encoding", "etag", "vary"]);

/** A service that sends slower than this streams, and its answer is passed on as it comes. */
const bodyWithinMs = 1_000;

const keptHeaders = (headers: RawHeaders): string[] =>
  headers.filter((_, index) => !notKept.has(headers[index - (index % 2)]?.toLowerCase() ?? ""));

type How = {
  action: LastGoodAction;
  signal: AbortSignal;
  copy: Copy | undefined;
  change: number;
  asked: IncomingHttpHeaders;
};

/** Asks the service as this browser would, but for all who may have the answer, and with our own copy's tag. */
export async function fetchFor(exchange: Exchange, next: Next, how: How): Promise<Loaded> {
  const { action, copy, change, asked } = how;
  const { backEnd } = exchange;
  const askedAtMs = backEnd.now();
  let taken: Loaded = { asked };

  function keptOf(status: number, headers: RawHeaders, body: Buffer): Copy | undefined {
    const may = keepable(status, headers, isAnonymous(exchange));
    if (!may) return undefined;
    return {
      ...may,
      freshMs: Math.min(may.freshMs, action.mostFreshMs),
      headers: keptHeaders(headers),
      etag: headerOf(headers, "etag"),
      body,
      vary: varyNames(headers),
      atMs: askedAtMs,
      change,
      isDoubted: false,
    };
  }

  async function take(answer: Answer): Promise<void> {
    const { status, headers } = answer;
    if (status === 304) {
      answer.body.destroy();
      taken = { asked, copy: confirmed(headers) };
      return;
    }
    const read = await readWhole(answer, { mostBytes: action.mostAnswerBytes, withinMs: bodyWithinMs });
    if (!Buffer.isBuffer(read)) taken = { asked, stream: read };
    else {
      const kept = keptOf(status, headers, read);
      taken = { asked, ...(kept ? { copy: kept } : { whole: { status, headers, body: read } }) };
    }
  }

  /** The service has just said so: the copy is as good as if it had been sent again. */
  function confirmed(headers: RawHeaders): Copy {
    const tag = headerOf(headers, "etag");
    if (!copy || (tag !== undefined && !isKnownBy(tag, copy.etag))) throw new Refusal("BAD_UPSTREAM");
    // What it does not repeat still counts; and it tells nothing of the form in which we have it.
    const repeated = new Set(headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
    for (const name of ofItsForm) repeated.delete(name);
    const nameAt = (all: RawHeaders, index: number) => all[index - (index % 2)]?.toLowerCase() ?? "";
    const still = copy.headers.filter((_, index) => !repeated.has(nameAt(copy.headers, index)));
    const merged = [...still, ...headers.filter((_, index) => !ofItsForm.has(nameAt(headers, index)))];
    return (
      keptOf(200, merged, copy.body) ?? { ...copy, atMs: askedAtMs, change, isDoubted: false, freshMs: 0 }
    );
  }

  const extraHeaders = { ...exchange.extraHeaders };
  if (copy?.etag !== undefined) extraHeaders["if-none-match"] = copy.etag;
  const taker = { take, signal: how.signal, withheld: ownConditions };
  await next({ ...exchange, reshapes: [], extraHeaders, taker });
  return taken;
}
