// alone: it sets a flag of v8
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { eitherSignal } from "./either-signal.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

async function collectAll(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await turn();
    collect();
  }
}

/** One of two is given up by whoever had it, before anybody has listened to both. */
function abortedUnheard(reason: string, other: AbortSignal): AbortSignal {
  const lost = new AbortController();
  const either = eitherSignal(lost.signal, other);
  lost.abort(reason);
  return either;
}

test("what is aborted while nobody listens stays aborted when its controller is gone", async () => {
  const other = new AbortController();
  const either = abortedUnheard("lost", other.signal);
  const nested = eitherSignal(abortedUnheard("lost", other.signal), other.signal);
  await collectAll();
  assert.deepEqual([either.aborted, either.reason], [true, "lost"]);
  assert.deepEqual([nested.aborted, nested.reason], [true, "lost"]);
});

test("what nobody holds any more is collected, though one of its parts stays", async () => {
  const other = new AbortController();
  const made = Array.from({ length: 20 }, () => new WeakRef(eitherSignal(other.signal)));
  await collectAll();
  assert.equal(made.filter((ref) => ref.deref()).length, 0);
});
