import assert from "node:assert/strict";
import { test } from "node:test";
import { createWake, restUntilWork } from "./wake.ts";

const { signal } = new AbortController();
const lookEveryMs = 5;

test("in company a rest lasts until the next look, alone until somebody rings", async () => {
  const wake = createWake();
  await restUntilWork(wake, { lookEveryMs, isAlone: () => false, signal });
  let ticks = 0;
  let isOver = false;
  const resting = restUntilWork(wake, { lookEveryMs, isAlone: () => ++ticks > 0, signal });
  void resting.then(() => {
    isOver = true;
  });
  while (ticks < 3) await new Promise(setImmediate);
  assert.equal(isOver, false);
  wake.ring();
  await resting;
});

test("it ends when somebody comes, when something becomes due, and with the signal", async () => {
  const wake = createWake();
  let ticks = 0;
  await restUntilWork(wake, { lookEveryMs, isAlone: () => ++ticks < 3, signal });
  assert.equal(ticks, 3);
  let leftMs = 2;
  await restUntilWork(wake, { lookEveryMs, restMs: () => leftMs--, isAlone: () => true, signal });
  assert.equal(leftMs, -1);
  await restUntilWork(wake, { lookEveryMs, isAlone: () => true, signal: AbortSignal.abort() });
});
