import assert from "node:assert/strict";
import { test } from "node:test";
import { createWake } from "./wake.ts";

const never = new AbortController().signal;

test("a ring ends the wait that is going on, or the next one, and only one", async () => {
  const wake = createWake();
  const waiting = wake.wait(60_000, never);
  wake.ring();
  await waiting;

  wake.ring();
  wake.ring();
  await wake.wait(60_000, never);

  const startedAt = performance.now();
  await wake.wait(20, never);
  assert.ok(performance.now() - startedAt >= 15, "both rings were for the one wait before");
});

test("a signal ends a wait, also one that begins after it", async () => {
  const stopping = new AbortController();
  const waiting = createWake().wait(60_000, stopping.signal);
  stopping.abort();
  await waiting;
  await createWake().wait(60_000, stopping.signal);
});
