import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import { startWorld } from "../../test/back-end-world.ts";
import { assertProblem, sendRaw } from "../../test/problem-of.ts";
import { CallFailed } from "../balancing/call-failed.ts";
import { route } from "./routes.ts";

const cup = z.strictObject({ size: z.enum(["tall", "grande"]), shots: z.int().check(z.gte(0), z.lte(4)) });

const routes = [
  route({
    method: "POST",
    path: "/cups",
    access: "anyone",
    body: cup,
    handle: async ({ body }) => ({ status: 201, body: { shots: body.shots } }),
  }),
  route({
    method: "PUT",
    path: "/cups/:id",
    access: "anyone",
    key: "required",
    params: z.strictObject({ id: z.string().check(z.regex(/^cup_\d+$/)) }),
    body: cup,
    handle: async ({ key, params }) => ({ status: 200, body: { key, id: params.id } }),
  }),
  route({
    method: "GET",
    path: "/cups",
    access: "anyone",
    query: z.strictObject({ limit: z.optional(z.string().check(z.regex(/^\d{1,3}$/))) }),
    handle: async ({ query }) => ({ status: 200, body: query }),
  }),
  route({
    method: "POST",
    path: "/cups/wash",
    access: "anyone",
    handle: async () => ({ status: 204 }),
  }),
  route({
    method: "GET",
    path: "/broken",
    access: "anyone",
    handle: async () => {
      throw new TypeError("cannot read secret-of-the-house");
    },
  }),
  route({
    method: "GET",
    path: "/refusing",
    access: "anyone",
    handle: async () => {
      throw new Refusal("STORE_AT_CAPACITY", "Come back soon", { retryAfterS: 7, waiting: 93 });
    },
  }),
  route({
    method: "POST",
    path: "/late",
    access: "anyone",
    handle: async () => {
      const refusal = new Refusal("OVERLOADED", "Not in time", { retryAfterS: 1 });
      throw Object.assign(new Error("a library was late"), { refusal });
    },
  }),
  route({
    method: "GET",
    path: "/upstream/:kind",
    access: "anyone",
    handle: async ({ req }) => {
      throw new CallFailed(req.params.kind as CallFailed["kind"], { service: "menu" });
    },
  }),
];

