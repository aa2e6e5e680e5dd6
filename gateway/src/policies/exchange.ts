import type { Readable } from "node:stream";
import type { BackEnd } from "@siren/chassis/back-end";
import type { RawHeaders } from "@siren/chassis/balancing/headers";
import type { Leaving } from "@siren/chassis/balancing/leaving";
import type { Caller } from "@siren/chassis/identity/caller";
import type { EdgeRequest, EdgeResponse } from "../edge/edge-response.ts";
import type { Whence } from "../edge/whence.ts";
import type { MatchedRoute } from "../routing/route-table.ts";
import type { SafePath } from "../routing/safe-path.ts";

/** What a service answered, before its first byte goes out. */
export type Answer = { status: number; headers: RawHeaders; body: Readable };

/** The same under other headers. Spread, an answer would leave its body behind: that is made for whoever asks for it. */
export const withHeaders = ({ status, body }: Answer, headers: RawHeaders): Answer => ({
  status,
  headers,
  body,
});

/**
 * Changes an answer, or gives it back as it came. Whoever gives another body gives the length up or sets it anew, and
 * leaves alone what has no body: the answer to a HEAD, 204 and 304.
 */
export type Reshape = (answer: Answer) => Answer | Promise<Answer>;

/** Takes the answer in the browser's place, for a copy that several may be given. */
export type Taker = {
  take(answer: Answer): void | Promise<void>;
  /** Ends the request, instead of the browser's leaving. */
  signal: AbortSignal;
  /** What this browser asked for that the others did not, by names in lower case. */
  withheld: ReadonlySet<string>;
};

/** What is known of the asker, by name: a token's claims, or what a credential's line says. */
export type Claims = Readonly<Record<string, unknown>>;

/** How what is sent on differs from what came. */
export type Changes = {
  /** Headers of the browser that are not sent on, in lower case. */
  without: Set<string>;
  /** Applied in turn to the body. */
  bodies: ((given: Buffer | undefined) => Buffer | undefined)[];
};

/** One request on its way through a pipeline: what the policies before have found out, for those after. */
export type Exchange = {
  req: EdgeRequest;
  res: EdgeResponse;
  /** Told when the browser is gone before its answer is out. */
  left?: Leaving;
  /** What the service is told of the trace. */
  traceparent?: string;
  /** As it was asked for, until a policy puts another in its place. */
  path: SafePath;
  /** What the condition of this step found in the path, for a rewriting that goes by it. */
  found: { params?: Readonly<Record<string, string>>; expression?: RegExp } | undefined;
  /** The path was put in place by a policy, and is what the service sees, whole. */
  isRewritten: boolean;
  route: MatchedRoute;
  backEnd: BackEnd;
  from: Whence;
  /** How we name ourselves in Via. */
  viaName: string;
  /** Of Siren's own: a member, a guest, or nobody that we know. */
  caller: Caller;
  /** By what name somebody is known who proved it by a foreign token, a key or a password: no member of ours. */
  foreign: string | undefined;
  /** Of whoever asks, by whichever policy proved it; a guest has a `sub` too. */
  claims: Claims | undefined;
  /** Somebody proved who they are: what the conditions `authenticated` and `anonymous` ask. */
  isKnown: boolean;
  /** Of those that the route asks for, all were found. */
  hasScopes: boolean;
  /** The page that asks belongs to an origin that the route's own `cors` names. */
  isOriginNamed: boolean;
  /** Set on the request to the service, beside what the browser sent. */
  extraHeaders: Record<string, string>;
  /** What was sent, when a policy had to read it before it is sent on; see `bodyOf`. */
  body: Buffer | undefined | "unread";
  changes: Changes | undefined;
  /** Applied in turn to what the service answered. With none of them the answer passes as it came. */
  reshapes: Reshape[];
  taker?: Taker;
};

/** Nobody is told from others: what is shown to one may be shown to all. */
export const isAnonymous = ({ caller, foreign }: Pick<Exchange, "caller" | "foreign">): boolean =>
  caller.kind === "anonymous" && foreign === undefined;

export function changesOf(exchange: Exchange): Changes {
  exchange.changes ??= { without: new Set(), bodies: [] };
  return exchange.changes;
}

/**
 * A policy passes on by calling `next`, with another exchange where what follows is not for this browser alone. One
 * that has nothing to do after the others says what it does before them as `first`, too: then it is not called as a
 * link of a chain, and costs no promise where it waits for nothing.
 */
export type Policy = {
  (exchange: Exchange, next: Next): Promise<void>;
  first?: First;
};
export type First = (exchange: Exchange) => void | Promise<void>;
export type Next = (other?: Exchange) => Promise<void>;

/** The policy of one that only does something before the others. */
export function beforeOthers(first: First): Policy {
  const policy: Policy = (exchange, next) => {
    const going = first(exchange);
    return going ? going.then(() => next()) : next();
  };
  policy.first = first;
  return policy;
}

/** Nothing to wait for is no promise. */
export function runPipeline(
  policies: readonly Policy[],
  exchange: Exchange,
  from = 0,
): Promise<void> | undefined {
  for (let at = from; at < policies.length; at++) {
    const policy = policies[at] as Policy;
    if (policy.first === undefined)
      return policy(
        exchange,
        (other = exchange) => runPipeline(policies, other, at + 1) ?? Promise.resolve(),
      );
    const going = policy.first(exchange);
    if (going) return going.then(() => runPipeline(policies, exchange, at + 1));
  }
  return undefined;
}
