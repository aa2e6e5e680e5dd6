import assert from "node:assert/strict";
import { before, test } from "node:test";
import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { inThisTrace, traceHeadersNow, traceparentNow } from "../messaging/trace-of.ts";
import type { Instance } from "../registry/port.ts";
import { requestContextOf } from "../request-context.ts";
import { startTelemetry } from "../telemetry.ts";
import { tellTrace } from "./call-span.ts";
import { callerTrace, pageIn } from "./caller-trace.ts";

// Context and propagation are the process's: a neighbouring file may have put others in their place.
before(() => {
  startTelemetry("test");
  propagation.disable();
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const w3c = `00-${traceId}-00f067aa0ba902b7-01`;
const uber = "6f1c2a3b4d5e6f70:1a2b3c4d5e6f7081:0:1";
const short = "00000000000000006f1c2a3b4d5e6f70";
const found = (carrier: Record<string, unknown>) => callerTrace(ROOT_CONTEXT, carrier)?.traceId;

test("W3C's header is believed first, Jaeger's where that says nothing, and malformed ones are none", () => {
  assert.equal(found({ traceparent: w3c }), traceId);
  assert.equal(found({ "uber-trace-id": uber }), short);
  assert.equal(found({ traceparent: w3c, "uber-trace-id": uber }), traceId);
  for (const traceparent of [
    "",
    "garbage",
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `ff${w3c.slice(2)}`,
  ]) {
    assert.equal(found({ traceparent, "uber-trace-id": uber }), short, traceparent);
    assert.equal(found({ traceparent, "uber-trace-id": "garbage" }), undefined, traceparent);
  }
  const own = requestContextOf({ "uber-trace-id": uber }, {});
  assert.match(own.traceparent, new RegExp(`^00-${short}-(?!1a2b3c4d5e6f7081)[0-9a-f]{16}-01$`));
});

test("only our own entry of a state is read, and only a page of ours", () => {
  const said = ["siren=client", "a=1,siren=admin", " siren=client ,b=2", "siren=client,siren=admin"];
  assert.deepEqual(
    said.map((state) => pageIn(state)?.name),
    ["client", "admin", "client", "client"],
  );
  const firstTry = "00f067aa0ba902b7";
  assert.deepEqual(pageIn(`a=1,siren=admin:${firstTry},b=2`), { name: "admin", firstTry });
  const strange = [
    "",
    "siren=",
    "siren=boss",
    "xsiren=client",
    "siren=clients",
    "siren=client;x",
    "siren=client:",
    "siren=client:0000000000000000",
    "siren=client:00f067aa0ba902b",
    "siren=client:00f067aa0ba902b7f",
    "siren=client:00F067AA0BA902B7",
    undefined,
    7,
  ];
  assert.deepEqual(
    [...strange, ["siren=client"], `${"a".repeat(600)},siren=client`].map(pageIn),
    Array(15).fill(undefined),
  );
});

test("an instance of ours is told in W3C's words, somebody in no registry in Jaeger's too", () => {
  const at = { host: "127.0.0.1", port: 1, status: "UP", metadata: {} } as const;
  const ours: Instance = { id: "x", service: "x", ...at };
  const theirs: Instance = { ...ours, url: { scheme: "http", path: "" } };
  context.with(requestContextOf({ traceparent: w3c }, {}), () => {
    const told = ["traceparent", "before", "accept", "*/*"];
    tellTrace(told, undefined, ours);
    assert.deepEqual(told, ["traceparent", "before", "accept", "*/*"]);
    const call = { traceId: short, spanId: "1a2b3c4d5e6f7081", traceFlags: 1 };
    tellTrace(told, { at: call, end: () => {} }, theirs);
    const told64 = `00-${short}-1a2b3c4d5e6f7081-01`;
    assert.deepEqual(told, ["traceparent", told64, "accept", "*/*", "uber-trace-id", uber]);
    const fresh: string[] = [];
    tellTrace(fresh, undefined, theirs);
    assert.equal(fresh[0], "uber-trace-id");
    assert.match(fresh[1] ?? "", new RegExp(`^${traceId}:[0-9a-f]{16}:0:1$`));
    assert.deepEqual(Object.keys(traceHeadersNow()), ["traceparent", "uber-trace-id"]);
  });
  assert.deepEqual(traceHeadersNow(), {});
});

test("what is begun after a commit, for somebody else's group, stays in its own trace", () => {
  const effects: (() => void)[] = [];
  const seen: (string | undefined)[] = [];
  const begin = (traceparent: string) =>
    context.with(requestContextOf({ traceparent }, {}), () =>
      effects.push(inThisTrace(() => seen.push(trace.getSpanContext(context.active())?.traceId))),
    );
  begin(w3c);
  begin(w3c.replace("4bf9", "5bf9"));
  effects.push(inThisTrace(() => seen.push(traceparentNow())));
  for (const effect of effects) effect();
  assert.deepEqual(seen, [traceId, traceId.replace("4bf9", "5bf9"), undefined]);
});