test("a request that is not as agreed", async (t) => {
  // One back end for all: that the last of these is still answered shows that none of them broke it.
  const world = await startWorld(t, { routes });

  const good = { size: "tall", shots: 1 };
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(world.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });

  await t.test("as agreed, it is answered", async () => {
    const answer = await send("POST", "/cups", good);
    assert.equal(answer.status, 201);
    assert.deepEqual(await answer.json(), { shots: 1 });
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.equal(answer.headers.get("x-powered-by"), null);
  });

  for (const [what, body] of Object.entries({
    "malformed JSON": '{"size":',
    "not an object": '"tall"',
    "an array": "[]",
    null: "null",
    "nothing at all": undefined,
    "an empty object": {},
    "a wrong type": { size: "tall", shots: "1" },
    "a number with a fraction": { size: "tall", shots: 0.5 },
    "a number beyond its bounds": { size: "tall", shots: 5 },
    "a word that is not offered": { size: "bucket", shots: 1 },
    "an unknown field": { ...good, price_krw: 1 },
    "a field of every object": `{"size":"tall","shots":1,"__proto__":{"admin":true}}`,
  })) {
    await t.test(`${what} in the body: 400`, async () => {
      await assertProblem(await send("POST", "/cups", body), "BAD_REQUEST");
    });
  }

  await t.test("what is wrong is named by its place, and what was sent is not repeated", async () => {
    const problem = await assertProblem(
      await send("POST", "/cups", { size: "s3cret", shots: 1 }),
      "BAD_REQUEST",
    );
    assert.match(String(problem.detail), /body\.size/);
    assert.doesNotMatch(JSON.stringify(problem), /s3cret/);
  });

  await t.test(
    "a fault that says itself what it is to whoever asked: that, and when to come back",
    async () => {
      const late = await send("POST", "/late");
      assert.equal(late.headers.get("retry-after"), "1");
      const { retryable, detail } = await assertProblem(late, "OVERLOADED");
      assert.deepEqual([retryable, detail], [true, "Not in time"]);
    },
  );

  await t.test("a body where none is expected: 400", async () => {
    await assertProblem(await send("POST", "/cups/wash", good), "BAD_REQUEST");
  });

  await t.test("a body of more than 64 kB: 413, told by its length or not", async () => {
    const large = JSON.stringify({ ...good, note: "x".repeat(70_000) });
    await assertProblem(await send("POST", "/cups", large), "PAYLOAD_TOO_LARGE");
    const streamed = await fetch(`${world.url}/cups`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Blob([large]).stream(),
      duplex: "half",
    } as RequestInit);
    await assertProblem(streamed, "PAYLOAD_TOO_LARGE");
  });

  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/jsonp",
  ]) {
    await t.test(`${type}: 415`, async () => {
      const answer = await send("POST", "/cups", good, { "content-type": type });
      await assertProblem(answer, "UNSUPPORTED_MEDIA_TYPE");
    });
  }

  await t.test("another charset or a packed body: 415", async () => {
    const strange: Record<string, string>[] = [
      { "content-type": "application/json; charset=ebcdic" },
      { "content-encoding": "rot13" },
      { "content-encoding": "gzip" },
    ];
    for (const headers of strange) {
      await assertProblem(await send("POST", "/cups", good, headers), "UNSUPPORTED_MEDIA_TYPE");
    }
  });

  await t.test("a write without its key: 428; with a key of no form: 400; with a key: answered", async () => {
    await assertProblem(await send("PUT", "/cups/cup_1", good), "KEY_REQUIRED");
    for (const key of ["short", "x".repeat(129), "with a space", "semi;colon"]) {
      await assertProblem(await send("PUT", "/cups/cup_1", good, { "idempotency-key": key }), "BAD_REQUEST");
    }
    const answer = await send("PUT", "/cups/cup_1", good, { "idempotency-key": "key-00000001" });
    assert.deepEqual(await answer.json(), { key: "key-00000001", id: "cup_1" });
  });

  await t.test("a path or a query of no form: 400", async () => {
    const key = { "idempotency-key": "key-00000001" };
    await assertProblem(await send("PUT", "/cups/mug_1", good, key), "BAD_REQUEST");
    await assertProblem(await send("PUT", "/cups/%E0%A4%A", good, key), "BAD_REQUEST");
    for (const query of ["limit=many", "limit=1&limit=2", "unknown=1", "limit[a]=1"]) {
      await assertProblem(await send("GET", `/cups?${query}`), "BAD_REQUEST");
    }
  });

  await t.test(
    "an unknown path: 404; a known one in another case or with another method: 404, 405 with Allow",
    async () => {
      await assertProblem(await send("GET", "/mugs"), "NOT_FOUND");
      await assertProblem(await send("GET", "/CUPS"), "NOT_FOUND");
      const answer = await send("DELETE", "/cups");
      assert.equal(answer.headers.get("allow"), "POST, GET, HEAD");
      await assertProblem(answer, "METHOD_NOT_ALLOWED");
    },
  );

  await t.test("a refusal carries its own members, and when to come back", async () => {
    const answer = await send("GET", "/refusing");
    assert.equal(answer.headers.get("retry-after"), "7");
    const problem = await assertProblem(answer, "STORE_AT_CAPACITY");
    assert.equal(problem.waiting, 93);
    assert.equal(problem.retryable, true);
  });

  await t.test("a fault of ours: 500 that shows nothing, and a log line that shows everything", async () => {
    const answer = await send("GET", "/broken", undefined, { "x-request-id": "req-broken-1" });
    const problem = await assertProblem(answer, "INTERNAL");
    assert.doesNotMatch(JSON.stringify(problem), /secret-of-the-house/);
    const line = world.lines.find((one) => one.event === "request.failed");
    assert.equal(line?.error, "cannot read secret-of-the-house");
    assert.equal(line?.requestId, "req-broken-1");
    assert.equal(line?.traceId, problem.traceId);
  });

  for (const [kind, code] of [
    ["NO_INSTANCE", "NO_INSTANCE"],
    ["BREAKER_OPEN", "BREAKER_OPEN"],
    ["OVERLOADED", "OVERLOADED"],
    ["TIMEOUT", "UPSTREAM_TIMEOUT"],
    ["CONNECT", "BAD_UPSTREAM"],
    ["RESET", "BAD_UPSTREAM"],
    ["BAD_ANSWER", "BAD_UPSTREAM"],
    ["BAD_REQUEST", "BAD_REQUEST"],
  ] as const) {
    await t.test(
      `a call to another service that ends in ${kind} and that nobody took care of: ${code}`,
      async () => {
        await assertProblem(await send("GET", `/upstream/${kind}`), code);
      },
    );
  }

  await t.test("what is no HTTP, or whose headers are too large, is answered and closed", async () => {
    assert.match(
      await sendRaw(world.url, "this is not HTTP\r\n\r\n"),
      /^HTTP\/1\.1 400 [\s\S]*"BAD_REQUEST"/,
    );
    const large = `GET /cups HTTP/1.1\r\nHost: x\r\nX-Much: ${"x".repeat(20_000)}\r\n\r\n`;
    assert.match(await sendRaw(world.url, large), /^HTTP\/1\.1 431 [\s\S]*"HEADERS_TOO_LARGE"/);
    const smuggled =
      "POST /cups HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert.match(await sendRaw(world.url, smuggled), /^HTTP\/1\.1 400 /);
  });

  await t.test("a request id of good form is kept, another is replaced", async () => {
    const kept = await send("GET", "/cups", undefined, { "x-request-id": "abc-123" });
    assert.equal(kept.headers.get("x-request-id"), "abc-123");
    const replaced = await send("GET", "/cups", undefined, { "x-request-id": '"}{injected' });
    assert.match(replaced.headers.get("x-request-id") ?? "", /^[0-9A-Z]{26}$/);
  });

  await t.test("after all of this it answers as before", async () => {
    assert.equal((await send("POST", "/cups", good)).status, 201);
  });
});
