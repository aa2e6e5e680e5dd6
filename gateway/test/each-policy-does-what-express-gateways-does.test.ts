import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Refusal } from "@siren/contracts/refusal";
import { createLimiter } from "../src/edge/limiter.ts";
import { corsAction, createCors } from "../src/policies/cors.ts";
import type { Answer } from "../src/policies/exchange.ts";
import { createLogPolicy, logAction } from "../src/policies/log.ts";
import { createRateLimit, rateLimitAction } from "../src/policies/rate-limit.ts";
import { createRequestTransformer, requestTransformerAction } from "../src/policies/request-transformer.ts";
import {
  createResponseTransformer,
  responseTransformerAction,
} from "../src/policies/response-transformer.ts";
import { createRewrite, rewriteAction } from "../src/policies/rewrite.ts";
import { createTerminate, terminateAction } from "../src/policies/terminate.ts";
import { proxyAction } from "../src/proxy/proxy-action.ts";
import { type Asked, fakeExchange } from "../src/testing/fake-exchange.ts";

type Schema = { safeParse(value: unknown): { error?: { issues: { message: string }[] } | undefined } };
const faultOf = (schema: Schema, action: unknown) =>
  schema
    .safeParse(action)
    .error?.issues.map(({ message }) => message)
    .join("; ") ?? "";
const isRefusal = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

const asksFrom = (origin: string, more: Asked = {}): Asked => ({
  ...more,
  headers: { origin, ...more.headers },
});
function cors(action: object, asked: Asked) {
  const fake = fakeExchange(asked);
  void fake.through(createCors(corsAction.parse(action)));
  return { ...fake, told: fake.res.told() };
}

test("cors tells one origin to everybody, and of a list the one that asks", () => {
  const any = cors({}, asksFrom("https://a.test"));
  assert.deepEqual([any.told, any.passed()], [{ "access-control-allow-origin": "*" }, 1]);
  const fixed = cors({ origin: "https://b.test" }, asksFrom("https://a.test"));
  assert.deepEqual(fixed.told, { "access-control-allow-origin": "https://b.test", vary: "Origin" });
  const listed = {
    origin: ["https://a.test", "https://b.test"],
    credentials: true,
    exposedHeaders: ["x-a", "x-b"],
  };
  const one = cors(listed, asksFrom("https://a.test"));
  assert.deepEqual(one.told, {
    "access-control-allow-origin": "https://a.test",
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "x-a,x-b",
    vary: "Origin",
  });
  assert.equal(one.exchange.isOriginNamed, true);
  const other = cors(listed, asksFrom("https://evil.test"));
  assert.deepEqual(
    [other.told["access-control-allow-origin"], other.exchange.isOriginNamed],
    [undefined, false],
  );
  assert.deepEqual(cors({ origin: false }, asksFrom("https://a.test")).told, {});
});

test("cors answers a preflight itself", () => {
  const asked = asksFrom("https://a.test", {
    method: "OPTIONS",
    headers: { "access-control-request-headers": "x-one, x-two" },
  });
  const { res, passed, told } = cors({ maxAge: 600, methods: "GET,PUT" }, asked);
  assert.deepEqual([res.statusCode, res.isEnded, passed()], [204, true, 0]);
  assert.deepEqual(told, {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET,PUT",
    "access-control-allow-headers": "x-one, x-two",
    "access-control-max-age": "600",
    vary: "Access-Control-Request-Headers",
    "content-length": "0",
  });
  const strict = cors({ allowedHeaders: ["x-one"], optionsSuccessStatus: 200 }, asked);
  assert.deepEqual([strict.res.statusCode, strict.told["access-control-allow-headers"]], [200, "x-one"]);
});

