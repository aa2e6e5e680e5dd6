import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { inTraceOf, type Step } from "../messaging/trace-of.ts";
import { startTelemetry } from "../telemetry.ts";
import { seededChance } from "../testing/seeded-chance.ts";
import { KeepFailed } from "./keep-failed.ts";
import { noteException } from "./note-exception.ts";
import { pageSpan } from "./page-span.ts";
import { createSampler } from "./sampling.ts";
import type { Tracing } from "./tracing.ts";

// Whose spans they are is read from `traceparent`.
before(() => {
  startTelemetry("test");
  propagation.disable();
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});

const { next: random } = seededChance(20_261_122);
const hex = (digits: number) =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");

function teller(given: { ratio: number; isEdge: boolean; now?: () => number }) {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    sampler: createSampler({ now: () => 0, random, ...given }),
    spanProcessors: [new KeepFailed(new SimpleSpanProcessor({ exporter }))],
  });
  const tracer = provider.getTracer("test");
  return {
    tracer,
    told: () => exporter.getFinishedSpans().map(({ name }) => name),
    spans: () => exporter.getFinishedSpans(),
    /** A request, perhaps with a caller's trace. */
    asked(name: string, caller?: { traceId?: string; traceFlags: number }): Span {
      const remote = caller && { traceId: hex(32), spanId: hex(16), isRemote: true, ...caller };
      const parent = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
      return tracer.startSpan(name, { kind: SpanKind.SERVER }, parent);
    },
    step: (of: Span, name: string, kind = SpanKind.CLIENT): Span =>
      tracer.startSpan(name, { kind }, trace.setSpan(context.active(), of)),
  };
}

const failed = (span: Span) => span.setStatus({ code: SpanStatusCode.ERROR }).end();
const isSampled = (span: Span) => (span.spanContext().traceFlags & 1) === 1;

test("of what begins at the edge about the share is told, and the same trace by each process alike", () => {
  const edge = teller({ ratio: 0.25, isEdge: true });
  const begun = Array.from({ length: 4_000 }, () => edge.asked("begun"));
  const share = begun.filter(isSampled).length / begun.length;
  assert.ok(share > 0.2 && share < 0.3, `${share} were told`);
  // Another gateway would have decided the same of each.
  const other = createSampler({ ratio: 0.25, isEdge: true, now: () => 0, random });
  for (const span of begun.slice(0, 200)) {
    const { traceId } = span.spanContext();
    const { decision } = other.shouldSample(ROOT_CONTEXT, traceId, "", SpanKind.SERVER, {}, []);
    assert.equal(decision === 2, isSampled(span));
  }
  const inside = teller({ ratio: 0.25, isEdge: false });
  for (const traceFlags of [0, 1])
    assert.equal(isSampled(inside.asked("x", { traceFlags })), traceFlags === 1);
  // Nothing begins inside: a feed that is read is nobody's request.
  assert.ok(!Array.from({ length: 100 }, () => inside.asked("poll")).some(isSampled));
});

test("a caller's ids are kept, and neither the wish nor a chosen id has all of them told", () => {
  let nowMs = 0;
  const edge = teller({ ratio: 0.01, isEdge: true, now: () => nowMs });
  const traceId = `${"0".repeat(31)}1`;
  const wished = Array.from({ length: 1_000 }, () => edge.asked("wished", { traceId, traceFlags: 1 }));
  assert.ok(wished.every((span) => span.spanContext().traceId === traceId));
  const told = wished.filter(isSampled).length;
  assert.ok(told >= 20 && told < 60, `${told} of 1000 at one moment were told`);
  nowMs += 5_000;
  const later = Array.from({ length: 100 }, () => edge.asked("wished", { traceFlags: 1 })).filter(isSampled);
  assert.ok(later.length >= 10 && later.length < 20, `${later.length} more 5 s later`);
  // By its id alone this one would always be chosen.
  const lucky = Array.from({ length: 1_000 }, () => edge.asked("lucky", { traceId, traceFlags: 0 }));
  assert.ok(lucky.filter(isSampled).length < 40);
  const off = teller({ ratio: 0, isEdge: true });
  assert.ok(!Array.from({ length: 100 }, () => off.asked("wished", { traceFlags: 1 })).some(isSampled));
});

