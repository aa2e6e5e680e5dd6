import assert from "node:assert/strict";
import { test } from "node:test";
import { mongo } from "mongoose";
import { watchUnitsOfWork } from "../src/store-metrics.ts";
import { createTransact } from "../src/transact.ts";
import { UnitOfWorkTimedOut } from "../src/transient.ts";
import type { Tx, UnitOfWork } from "../src/unit-of-work.ts";

function labelled(label: string, code = 112): mongo.MongoServerError {
  const error = new mongo.MongoServerError({ message: label, code });
  error.addErrorLabel(label);
  return error;
}

/** A client whose commits answer as told; it counts what was begun, committed and aborted. */
function clientThat(commits: (Error | "ok")[]) {
  const seen = { begun: 0, committed: 0, aborted: 0, ended: 0 };
  const count = (call: keyof typeof seen) => {
    seen[call] += 1;
  };
  const session = {
    startTransaction: () => count("begun"),
    abortTransaction: async () => count("aborted"),
    commitTransaction: async () => {
      count("committed");
      const answer = commits.shift() ?? "ok";
      if (answer !== "ok") throw answer;
    },
    endSession: async () => count("ended"),
  };
  // Only these four calls are made; a whole client would need a server.
  const client = { startSession: () => session } as unknown as mongo.MongoClient;
  return { client, seen };
}

function transactOver(client: mongo.MongoClient, deadlineMs = 1_000) {
  let clock = 0;
  const monotonicMs = () => {
    clock += 10;
    return clock;
  };
  return createTransact({ client, monotonicMs, random: () => 0, deadlineMs });
}

test("a transient error runs the whole work again", async () => {
  const { client, seen } = clientThat([]);
  let runs = 0;
  const answer = await transactOver(client)(async () => {
    runs += 1;
    if (runs < 3) throw new Error("wrapped by a use case", { cause: labelled("TransientTransactionError") });
    return "done";
  });
  assert.equal(answer, "done");
  assert.deepEqual(seen, { begun: 3, committed: 1, aborted: 2, ended: 1 });
});

test("a lost answer to the commit asks for the commit only", async () => {
  const lost = labelled("UnknownTransactionCommitResult", 91);
  const { client, seen } = clientThat([lost, lost, "ok"]);
  let runs = 0;
  await transactOver(client)(async () => {
    runs += 1;
  });
  assert.equal(runs, 1);
  assert.deepEqual(seen, { begun: 1, committed: 3, aborted: 0, ended: 1 });
});

test("a commit of which an error says both is asked for again: it may have been done", async () => {
  const both = labelled("UnknownTransactionCommitResult", 91);
  both.addErrorLabel("TransientTransactionError");
  const { client, seen } = clientThat([both, "ok"]);
  await transactOver(client)(async () => undefined);
  assert.deepEqual(seen, { begun: 1, committed: 2, aborted: 0, ended: 1 });
});

test("a commit that was certainly not done runs the work again", async () => {
  const { client, seen } = clientThat([labelled("TransientTransactionError"), "ok"]);
  let runs = 0;
  await transactOver(client)(async () => {
    runs += 1;
  });
  assert.equal(runs, 2);
  assert.equal(seen.begun, 2);
});

test("an error of the work itself is not repeated", async () => {
  const { client, seen } = clientThat([]);
  const transact = transactOver(client);
  await assert.rejects(
    transact(async () => {
      throw new Error("sold out");
    }),
    /sold out/,
  );
  assert.deepEqual(seen, { begun: 1, committed: 0, aborted: 1, ended: 1 });
});

test("the deadline ends it and says whether the work may have been done", async () => {
  const conflicts = clientThat([]);
  const noLuck = transactOver(
    conflicts.client,
    100,
  )(async () => {
    throw labelled("TransientTransactionError");
  });
  await assert.rejects(noLuck, (e) => e instanceof UnitOfWorkTimedOut && e.outcome === "not-applied");
  const lost = clientThat(Array.from({ length: 50 }, () => labelled("UnknownTransactionCommitResult", 91)));
  const unknown = transactOver(lost.client, 100)(async () => "done");
  await assert.rejects(unknown, (e) => e instanceof UnitOfWorkTimedOut && e.outcome === "unknown");
});

test("whoever watches is told how long one took, how often it was begun, and whether it was committed", async () => {
  const ended: [number, number, boolean][] = [];
  let nowMs = 0;
  const twice: UnitOfWork = async (work) => {
    await work({} as Tx);
    nowMs += 30;
    return work({} as Tx);
  };
  const watched = watchUnitsOfWork(twice, {
    onEnded: (...told) => void ended.push(told),
    monotonicMs: () => nowMs,
  });
  assert.equal(await watched(async () => "done"), "done");
  const refusing = watched(() => Promise.reject(new Error("no")));
  await assert.rejects(refusing, /no/);
  assert.deepEqual(ended, [
    [30, 2, true],
    [0, 1, false],
  ]);
});