test("what a service says of cors or of Vary does not stand in place of ours", async () => {
  const fake = cors({ origin: ["https://a.test"] }, asksFrom("https://a.test"));
  const headers = ["Access-Control-Allow-Origin", "*", "Vary", "Accept", "x-a", "1"];
  const { headers: told } = await fake.answered({ status: 200, headers, body: Readable.from([]) });
  assert.deepEqual(told, ["x-a", "1", "vary", "Origin, Accept"]);
});

test("cors refuses what would open everything, or nothing", () => {
  assert.match(faultOf(corsAction, { credentials: true }), /each page that may read must be named/);
  assert.match(faultOf(corsAction, { origin: ["*"] }), /an origin is scheme, host and port/);
  assert.match(faultOf(corsAction, { origin: "https://a.test/" }), /an origin is/);
  assert.match(faultOf(corsAction, { allowedHeaders: "x y" }), /the name of no header/);
});

function limited(action: object) {
  let nowMs = 1_000;
  const policy = createRateLimit(rateLimitAction.parse(action), { limiter: createLimiter(() => nowMs) });
  return {
    wait: (ms: number) => {
      nowMs += ms;
    },
    async ask(asked: Asked = {}) {
      const fake = fakeExchange(asked);
      await fake.through(policy);
      return { ...fake, told: fake.res.told(), isLet: fake.passed() === 1 };
    },
  };
}

test("rate-limit lets so many pass in a time, says what is left, and slows nobody", async () => {
  const { ask, wait } = limited({ max: 2, windowMs: 10_000, message: "slowly" });
  const first = await ask();
  assert.equal(first.told["ratelimit-policy"], '"shop";q=2;w=10');
  assert.equal(first.told.ratelimit, '"shop";r=1;t=5');
  assert.deepEqual([first.told["x-ratelimit-limit"], first.told["x-ratelimit-remaining"]], ["2", "1"]);
  assert.ok((await ask()).isLet);
  const third = await ask();
  assert.deepEqual([third.isLet, third.res.statusCode, third.told["retry-after"]], [false, 429, "5"]);
  const said = JSON.parse(third.res.body ?? "");
  assert.deepEqual(
    [said.code, said.message, said.detail, said.status],
    ["TOO_MANY_REQUESTS", "slowly", "slowly", 429],
  );
  wait(5_000);
  assert.ok((await ask()).isLet, "it grows back");
});

test("rate-limit counts by its template, and by address whom it finds nothing about", async () => {
  const { ask } = limited({ rateLimitBy: "{header.x-user}", max: 1, statusCode: 503, headers: false });
  assert.ok((await ask({ headers: { "x-user": "a" } })).isLet);
  assert.ok((await ask({ headers: { "x-user": "b" } })).isLet);
  assert.ok((await ask()).isLet);
  const again = await ask({ headers: { "x-user": "a" } });
  assert.deepEqual([again.isLet, again.res.statusCode, again.told.ratelimit], [false, 503, undefined]);
  assert.ok((await ask({ headers: { "x-user": "a" }, route: { name: "other" } })).isLet, "another pipeline");
  assert.ok(!(await ask()).isLet);
  for (let i = 0; i < 9; i += 1) assert.ok((await limited({ max: 0 }).ask()).isLet, "0 is no limit");
});

test("rate-limit delays nobody in secret", () => {
  assert.match(faultOf(rateLimitAction, { delayMs: 1000 }), /nobody is slowed down in secret/);
  assert.equal(faultOf(rateLimitAction, { delayAfter: 0, delayMs: 0 }), "");
});

test("log writes its line, without what must be in no log", async () => {
  const lines: unknown[] = [];
  const backEnd = { log: { info: (event: string, fields: object) => lines.push({ event, ...fields }) } };
  const policy = createLogPolicy(logAction.parse({ message: "{method} {url}" }), { backEnd } as never);
  const fake = fakeExchange({ url: "/a?apiKey=k:s&page=2&access_token=t" });
  await fake.through(policy);
  const message = "GET /a?apiKey=***&page=2&access_token=***";
  assert.deepEqual(lines, [{ event: "pipeline.log", pipeline: "shop", message }]);
  for (const name of ["authorization", "Cookie"])
    assert.match(faultOf(logAction, { message: `{header.${name}|x}` }), /holds a secret/);
});

