import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { ROOT_CONTEXT, type Tracer, trace } from "@opentelemetry/api";
import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { startWorld } from "../test/back-end-world.ts";
import { freePort } from "./free-port.ts";
import { route } from "./http/routes.ts";
import type { Fields, Log } from "./log.ts";
import { until } from "./testing/until.ts";
import { CollectorLine } from "./tracing/collector-line.ts";
import { waiting } from "./tracing/record-spans.ts";

const routes = [
  route({
    ...{ method: "GET", path: "/cups/:id", access: "anyone" },
    handle: async () => ({ status: 200, body: {} }),
  }),
];

async function collector(t: TestContext, answer: RequestListener, port = 0) {
  let asked = 0;
  const server = createServer((req, res) => {
    asked += 1;
    req.on("error", () => undefined).resume();
    req.on("end", () => answer(req, res));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  t.after(close);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, port: (server.address() as AddressInfo).port, asked: () => asked, close };
}

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };

/** One span of a trace that is told of. */
function endOne(tracer: Tracer | undefined): void {
  const caller = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };
  tracer?.startSpan("one", {}, trace.setSpanContext(ROOT_CONTEXT, { ...caller, isRemote: true })).end();
}

function tracerInto(processor: SpanProcessor) {
  const provider = new TracerProvider({ spanProcessors: [processor] });
  return { tracer: provider.getTracer("test"), stop: () => provider.shutdown() };
}

/** As it is configured, but for a shorter patience. */
async function tellingWorld(t: TestContext, otlpEndpoint: string) {
  const world = await startWorld(t, { routes, config: { otlpEndpoint, otlpTimeoutMs: 300 } });
  const ask = async () => (await fetch(`${world.url}/cups/1`, { headers: { traceparent } })).status;
  const said = (event: string) => world.lines.filter((line) => line.event === `traces.${event}`);
  return { world, ask, said };
}

const troubles: [name: string, answer: RequestListener | undefined][] = [
  ["refuses", undefined],
  ["never answers", () => {}],
  ["answers 500", (_req, res) => void res.writeHead(500).end("no")],
  [
    "answers 503 and says when to come again",
    (_req, res) => void res.writeHead(503, { "retry-after": "60" }).end(),
  ],
];

for (const [name, answer] of troubles) {
  test(`with a collector that ${name}, requests are answered, the log has one line, and a stop is not held up`, async (t) => {
    const url = answer ? (await collector(t, answer)).url : `http://127.0.0.1:${await freePort()}`;
    const { world, ask, said } = await tellingWorld(t, url);
    await until("it is found to be away", async () => {
      assert.equal(await ask(), 200);
      return said("collector-away").length > 0;
    });
    // More than waits at once: what has no room is not told, and nobody waits for it.
    for (let i = 0; i < waiting.maxQueueSize + 500; i++) endOne(world.backEnd.tracing?.tracer);
    for (let i = 0; i < 20; i++) assert.equal(await ask(), 200);
    assert.equal(said("collector-away").length, 1);
    const stoppedAt = performance.now();
    await world.backEnd.stop();
    assert.ok(performance.now() - stoppedAt < 10_000);
    assert.equal(said("collector-away").length, 1);
  });
}

test("what has no room is lost at once and counted: each span is told or lost", async () => {
  const said: Record<string, unknown>[] = [];
  const asked: { spans: number; done: (result: ExportResult) => void }[] = [];
  let nowMs = 0;
  const log = { ...silent, info: (event: string, fields?: Fields) => void said.push({ event, ...fields }) };
  const line = new CollectorLine({
    ...{ log, now: () => nowMs, random: () => 0.5 },
    exporter: {
      export: (spans, done) => void asked.push({ spans: spans.length, done }),
      shutdown: async () => {},
    },
  });
  const batches = new BatchSpanProcessor({ exporter: line, ...waiting });
  const bounded = line.bounding(batches, waiting.maxQueueSize);
  const { tracer, stop } = tracerInto(bounded);
  // It takes one batch and says nothing of it; 2,048 wait behind that.
  for (let i = 0; i < 10_000; i++) endOne(tracer);
  assert.equal(asked.length, 1);
  asked[0]?.done({ code: ExportResultCode.FAILED });
  nowMs += 600_000;
  let told = 0;
  await until("all that waited is taken", async () => {
    const flushed = bounded.forceFlush();
    for (const { spans, done } of asked.splice(1)) {
      told += spans;
      done({ code: ExportResultCode.SUCCESS });
    }
    await flushed;
    return told >= waiting.maxQueueSize;
  });
  assert.equal(told, waiting.maxQueueSize);
  assert.deepEqual(said, [{ event: "traces.collector-back", lost: 10_000 - told }]);
  await stop();
});

test("one that comes back is told what happens from then on, and the log says how much is lost", async (t) => {
  const port = await freePort();
  const { ask, said } = await tellingWorld(t, `http://127.0.0.1:${port}`);
  await until("it is away", async () => (await ask()) === 200 && said("collector-away").length > 0);
  const back = await collector(t, (_req, res) => void res.writeHead(200).end(), port);
  await until("it is back", async () => (await ask()) === 200 && said("collector-back").length > 0);
  assert.ok(back.asked() > 0);
  assert.ok(Number(said("collector-back")[0]?.lost) > 0);
  assert.deepEqual([said("collector-away").length, said("collector-back").length], [1, 1]);
});

test("without one nothing is recorded, and what is sent on names its trace all the same", async (t) => {
  const world = await startWorld(t, { routes });
  assert.equal(world.backEnd.tracing, undefined);
  assert.equal((await fetch(`${world.url}/cups/1`, { headers: { traceparent } })).status, 200);
});
