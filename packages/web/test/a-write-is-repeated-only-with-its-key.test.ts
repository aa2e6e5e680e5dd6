/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiProblem, NetworkFailure, ServerFailure, UnexpectedAnswer } from "@siren/web/failures";
import * as z from "zod/mini";
import { fakeSurroundings, problemReply } from "./fake-surroundings.ts";

const done = z.object({ done: z.boolean() });
const write = { method: "POST", path: "/order/orders", answer: done, body: { a: 1 } } as const;
const ok = { status: 201, body: { done: true } };

test("with its key a write is sent again, the same, until it is answered", async () => {
  const replies = [
    "network lost",
    problemReply(503, "NO_INSTANCE"),
    problemReply(504, "UPSTREAM_TIMEOUT"),
    ok,
  ];
  const pauses: number[] = [];
  const { api, sent } = fakeSurroundings(() => replies.shift() as typeof ok);
  const answer = await api({ ...write, key: "key-0001", retryForMs: 60_000, onPause: (n) => pauses.push(n) });
  assert.deepEqual([answer.status, answer.body], [201, { done: true }]);
  assert.deepEqual(new Set(sent.map((each) => JSON.stringify([each.key, each.body]))).size, 1);
  assert.deepEqual([sent.length, pauses], [4, [0, 1, 2]]);
  // One tap is one trace, each try of it a span of its own, and the page says that it tells of none.
  const told = sent.map(({ trace: [parent, state] }) => [...(parent ?? "").split("-"), state]);
  for (const [version, traceId = "", spanId, flags, state] of told) {
    assert.deepEqual([version, flags, state], ["00", "00", "siren=client"]);
    assert.match(`${traceId}-${spanId}`, /^[0-9a-f]{32}-[0-9a-f]{16}$/);
  }
  assert.equal(new Set(told.map(([, traceId]) => traceId)).size, 1);
  assert.equal(new Set(told.map(([, , spanId]) => spanId)).size, 4);
});

test("what is only read begins no trace", async () => {
  const { api, sent } = fakeSurroundings(() => ok);
  await api({ method: "GET", path: "/order/orders", answer: done });
  assert.deepEqual(sent[0]?.trace, [null, null]);
});

test("without a key it is sent once", async () => {
  const { api, sent } = fakeSurroundings(() => "network lost");
  await assert.rejects(api({ ...write, retryForMs: 60_000 }), NetworkFailure);
  assert.equal(sent.length, 1);
});

test("it stops when its time is over, with the last failure", async () => {
  const { api, now } = fakeSurroundings(() => problemReply(503, "BREAKER_OPEN"));
  const startedAt = now();
  await assert.rejects(
    api({ ...write, key: "key-0001", retryForMs: 10_000 }),
    (error) => error instanceof ServerFailure && error.code === "BREAKER_OPEN",
  );
  assert.ok(now() - startedAt <= 10_000 && now() - startedAt > 4_000);
});

test("a refusal and a fault of the server are final", async () => {
  const refused = fakeSurroundings(() => problemReply(409, "SOLD_OUT"));
  await assert.rejects(
    refused.api({ ...write, key: "key-0001", retryForMs: 60_000 }),
    (error) => error instanceof ApiProblem && error.code === "SOLD_OUT",
  );
  const broken = fakeSurroundings(() => problemReply(500, "INTERNAL"));
  await assert.rejects(broken.api({ ...write, key: "key-0001", retryForMs: 60_000 }), ServerFailure);
  assert.deepEqual([refused.sent.length, broken.sent.length], [1, 1]);
});

test("an answer that is not of the agreed form is a failure of its own", async () => {
  const strange = fakeSurroundings(() => ({ status: 200, body: { done: "yes" } }));
  await assert.rejects(strange.api(write), UnexpectedAnswer);
  const page = fakeSurroundings(() => ({ status: 404, body: "<html>" }));
  await assert.rejects(page.api(write), UnexpectedAnswer);
});
