import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { mongo, Schema } from "mongoose";
import { createTogether } from "../src/together.ts";
import { UnitOfWorkTimedOut } from "../src/transient.ts";
import type { Tx, UnitOfWork } from "../src/unit-of-work.ts";
import { oneStore } from "./support/one-store.ts";
import { readyEvent } from "./support/sample-events.ts";

const noTx = {} as Tx;

/** Runs each unit of work when told to, and counts them. */
function counted() {
  const begun: (() => void)[] = [];
  const unitOfWork: UnitOfWork = async (work) => {
    await new Promise<void>((go) => begun.push(go));
    return work(noTx);
  };
  return { begun, unitOfWork };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("what comes while one is under way is the next one's, each with its own answer and in its own scope", async () => {
  const { begun, unitOfWork } = counted();
  const scope = new AsyncLocalStorage<string>();
  const ahead: (readonly string[])[] = [];
  const together = createTogether<string>({
    unitOfWork,
    readAhead: async (_tx, about) => void ahead.push(about),
    // No group takes any time.
    monotonicMs: () => 0,
  });
  const answers = ["a", "b", "c"].map((name) =>
    scope.run(name, () => together(name, async () => `${name} in the scope of ${scope.getStore()}`)),
  );
  assert.equal(begun.length, 1);
  begun[0]?.();
  await settled();
  assert.equal(begun.length, 2);
  begun[1]?.();
  assert.deepEqual(
    await Promise.all(answers),
    ["a", "b", "c"].map((one) => `${one} in the scope of ${one}`),
  );
  assert.deepEqual(ahead, [["b", "c"]]);
});

test("where others wait at a group's end, the next one waits for as long again and takes who comes meanwhile", async () => {
  const { begun, unitOfWork } = counted();
  let clock = 0;
  const ahead: (readonly string[])[] = [];
  const readAhead = async (_tx: unknown, about: readonly string[]) => void ahead.push(about);
  const together = createTogether<string>({ unitOfWork, readAhead, monotonicMs: () => clock });
  const join = (name: string) => together(name, async () => name);
  const answers = [join("a"), join("b")];
  clock += 20;
  begun[0]?.();
  await settled();
  answers.push(join("c"));
  assert.equal(begun.length, 1);
  await until("the next one has begun", () => begun.length === 2);
  begun[1]?.();
  assert.deepEqual(await Promise.all(answers), ["a", "b", "c"]);
  assert.deepEqual(ahead, [["b", "c"]]);
});

test("the line says how long it will take, and nothing where there is none", async () => {
  const { begun, unitOfWork } = counted();
  let clock = 0;
  const together = createTogether<string>({ unitOfWork, monotonicMs: () => clock, most: 2 });
  const join = (name: string) => together(name, async () => name);
  assert.equal(together.expectedMs(), 0);
  const answers = [join("a")];
  clock += 100;
  assert.equal(together.expectedMs(), 100, "as long as the one under way has taken by now");
  begun[0]?.();
  await settled();
  assert.equal(together.expectedMs(), 0, "nobody is there: what it took before keeps nobody away");
  answers.push(join("b"), join("c"), join("d"), join("e"));
  assert.equal(together.expectedMs(), 300, "the one under way, a full group, and one's own");
  clock += 40;
  assert.equal(together.expectedMs(), 260);
  clock += 460;
  assert.equal(together.expectedMs(), 1_000, "what takes longer than others did is believed");
  for (let at = 1; at < 4; at += 1) {
    await until("the next group has begun", () => begun.length > at);
    begun[at]?.();
  }
  assert.deepEqual(await Promise.all(answers), ["a", "b", "c", "d", "e"]);
});

test("what nobody waits for by its turn is not begun, and says so", async () => {
  const { begun, unitOfWork } = counted();
  const together = createTogether<string>({ unitOfWork, monotonicMs: () => 0 });
  const done: string[] = [];
  const join = (name: string, isWanted?: () => boolean) =>
    together(name, async () => void done.push(name), isWanted);
  let isWanted = true;
  const all = Promise.allSettled([join("a"), join("b", () => isWanted), join("c")]);
  isWanted = false;
  begun[0]?.();
  await settled();
  begun[1]?.();
  const ended = await all;
  assert.deepEqual(done, ["a", "c"]);
  const [, left] = ended;
  assert.ok(left?.status === "rejected" && left.reason instanceof UnitOfWorkTimedOut);
  assert.equal(left.reason.outcome, "not-applied");
  assert.deepEqual([left.reason.refusal.code, left.reason.refusal.status], ["OVERLOADED", 503]);
});

const commitGivenUp = new mongo.MongoServerError({ message: "gave up on the commit", code: 50 });
commitGivenUp.addErrorLabel("UnknownTransactionCommitResult");
const openEnds = {
  "ran out of time": new UnitOfWorkTimedOut("unknown", undefined),
  "was given up by the server": commitGivenUp,
  "lost its connection": new mongo.MongoNetworkError("the connection was closed"),
};

for (const [what, fault] of Object.entries(openEnds))
  test(`of a group whose commit ${what}, nobody's work is done again`, () => doneOnce(fault));

async function doneOnce(fault: Error): Promise<void> {
  let runs = 0;
  let isFirst = true;
  const together = createTogether<null>({
    async unitOfWork(work) {
      if (isFirst) {
        isFirst = false;
        return work(noTx);
      }
      await work(noTx);
      throw fault;
    },
  });
  const work = async () => {
    runs += 1;
  };
  const all = await Promise.allSettled([1, 2, 3].map(() => together(null, work)));
  assert.deepEqual(
    all.map(({ status }) => status),
    ["fulfilled", "rejected", "rejected"],
  );
  assert.equal(runs, 3);
}

test("who is refused is refused alone, and nothing of theirs is kept", async (t) => {
  const { store } = await oneStore(t);
  const Note = store.model("Note", new Schema<{ _id: number }>({ _id: Number }));
  await store.migrate([]);
  const together = createTogether<null>(store);
  const write = (n: number) =>
    together(null, async (tx) => {
      tx.later({ insert: Note.collection.collectionName, document: { _id: n } });
      tx.publish(readyEvent(n));
      if (n === 3) throw new Error("refused");
      return n;
    });
  // The fifth meets the first's key.
  const all = await Promise.allSettled([1, 2, 3, 4, 1, 6].map(write));
  assert.deepEqual(
    all.map((one) => (one.status === "fulfilled" ? one.value : "refused")),
    [1, 2, "refused", 4, "refused", 6],
  );
  const notes = await Note.find().sort({ _id: 1 }).lean();
  assert.deepEqual(
    notes.map(({ _id }) => _id),
    [1, 2, 4, 6],
  );
  assert.equal(await store.relay.waiting(), 4);
});
