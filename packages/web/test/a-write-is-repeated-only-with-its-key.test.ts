/// <reference types="node" />
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { newKey } from "@siren/web/connections";
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
  for (const [version, traceId = "", spanId, flags] of told) {
    assert.deepEqual([version, flags], ["00", "00"]);
    assert.match(`${traceId}-${spanId}`, /^[0-9a-f]{32}-[0-9a-f]{16}$/);
  }
  // What is tried again belongs under the first try.
  const again = `siren=client:${told[0]?.[2]}`;
  assert.deepEqual(
    told.map(([, , , , state]) => state),
    ["siren=client", again, again, again],
  );
  assert.equal(new Set(told.map(([, traceId]) => traceId)).size, 1);
  assert.equal(new Set(told.map(([, , spanId]) => spanId)).size, 4);
});

test("who is told when there will be room comes then, and the service is not taken for gone", async () => {
  const full = { code: "OVERLOADED", status: 503, title: "full", retryable: true };
  const replies = [{ status: 503, body: full }, { status: 503, body: { ...full, retryAfterS: 4 } }, ok];
  const { api, now, health, sent } = fakeSurroundings(() => replies.shift() as typeof ok);
  const times: number[] = [];
  const onPause = () => void times.push(now());
  await api({ ...write, key: "key-0001", retryForMs: 60_000, onPause });
  const [first = 0, second = 0] = times;
  assert.ok(second - first < 1_000, "nothing was told");
  assert.ok(now() - second >= 4_000 && now() - second < 6_000);
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1);
  assert.deepEqual(health.troubles.get(), {});
});

test("over plain http, where a browser has no randomUUID, a write is sent all the same", async (t) => {
  const isSecureOnly = t.mock.method(crypto, "randomUUID", () => {
    throw new TypeError("crypto.randomUUID is not a function");
  });
  const { api, sent } = fakeSurroundings(() => ok);
  const keys = Array.from({ length: 100 }, newKey);
  await api({ ...write, key: keys[0] ?? "" });
  assert.match(sent[0]?.key ?? "", /^[0-9a-f]{32}$/);
  assert.equal(new Set(keys).size, 100);
  assert.equal(isSecureOnly.mock.callCount(), 0);
});

test("no page needs what a browser has over https only", () => {
  const root = new URL("../../../", import.meta.url);
  const secureOnly = /\bcrypto\.(?:subtle|randomUUID)\b|\bnavigator\.(?:clipboard|share|credentials)\b/;
  // What asks by itself whether it may (`serviceWorker`, `locks`, `Notification`, `wakeLock`) does without it;
  // a worker runs nowhere else.
  for (const folder of ["packages/web/src", "frontends/client/src", "frontends/admin/src"])
    for (const file of globSync("**/*.{ts,tsx}", { cwd: new URL(folder, root) })) {
      if (file.startsWith("worker/")) continue;
      const text = readFileSync(new URL(`${folder}/${file}`, root), "utf8");
      assert.doesNotMatch(text, secureOnly, `${folder}/${file}`);
    }
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
