import assert from "node:assert/strict";
import { test } from "node:test";
import { effectsIn, recordEffect } from "./support/effects.ts";
import { oneStore } from "./support/one-store.ts";

test("what a unit of work asks for after its commit is begun once, however often the work was run", async (t) => {
  const { store } = await oneStore(t);
  let runs = 0;
  const begun: number[] = [];
  await store.setFaults({
    next: [
      { kind: "transientTransactionError", command: "commitTransaction", times: 2 },
      { kind: "unknownCommitResult", times: 2 },
    ],
  });
  await store.unitOfWork(async (tx) => {
    runs += 1;
    const run = runs;
    tx.afterCommit(() => void begun.push(run));
    await recordEffect(store, tx, { eventId: "a", aggregateId: "", aggregateVersion: 0 });
  });
  assert.equal(runs, 3);
  assert.deepEqual(begun, [3]);
  assert.equal((await effectsIn(store)).length, 1);
});

test("nothing follows from a unit of work that came to nothing", async (t) => {
  const { store } = await oneStore(t);
  const begun: string[] = [];
  const failing = store.unitOfWork(async (tx) => {
    tx.afterCommit(() => void begun.push("never"));
    throw new Error("sold out");
  });
  await assert.rejects(failing, /sold out/);
  assert.deepEqual(begun, []);
});