test("terminate ends there", async () => {
  const fake = fakeExchange();
  await fake.through(createTerminate(terminateAction.parse({ statusCode: 410, message: "gone" })));
  assert.deepEqual([fake.res.statusCode, fake.res.body, fake.passed()], [410, "gone", 0]);
  assert.deepEqual(terminateAction.parse({}), { statusCode: 400, message: "Terminated" });
});

async function requested(action: object, asked: Asked, body?: string) {
  const fake = fakeExchange({
    ...asked,
    headers: {
      ...(body !== undefined && { "content-type": "application/json", "content-length": `${body.length}` }),
      ...asked.headers,
    },
  });
  await fake.through(createRequestTransformer(requestTransformerAction.parse(action)));
  const { changes, extraHeaders } = fake.exchange;
  let sent = body === undefined ? undefined : Buffer.from(body);
  for (const change of changes?.bodies ?? []) sent = change(sent) as typeof sent;
  return { extraHeaders, without: [...(changes?.without ?? [])], body: sent?.toString() };
}

test("request-transformer adds and removes headers, by lookups", async () => {
  const action = {
    headers: { add: { "X-Who": "{claim.sub}", "x-q": "{query.q}", "x-n": 5 }, remove: ["X-Secret"] },
  };
  const asked = { url: "/?q=a%0d%0ax:y", claims: { sub: "mem_1" } };
  const { extraHeaders, without } = await requested(action, asked);
  assert.deepEqual(extraHeaders, { "x-who": "mem_1", "x-q": "a%0D%0Ax:y", "x-n": "5" });
  assert.deepEqual(without, ["x-secret"]);
});

test("request-transformer changes a JSON object and leaves what it does not name, number for number", async () => {
  const action = { body: { add: { by: "{header.x-user}", n: 5 }, remove: ["secret"] } };
  const asked = { method: "POST", headers: { "x-user": "mina" } };
  const { body } = await requested(action, asked, '{"id":12345678901234567890,"secret":1,"deep":{"n":1.0}}');
  assert.equal(body, '{"id":12345678901234567890,"deep":{"n":1.0},"by":"mina","n":5}');
  assert.equal((await requested(action, asked)).body, '{"by":"mina","n":5}', "none: begun");
  assert.equal((await requested(action, { ...asked, method: "GET" })).body, undefined);
  assert.equal((await requested({ body: { remove: ["a"] } }, asked)).body, undefined);
});

test("request-transformer lets nothing by that it cannot change", async () => {
  const action = { body: { remove: ["admin"] } };
  const post = { method: "POST" };
  const form = { ...post, headers: { "content-type": "application/x-www-form-urlencoded" } };
  await assert.rejects(async () => requested(action, form, "admin=1"), isRefusal("UNSUPPORTED_MEDIA_TYPE"));
  const zipped = { ...post, headers: { "content-encoding": "gzip" } };
  await assert.rejects(async () => requested(action, zipped, "x"), isRefusal("UNSUPPORTED_MEDIA_TYPE"));
  await assert.rejects(async () => requested(action, post, "[1]"), isRefusal("BAD_REQUEST"));
  await assert.rejects(async () => requested(action, post, "{"), isRefusal("BAD_REQUEST"));
});

test("transformers refuse what only the gateway may say, and what express-gateway would have run", () => {
  const headers = (add: object) => faultOf(requestTransformerAction, { headers: { add } });
  assert.match(headers({ "X-Siren-Identity": "x" }), /is said by the gateway itself/);
  assert.match(headers({ "content-length": 1 }), /belongs to one connection only/);
  assert.match(headers({ "a b": "x" }), /is the name of no header/);
  assert.match(headers({ x: "req.ip" }), /write \{ip\} in place of req\.ip/);
  assert.match(faultOf(requestTransformerAction, { body: { add: { n: "5" } } }), /write it without quotes/);
  assert.match(faultOf(requestTransformerAction, {}), /say what of headers or body changes/);
  assert.match(faultOf(responseTransformerAction, { headers: {} }), /say what is added or removed/);
});

