import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import type { TestContext } from "node:test";
import { before, describe, test } from "node:test";
import { context, propagation } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import type { Handler } from "../test/balancing-world.ts";
import { balancerOf, handRegistry, instanceAt, startBackend } from "../test/balancing-world.ts";
import type { ServiceCall } from "./client.ts";
import { CallFailed, createServiceClient } from "./client.ts";
import { requestContextOf } from "./request-context.ts";
import { startTelemetry } from "./telemetry.ts";
import { until } from "./testing/until.ts";

type Who = { sub: string };

// Context and propagation are the process's: a neighbouring file may have put others in their place.
before(() => {
  startTelemetry("test");
  propagation.disable();
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});

async function world(t: TestContext, handler: Handler) {
  const backend = await startBackend(t, "menu:1", handler);
  const registry = { ...handRegistry(), selfId: () => "menu:self" };
  registry.put([instanceAt("menu:1", backend.port)]);
  const identity = { headerFor: async (aud: string, as?: Who) => `for ${aud} as ${as?.sub ?? "itself"}` };
  const client = createServiceClient<Who>({
    balancer: balancerOf(t, registry),
    registry,
    identity,
    now: Date.now,
  });
  return { backend, registry, client };
}

function call(over: Partial<ServiceCall<unknown, Who>> = {}): ServiceCall<unknown, Who> {
  return { service: "menu", method: "GET", path: "/stores", timeoutMs: 1_000, retry: "safe", ...over };
}

const json =
  (status: number, body: unknown, type = "application/json"): Handler =>
  (_, response) =>
    void response.writeHead(status, { "content-type": type }).end(JSON.stringify(body));

function failsAs(kind: CallFailed["kind"]) {
  return (fault: unknown) => fault instanceof CallFailed && fault.kind === kind;
}

/** A schema of one number, in the form of zod's. */
const onePrice = {
  safeParse(value: unknown) {
    const won = (value as { won?: unknown } | undefined)?.won;
    return typeof won === "number"
      ? ({ success: true, data: { won } } as const)
      : ({ success: false, error: { message: "won is no number" } } as const);
  },
};

describe("ServiceClient.call", () => {
  test("carries who is asking, for whom, the key, the trace and JSON", async (t) => {
    let met: IncomingHttpHeaders = {};
    const { client, backend } = await world(t, (incoming, response, body) => {
      met = incoming.headers;
      json(201, { got: body && JSON.parse(body) })(incoming, response, body);
    });
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const write = {
      method: "POST",
      retry: "keyed",
      key: "key-12345678",
      body: { a: "커피" },
      as: { sub: "m1" },
    } as const;
    const within = requestContextOf({ traceparent: `00-${traceId}-b7ad6b7169203331-01` }, {});
    const answer = await context.with(within, () => client.call(call(write)));
    assert.deepEqual([answer.ok, answer.status, answer.body], [true, 201, { got: { a: "커피" } }]);
    assert.equal(met["x-siren-identity"], "for menu as m1");
    assert.equal(met["idempotency-key"], "key-12345678");
    // The caller's trace, and in it the request's own span.
    assert.ok(within.traceparent.startsWith(`00-${traceId}-`));
    assert.equal(met.traceparent, within.traceparent);
    assert.equal(met["content-type"], "application/json");
    assert.equal(backend.seen.length, 1);
    await client.call(call());
    assert.equal(met["x-siren-identity"], "for menu as itself");
    assert.equal(met["idempotency-key"], undefined);
  });

  test("checks the answer by its schema", async (t) => {
    const { client, backend } = await world(t, json(200, { won: 4500, more: 1 }));
    const answer = await client.call({ ...call(), schema: onePrice });
    assert.deepEqual(answer.ok && answer.body.won, 4500);
    backend.handler = json(200, { won: "4500" });
    await assert.rejects(client.call({ ...call(), schema: onePrice }), failsAs("BAD_ANSWER"));
  });

  test("gives a refusal as a value, with its problem", async (t) => {
    const problem = { code: "SOLD_OUT" };
    const { client } = await world(t, json(409, problem, "application/problem+json"));
    const answer = await client.call({ ...call(), schema: onePrice });
    assert.deepEqual([answer.ok, answer.status, answer.body], [false, 409, problem]);
  });

  test("no body is undefined; what is no JSON is no answer, but a refusal without JSON is still one", async (t) => {
    const { client, backend } = await world(t, (_, response) => void response.writeHead(204).end());
    assert.equal((await client.call(call())).body, undefined);
    for (const rubbish of [
      (() => json(200, {}, "text/html"))(),
      ((_, response) =>
        void response.writeHead(200, { "content-type": "application/json" }).end("{")) as Handler,
    ]) {
      backend.handler = rubbish;
      await assert.rejects(client.call(call()), failsAs("BAD_ANSWER"));
    }
    backend.handler = (_, response) => void response.writeHead(404).end("<h1>");
    assert.deepEqual(await client.call(call()).then((answer) => [answer.status, answer.body]), [
      404,
      undefined,
    ]);
  });

  test("an answer that does not end is cut off at its size, at its time, and when the caller leaves", async (t) => {
    const { client } = await world(t, (incoming, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const writing = setInterval(() => response.write("x".repeat(incoming.url === "/fast" ? 10_000 : 1)), 1);
      response.on("close", () => clearInterval(writing));
    });
    await assert.rejects(client.call(call({ path: "/fast", maxAnswerBytes: 50_000 })), failsAs("BAD_ANSWER"));
    await assert.rejects(client.call(call({ timeoutMs: 150 })), failsAs("TIMEOUT"));
    const signal = AbortSignal.timeout(100);
    await assert.rejects(client.call(call({ timeoutMs: 5_000, signal })), failsAs("ABORTED"));
  });

  test("no answer in time, nobody there, cut off: each has its kind", async (t) => {
    const { client, backend, registry } = await world(t, () => {});
    await assert.rejects(client.call(call({ timeoutMs: 80 })), failsAs("TIMEOUT"));
    backend.handler = (_, response) => void response.socket?.resetAndDestroy();
    await assert.rejects(client.call(call({ method: "POST", retry: "never", body: {} })), failsAs("RESET"));
    backend.handler = (_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write("{");
      setTimeout(() => response.socket?.resetAndDestroy(), 5);
    };
    await assert.rejects(client.call(call()), failsAs("RESET"));
    registry.put([]);
    await assert.rejects(client.call(call()), failsAs("NO_INSTANCE"));
  });
});

describe("ServiceClient.each", () => {
  test("tells every instance but ourselves, and one that is dead keeps nobody", async (t) => {
    const { client, backend, registry } = await world(t, (_, response) => void response.writeHead(202).end());
    const other = await startBackend(t, "menu:2", (_, response) => void response.writeHead(202).end());
    const own = await startBackend(t, "menu:self", (_, response) => void response.end());
    const dead = await startBackend(t, "menu:dead", () => {});
    dead.close();
    registry.put([backend, other, own, dead].map(({ id, port }) => instanceAt(id, port)));
    const { retry: _, ...nudge } = call({
      method: "POST",
      path: "/internal/nudge",
      body: {},
      timeoutMs: 500,
    });
    const answers = await client.each(nudge);
    const told = answers.map((one) => [
      one.instance.id,
      "answer" in one ? one.answer.status : one.failed.kind,
    ]);
    assert.deepEqual(told, [
      ["menu:1", 202],
      ["menu:2", 202],
      ["menu:dead", "CONNECT"],
    ]);
    assert.equal(own.seen.length, 0);
    await until("nothing is left", () => backend.seen.length === 1);
  });
});