test("what was not chosen is told after all when it fails, whole, and is told to be so", () => {
  const edge = teller({ ratio: 0, isEdge: true });
  const fine = edge.asked("fine");
  failed(edge.step(fine, "tried in vain"));
  edge.step(fine, "tried elsewhere").end();
  fine.end();
  assert.deepEqual(edge.told(), []);
  const bad = edge.asked("bad");
  edge.step(edge.step(bad, "asks"), "deeper", SpanKind.PRODUCER).end();
  failed(edge.step(bad, "asks again"));
  failed(bad);
  assert.deepEqual(edge.told(), ["deeper", "asks again", "bad"]);
  assert.ok(edge.spans().every((span) => span.attributes["siren.kept"] === "failed"));
  assert.ok(edge.spans().every((span) => span.spanContext().traceFlags === 1));
  // What it goes on to say to others stays what it was.
  assert.equal(isSampled(bad), false);
});

test("what ends after its request is told by how that ended, and a failure in any case", () => {
  const edge = teller({ ratio: 0, isEdge: true });
  const [bad, fine] = [edge.asked("bad"), edge.asked("fine")];
  const late = [edge.step(bad, "late"), edge.step(fine, "late and fine"), edge.step(fine, "late and failed")];
  failed(bad);
  fine.end();
  late[0]?.end();
  late[1]?.end();
  failed(late[2] as Span);
  assert.deepEqual(edge.told(), ["bad", "late", "late and failed"]);
});

test("a request with very many steps holds a bounded number of them", () => {
  const edge = teller({ ratio: 0, isEdge: true });
  const bad = edge.asked("bad");
  for (let i = 0; i < 1_000; i++) edge.step(bad, "step").end();
  failed(bad);
  assert.equal(edge.told().length, 33);
});

test("each try of one tap is told below the first one", () => {
  const edge = teller({ ratio: 1, isEdge: true });
  edge.asked("POST order", { traceFlags: 0 }).end();
  const asked = edge.spans()[0];
  assert.ok(asked);
  const first = pageSpan({ name: "client" }, asked);
  const again = pageSpan({ name: "client", firstTry: "00f067aa0ba902b7" }, asked);
  assert.deepEqual([first?.name, first?.parentSpanContext], ["client page asks", undefined]);
  assert.equal(again?.spanContext().spanId, asked.parentSpanContext?.spanId);
  const { traceId, spanId } = again?.parentSpanContext ?? {};
  assert.deepEqual([traceId, spanId], [asked.spanContext().traceId, "00f067aa0ba902b7"]);
});

test("of an exception its name and code are told, and nothing that somebody wrote", () => {
  const edge = teller({ ratio: 1, isEdge: true });
  const address = "mina@example.test";
  const twice = Object.assign(new Error(`E11000 duplicate key { email: "${address}" }`), {
    ...{ name: "MongoServerError", code: 11_000, keyValue: { email: address } },
  });
  const gone = Object.assign(new Error(address), { code: "ECONNRESET" });
  const odd = Object.assign(new Error(address), { name: `for ${address}`, code: `for ${address}` });
  for (const thrown of [twice, gone, odd, address]) {
    const span = edge.asked("x");
    noteException(span, thrown);
    span.end();
  }
  noteException(undefined, twice);
  const told = edge.spans().map(({ events }) => events.map(({ name, attributes }) => ({ name, attributes })));
  const exception = (type: string, code?: string) => [
    { name: "exception", attributes: { "exception.type": type, ...(code && { "siren.error_code": code }) } },
  ];
  assert.deepEqual(told, [
    exception("MongoServerError", "11000"),
    exception("Error", "ECONNRESET"),
    exception("Error"),
    [],
  ]);
});

test("a step that is begun again because it met another one has not failed", async () => {
  const edge = teller({ ratio: 1, isEdge: false });
  const tracing: Tracing = { tracer: edge.tracer, tellOfPage: () => {}, stop: async () => {} };
  const conflict = new Error("write conflict");
  const step = (name: string): Step => ({
    ...{ tracing, name, kind: "takes", isRepeated: (error) => error === conflict },
  });
  const from = `00-${hex(32)}-${hex(16)}-01`;
  for (const [name, error] of [
    ["met", conflict],
    ["broken", new Error("broken")],
  ] as const)
    await assert.rejects(inTraceOf(from, () => Promise.reject(error), step(name)));
  const told = edge.spans().map(({ name, status, attributes }) => [name, status.code, attributes]);
  assert.deepEqual(told, [
    ["met", SpanStatusCode.UNSET, { "siren.repeated": true }],
    ["broken", SpanStatusCode.ERROR, {}],
  ]);
});