async function answered(
  action: object,
  answer: Partial<Answer> & { said?: string | Buffer },
  asked: Asked = {},
) {
  const fake = fakeExchange(asked);
  await fake.through(createResponseTransformer(responseTransformerAction.parse(action)));
  const { status, headers, body } = await fake.answered({
    ...{ status: 200, headers: ["content-type", "application/json"] },
    body: Readable.from(answer.said === undefined ? [] : [Buffer.from(answer.said)]),
    ...answer,
  });
  return { status, headers, body: await text(body), exchange: fake.exchange };
}

test("response-transformer changes headers and a JSON object, with its length", async () => {
  const action = {
    headers: { add: { "x-by": "{route}" }, remove: ["server"] },
    body: { add: { ok: true }, remove: ["x"] },
  };
  const headers = [
    "Content-Type",
    "application/json",
    "Content-Length",
    "13",
    "ETag",
    '"1"',
    "Server",
    "s",
    "X-By",
    "y",
  ];
  const { headers: told, body, exchange } = await answered(action, { headers, said: '{"x":1,"y":2}' });
  assert.equal(body, '{"y":2,"ok":true}');
  assert.deepEqual(told, [
    "Content-Type",
    "application/json",
    "x-by",
    "shop",
    "etag",
    'W/"1"',
    "content-length",
    "17",
  ]);
  assert.equal(exchange.extraHeaders["accept-encoding"], "identity");
  assert.ok(exchange.changes?.without.has("range"));
});

test("response-transformer opens what was compressed all the same, however many parts it comes in", async () => {
  const zipped = gzipSync('{"x":1,"y":2}');
  const body = Readable.from([zipped.subarray(0, 5), zipped.subarray(5)]);
  const headers = ["content-type", "application/problem+json", "content-encoding", "gzip"];
  const { headers: told, body: said } = await answered({ body: { remove: ["x"] } }, { headers, body });
  assert.equal(said, '{"y":2}');
  assert.ok(!told.includes("content-encoding"));
});

test("response-transformer leaves alone what is no JSON object, and what has no body", async () => {
  const action = { body: { add: { ok: true } } };
  assert.equal((await answered(action, { said: "[1,2]" })).body, "[1,2]");
  const page = await answered(action, { headers: ["content-type", "text/html"], said: "<p>" });
  assert.equal(page.body, "<p>");
  const same = await answered(action, {
    status: 304,
    headers: ["etag", '"1"', "content-type", "application/json"],
  });
  assert.deepEqual([same.status, same.body, same.headers.includes('W/"1"')], [304, "", true]);
  const headers = ["content-type", "application/json", "content-length", "13"];
  const head = await answered(action, { headers }, { method: "HEAD" });
  assert.deepEqual([head.body, head.headers.includes("13")], ["", false]);
});

test("what a file wants removed does not get out because it cannot be found", async () => {
  const action = { body: { remove: ["secret"] }, maxBodyBytes: 1_024 };
  await assert.rejects(answered(action, { said: '{"secret":1' }), isRefusal("BAD_UPSTREAM"));
  await assert.rejects(
    answered(action, { said: `{"secret":"${"x".repeat(2_000)}"}` }),
    isRefusal("BAD_UPSTREAM"),
  );
  const headers = ["content-type", "application/json", "content-encoding", "x-own"];
  await assert.rejects(answered(action, { headers, said: "?" }), isRefusal("BAD_UPSTREAM"));
  const bomb = {
    headers: ["content-type", "application/json", "content-encoding", "gzip"],
    said: gzipSync(Buffer.alloc(1 << 20)),
  };
  await assert.rejects(answered(action, bomb), isRefusal("BAD_UPSTREAM"));
});

