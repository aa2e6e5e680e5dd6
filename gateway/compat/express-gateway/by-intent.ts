import type { Case } from "./case.ts";
import type { Difference, Outcome } from "./compare.ts";

export type Around = { one: Case; theirs: Outcome; ours: Outcome };
export type Intent = {
  id: string;
  why: string;
  /** In every answer, and no news: named once below the table. */
  isEverywhere?: true;
  covers(difference: Difference, around: Around): boolean;
};

const onlyOurs = ({ theirs, ours }: Difference) => theirs === undefined && ours !== undefined;
const onlyTheirs = ({ theirs, ours }: Difference) => theirs !== undefined && ours === undefined;
const header = (side: "answer" | "sent", ...names: string[]) => {
  const at = new Set(names.map((name) => `${side}.header.${name}`));
  return (difference: Difference) => at.has(difference.at);
};
const statusOf = ({ answered }: Outcome) => ("status" in answered ? answered.status : 0);
const isRefused = (status: number) => status >= 400;

/** Each difference that is meant, with its reason. One that is never seen is no difference any more: it has to go. */
export const intents: readonly Intent[] = [
  {
    id: "request ids",
    why: "each request has an id and a trace, told to the service and in the answer; theirs sends eg-request-id to the service only",
    isEverywhere: true,
    covers: (one) =>
      (onlyOurs(one) &&
        (header("answer", "x-request-id")(one) || header("sent", "x-request-id", "traceparent")(one))) ||
      (onlyTheirs(one) && header("sent", "eg-request-id")(one)),
  },
  {
    id: "guarded answers",
    why: "nosniff on each answer, and no-store where the service says nothing: a cache must not keep what it was not told to",
    isEverywhere: true,
    covers: (one) => onlyOurs(one) && header("answer", "x-content-type-options", "cache-control")(one),
  },
  {
    id: "said to services",
    why: "services are told who asks (X-Forwarded-*), by whom it came (Via) and how long it is waited for, also where xfwd is not set",
    isEverywhere: true,
    covers: (one) =>
      onlyOurs(one) &&
      header(
        "sent",
        "x-forwarded-for",
        "x-forwarded-proto",
        "x-forwarded-host",
        "via",
        "x-siren-deadline-ms",
      )(one),
  },
  {
    id: "problem documents",
    why: "what the gateway itself refuses is told as application/problem+json with a code; theirs answers bare words",
    covers: (one, { theirs, ours }) =>
      isRefused(statusOf(ours)) &&
      isRefused(statusOf(theirs)) &&
      "headers" in ours.answered &&
      String(ours.answered.headers["content-type"]).startsWith("application/problem+json") &&
      (one.at === "answer.body" ||
        header(
          "answer",
          "content-type",
          "x-problem-code",
          "etag",
          "retry-after",
          "vary",
          "content-security-policy",
        )(one)),
  },
  {
    id: "credentials stay here",
    why: "what proves who asks (Authorization, cookies, keys and tokens in a header or the query) goes no further; request-transformer can send what a service needs",
    covers: (one, { one: { of } }) =>
      (onlyTheirs(one) && header("sent", "authorization", "cookie", "x-token", "x-key")(one)) ||
      (["jwt", "key-auth", "basic-auth", "authenticated", "anonymous"].includes(of) &&
        one.at === "sent.url" &&
        (one.theirs ?? "").replace(/([?&])(?:jwt|apiKey|k)=[^&]*&?/, "$1").replace(/[?&]$/, "") === one.ours),
  },
  {
    id: "consumers by name",
    why: "eg-consumer-id is the name that was proved, also of a token; theirs is an id of its own store, and a browser may forge it where nobody was proved",
    covers: (one) => header("sent", "eg-consumer-id")(one) && one.ours !== undefined,
  },
  {
    id: "anonymous is said to nobody",
    why: "theirs tells the browser eg-consumer-id: anonymous when passThrough let it by",
    covers: (one) => onlyTheirs(one) && one.theirs === "anonymous" && header("answer", "eg-consumer-id")(one),
  },
  {
    id: "asked how",
    why: "a 401 says in WWW-Authenticate what is wanted, as HTTP has it; theirs does not",
    covers: (one, { ours }) =>
      onlyOurs(one) && statusOf(ours) === 401 && header("answer", "www-authenticate")(one),
  },
  {
    id: "403 for scopes",
    why: "who is known and lacks a scope is told 403 by each policy; theirs says 401 after basic-auth",
    covers: (one, { one: { of } }) =>
      of === "basic-auth" && one.at === "answer.status" && one.theirs === "401" && one.ours === "403",
  },
  {
    id: "scopes of tokens",
    why: "a token has to hold the endpoint's scopes; theirs asks no token for any",
    covers: (_one, { one: { of, endpoint }, theirs, ours }) =>
      of === "jwt" && endpoint !== undefined && statusOf(theirs) === 200 && statusOf(ours) === 403,
  },
  {
    id: "standard limits",
    why: "RateLimit and RateLimit-Policy say what is left and until when, in place of X-RateLimit-Reset",
    covers: (one) =>
      (onlyOurs(one) && header("answer", "ratelimit", "ratelimit-policy")(one)) ||
      (onlyTheirs(one) && header("answer", "x-ratelimit-reset")(one)),
  },
  {
    id: "Vary is kept",
    why: "both what cors and what the service say of Vary holds; theirs drops its own, and a cache gives one site's permission to another",
    covers: (one, { one: { of } }) =>
      of === "cors" && header("answer", "vary")(one) && (one.ours ?? "").startsWith("Origin, "),
  },
  {
    id: "port in the host",
    why: "X-Forwarded-Host holds the port where there is one; X-Forwarded-Port is not sent",
    covers: (one) => onlyTheirs(one) && header("sent", "x-forwarded-port")(one),
  },
  {
    id: "where a turn begins",
    why: "round-robin begins anywhere, so that many gateways do not all begin with the same instance",
    covers: (one, { one: { name } }) =>
      name.includes("round-robin") && ["answer.body", "sent.from", "sent.header.host"].includes(one.at),
  },
  {
    id: "numbers as they were",
    why: "a body that is changed keeps long numbers digit by digit; theirs rounds them",
    covers: (one, { one: { of } }) =>
      of === "request-transformer" &&
      one.at === "sent.body" &&
      (one.ours ?? "").includes("12345678901234567890"),
  },
  {
    id: "JSON only",
    why: "a body that is to be changed and is no JSON is refused with 415; theirs changes forms too",
    covers: (_one, { one: { of }, theirs, ours }) =>
      of === "request-transformer" && statusOf(theirs) === 200 && statusOf(ours) === 415,
  },
  {
    id: "headers of answers",
    why: "response-transformer changes headers; theirs does nothing on this Node, since it sets a field that Node has dropped",
    covers: (one, { one: { of, name } }) =>
      of === "response-transformer" && name === "headers" && header("answer", "x-up", "x-by")(one),
  },
  {
    id: "an etag of other bytes",
    why: "a body that was changed has a weak ETag; theirs keeps the strong one of the bytes before",
    covers: (one, { one: { of } }) =>
      of === "response-transformer" && header("answer", "etag")(one) && one.ours === `W/${one.theirs}`,
  },
  {
    id: "asked plain",
    why: "an answer that is to be changed is asked for uncompressed; theirs passes a compressed one unchanged",
    covers: (one, { one: { of } }) =>
      of === "response-transformer" &&
      (header("sent", "accept-encoding")(one) ||
        (onlyTheirs(one) && header("answer", "content-encoding")(one))),
  },
  {
    id: "whole bodies",
    why: "a JSON answer is changed whole; theirs parses each part of it alone, so what comes in two parts keeps what was to be removed",
    covers: (one, { one: { of, name } }) =>
      of === "response-transformer" &&
      name.includes("parts") &&
      one.at === "answer.body" &&
      !(one.ours ?? "").includes("secret"),
  },
  {
    id: "one length",
    why: "theirs sends Content-Length and Transfer-Encoding both with a changed body of unknown length: no proper client reads that",
    covers: (_one, { one: { of }, theirs }) =>
      of === "response-transformer" &&
      "fault" in theirs.answered &&
      theirs.answered.fault.includes("Transfer-Encoding"),
  },
  {
    id: "bare redirects",
    why: "a redirect has no body and depends on nothing; theirs has a line of text",
    covers: (one, { one: { of }, ours }) =>
      of === "rewrite" &&
      statusOf(ours) === 302 &&
      (one.at === "answer.body" || header("answer", "vary", "content-type")(one)),
  },
  {
    id: "no etag of a fixed text",
    why: "what terminate says is not to be kept, so it has no ETag",
    isEverywhere: true,
    covers: (one, { ours, one: { steps } }) =>
      onlyTheirs(one) &&
      header("answer", "etag")(one) &&
      steps.includes("terminate") &&
      statusOf(ours) >= 400,
  },
];

/** What covers it; a difference that nothing covers is a fault. */
export const intentOf = (difference: Difference, around: Around): Intent | undefined =>
  intents.find((intent) => intent.covers(difference, around));
