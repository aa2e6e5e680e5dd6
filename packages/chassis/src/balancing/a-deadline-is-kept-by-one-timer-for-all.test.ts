import assert from "node:assert/strict";
import { test } from "node:test";
import { createDeadlines } from "./deadlines.ts";

type Told = { name: string; afterMs: number };

function waiting() {
  const deadlines = createDeadlines();
  const began = performance.now();
  const told: Told[] = [];
  const { promise: last, resolve } = Promise.withResolvers<void>();
  return {
    told,
    last,
    add: (name: string, afterMs: number) => {
      const due = {
        isDue() {
          told.push({ name, afterMs: performance.now() - began });
          if (name === "last") resolve();
        },
      };
      const among = deadlines.add(due, afterMs);
      return () => void among.delete(due);
    },
  };
}

/** Its timer keeps no process alive, as it need not where a request has a connection. */
async function kept<T>(work: Promise<T>): Promise<T> {
  const awake = setInterval(() => {}, 1_000);
  try {
    return await work;
  } finally {
    clearInterval(awake);
  }
}

test("each is told when its time has come, in that order, and nobody early", async () => {
  const { add, told, last } = waiting();
  add("last", 120);
  add("second", 60);
  add("first", 15);
  add("second too", 60);
  await kept(last);
  assert.deepEqual(
    told.map(({ name }) => name),
    ["first", "second", "second too", "last"],
  );
  for (const [i, atLeastMs] of [15, 60, 60, 120].entries())
    assert.ok((told[i]?.afterMs ?? 0) >= atLeastMs, JSON.stringify(told));
});

test("who does not wait any more is not told, and others are", async () => {
  const { add, told, last } = waiting();
  const leave = add("gone", 20);
  add("last", 40);
  leave();
  await kept(last);
  assert.deepEqual(
    told.map(({ name }) => name),
    ["last"],
  );
});

test("one that comes while others are told is kept, too", async () => {
  const deadlines = createDeadlines();
  const { promise, resolve } = Promise.withResolvers<string>();
  deadlines.add({ isDue: () => void deadlines.add({ isDue: () => resolve("told") }, 5) }, 5);
  assert.equal(await kept(promise), "told");
});
