import assert from "node:assert/strict";
import test from "node:test";
import { openStore } from "./open-store.ts";

type Thing = { _id: number; n?: number };

test("faults happen as planned, and a stock driver survives them", async (t) => {
  const { store, client } = await openStore(t);
  const things = client.db("app").collection<Thing>("things");
  const add = (id: number) =>
    client.withSession((session) =>
      session.withTransaction(async () => {
        await things.insertOne({ _id: id }, { session });
        await things.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session, upsert: true });
      }),
    );

  for (const kind of ["transientTransactionError", "writeConflict", "dropBefore", "dropAfter"] as const)
    for (const command of ["insert", "update", "commitTransaction"])
      await t.test(`${kind} at ${command}`, async () => {
        await things.deleteMany({});
        await store.setFaults({ next: [{ kind, command }] });
        await add(1);
        assert.deepEqual(await things.find().sort({ _id: 1 }).toArray(), [{ _id: 0, n: 1 }, { _id: 1 }]);
      });

  await t.test(
    "a commit that is done is answered as unknown, and never refused when it is asked again",
    async () => {
      await things.deleteMany({});
      const before = (await store.stats()).faults;
      await store.setFaults({
        next: [
          { kind: "unknownCommitResult" },
          { kind: "dropAfter", command: "commitTransaction" },
          // Waits for a commit that is not done yet.
          { kind: "transientTransactionError", command: "commitTransaction" },
        ],
      });
      await add(1);
      assert.deepEqual(await things.find().sort({ _id: 1 }).toArray(), [{ _id: 0, n: 1 }, { _id: 1 }]);
      const { faults } = await store.stats();
      assert.equal(faults.unknownCommitResult - before.unknownCommitResult, 1);
      assert.equal(faults.dropAfter - before.dropAfter, 1);
      assert.equal(faults.transientTransactionError, before.transientTransactionError);
      await add(2);
      assert.equal((await things.findOne({ _id: 0 }))?.n, 2);
      assert.equal(
        (await store.stats()).faults.transientTransactionError,
        before.transientTransactionError + 1,
      );
    },
  );

  await t.test("a write whose answer was lost is resent by the driver and done once", async () => {
    await things.deleteMany({});
    await things.insertOne({ _id: 1, n: 0 });
    for (const kind of ["dropBefore", "dropAfter"] as const) {
      await store.setFaults({ next: [{ kind, command: "update" }] });
      await things.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    }
    assert.equal((await things.findOne({ _id: 1 }))?.n, 2);
  });

  await t.test("slow answers are slow", async () => {
    await store.setFaults({ next: [{ kind: "slow", command: "find", slowMs: 120 }] });
    const start = performance.now();
    await things.findOne({});
    assert.ok(performance.now() - start >= 110);
  });

  await t.test("chances are drawn from the seed", async () => {
    await things.deleteMany({});
    await store.setFaults({
      seed: 7,
      transientTransactionError: 0.1,
      writeConflict: 0.1,
      dropBefore: 0.05,
      dropAfter: 0.05,
    });
    for (let id = 1; id <= 30; id++) await add(id);
    await store.setFaults({});
    assert.ok((await store.stats()).faultsDrawn > 0);
    assert.equal(await things.countDocuments(), 31);
    assert.equal((await things.findOne({ _id: 0 }))?.n, 30);
  });
});