async function rewritten(action: object, asked: Asked, found?: object) {
  const fake = fakeExchange(asked);
  Object.assign(fake.exchange, { found });
  await fake.through(createRewrite(rewriteAction.parse(action)));
  const { path, isRewritten } = fake.exchange;
  return { ...fake, sent: isRewritten ? `${path.path}${path.query}` : undefined };
}

test("rewrite puts what the condition found into a new path, and keeps the query", async () => {
  const to = (rewrite: string, params: object, url = "/tina/5?x=1") =>
    rewritten({ rewrite }, { url }, { params });
  assert.equal((await to("/status/:code", { code: "5" })).sent, "/status/5?x=1");
  assert.equal((await to("/s?id=:code", { code: "5" })).sent, "/s?id=5&x=1");
  assert.equal((await to("/s/:a/:b?", { a: "a b" }, "/x")).sent, "/s/a%20b");
  assert.equal((await to("/s/:a/:b?", { a: "1", b: "2" }, "/x")).sent, "/s/1/2");
  await assert.rejects(to("/s/:none", {}), isRefusal("NOT_FOUND"));
  const own = await rewritten({ rewrite: "/v2/:id" }, { url: "/v1/7", route: { params: { id: "7" } } });
  assert.equal(own.sent, "/v2/7", "the endpoint's own path, where no condition found anything");
});

test("rewrite by a regular expression puts its groups in", async () => {
  const found = { expression: /^\/js\/(.*)$/ };
  assert.equal(
    (await rewritten({ rewrite: "/src/js/$1" }, { url: "/js/a/b.js?v=1" }, found)).sent,
    "/src/js/a/b.js?v=1",
  );
});

test("rewrite redirects when it is told to, and never elsewhere than it says", async () => {
  const go = await rewritten(
    { rewrite: "/status/:code", redirect: 302 },
    { url: "/t/5?x=1" },
    { params: { code: "5" } },
  );
  assert.deepEqual([go.res.statusCode, go.res.told().location, go.passed()], [302, "/status/5?x=1", 0]);
  const elsewhere = rewritten(
    { rewrite: "/$1", redirect: 302 },
    { url: "/go/x" },
    { expression: /^\/go\/(.*)$/ },
  );
  assert.equal((await elsewhere).res.told().location, "/x");
  const hostile = async (rewrite: string, params: object) =>
    rewritten({ rewrite }, { url: "/x" }, { params });
  await assert.rejects(async () => hostile("/:a", { a: "/evil.test" }), isRefusal("BAD_REQUEST"));
  await assert.rejects(async () => hostile("/:a", { a: ".." }), isRefusal("BAD_REQUEST"));
  await assert.rejects(async () => hostile("/:a/feed", { a: "internal" }), isRefusal("NOT_FOUND"));
  for (const to of ["//evil.test", "evil.test", "https://:host/x", "/\\evil"])
    assert.match(faultOf(rewriteAction, { rewrite: to, redirect: 302 }), /begins with one slash/, to);
});

test("each option of http-proxy that is not carried is refused by name, with what to do instead", () => {
  const said = (more: object) => faultOf(proxyAction, { serviceEndpoint: "menu", ...more });
  assert.equal(
    said({ changeOrigin: true, stripPath: true, ignorePath: false, prependPath: true, xfwd: false }),
    "",
  );
  assert.equal(said({ followRedirects: false, secure: true }), "");
  assert.match(said({ secure: false }), /certificates of services are always checked/);
  assert.match(said({ proxyTimeout: 5 }), /write timeoutMs/);
  assert.match(said({ auth: "u:p" }), /request-transformer/);
  assert.match(
    said({ autoRewrite: true, proxyUrl: "http://x" }),
    /redirects pass .*; services are reached straight/,
  );
  assert.match(said({ changeOrigins: true }), /Unrecognized key/);
});
