import type { ClientSession, Collection, Document } from "mongodb";
import mongoose from "mongoose";
import type { Check, Place } from "../check.ts";
import { filled } from "../forms.ts";
import { sendRaw } from "../raw-wire.ts";
import { refusal } from "../refusal.ts";

const accounts = [
  { _id: "a", n: 10 },
  { _id: "b", n: 10 },
];

interface Bank {
  place: Place;
  collection: Collection<Document>;
  session: ClientSession;
  balances: (session?: ClientSession) => Promise<unknown>;
}

function transaction(label: string, expected: unknown, run: (bank: Bank) => Promise<unknown>): Check {
  return {
    name: `transaction: ${label}`,
    needs: "sessions",
    expected,
    run: async (db, place) => {
      await filled(db, accounts, [{ key: { key: 1 }, name: "key", unique: true, sparse: true }]);
      const collection = db.collection("c");
      const session = place.client.startSession();
      const balances = async (within?: ClientSession) => {
        const rows = await collection
          .find({}, within ? { session: within } : {})
          .sort({ _id: 1 })
          .toArray();
        return rows.map((row) => `${row._id}=${row.n}`).join(" ");
      };
      try {
        return await run({ place, collection, session, balances });
      } finally {
        await session.endSession();
      }
    },
  };
}

const id = (name: string) => ({ _id: name as never });

export const transactions: Check[] = [
  transaction("commits all of it", "a=7 b=13", async ({ collection, session, balances }) => {
    await session.withTransaction(async () => {
      await collection.updateOne(id("a"), { $inc: { n: -3 } }, { session });
      await collection.updateOne(id("b"), { $inc: { n: 3 } }, { session });
    });
    return balances();
  }),
  transaction("an abort undoes all of it", "a=10 b=10", async ({ collection, session, balances }) => {
    session.startTransaction();
    await collection.updateOne(id("a"), { $inc: { n: -3 } }, { session });
    await collection.insertOne({ ...id("c"), n: 1 }, { session });
    await collection.deleteOne(id("b"), { session });
    await session.abortTransaction();
    return balances();
  }),
  transaction(
    "a thrown error undoes all of it",
    ["boom", "a=10 b=10"],
    async ({ collection, session, balances }) => {
      const outcome = await session
        .withTransaction(async () => {
          await collection.updateOne(id("a"), { $inc: { n: -3 } }, { session });
          throw new Error("boom");
        })
        .catch((error: Error) => error.message);
      return [outcome, await balances()];
    },
  ),
  transaction(
    "sees its own writes, others do not",
    ["a=0 b=10", "a=10 b=10", "a=0 b=10"],
    async ({ collection, session, balances }) => {
      session.startTransaction();
      await collection.updateOne(id("a"), { $set: { n: 0 } }, { session });
      const seen = [await balances(session), await balances()];
      await session.commitTransaction();
      return [...seen, await balances()];
    },
  ),
  transaction(
    "reads one snapshot throughout",
    ["a=10 b=10", "a=10 b=10", "a=10 b=99"],
    async ({ collection, session, balances }) => {
      session.startTransaction({ readConcern: { level: "snapshot" } });
      const first = await balances(session);
      await collection.updateOne(id("b"), { $set: { n: 99 } });
      const second = await balances(session);
      await session.commitTransaction();
      return [first, second, await balances()];
    },
  ),
  transaction(
    "a write on what changed since its snapshot is a conflict",
    [112, ["TransientTransactionError"], "a=10 b=99"],
    async ({ collection, session, balances }) => {
      session.startTransaction({ readConcern: { level: "snapshot" } });
      await balances(session);
      await collection.updateOne(id("b"), { $set: { n: 99 } });
      const error = await collection.updateOne(id("b"), { $inc: { n: 1 } }, { session }).then(
        () => ({ code: 0, errorLabels: [] }),
        (reason: mongoose.mongo.MongoServerError) => reason,
      );
      await session.abortTransaction().catch(() => {});
      return [error.code, error.errorLabels, await balances()];
    },
  ),
  transaction(
    "a duplicate key ends it",
    [11000, 251, "a=10 b=10 k=1"],
    async ({ collection, session, balances }) => {
      await collection.insertOne({ ...id("k"), n: 1, key: "taken" });
      session.startTransaction();
      await collection.updateOne(id("a"), { $inc: { n: 1 } }, { session });
      const code = (reason: { code?: number }) => reason.code ?? 0;
      const first = await collection.insertOne({ ...id("z"), key: "taken" }, { session }).then(() => 0, code);
      const second = await collection.updateOne(id("a"), { $inc: { n: 1 } }, { session }).then(() => 0, code);
      await session.abortTransaction().catch(() => {});
      return [first, second, await balances()];
    },
  ),
  transaction(
    "a key freed in it can be taken in it",
    "a=10 b=10 y=2",
    async ({ collection, session, balances }) => {
      await collection.insertOne({ ...id("x"), n: 1, key: "k" });
      await session.withTransaction(async () => {
        await collection.deleteOne(id("x"), { session });
        await collection.insertOne({ ...id("y"), n: 2, key: "k" }, { session });
      });
      return balances();
    },
  ),
  transaction("a plain write waits for it", "a=6 b=10", async ({ collection, session, balances }) => {
    session.startTransaction();
    await collection.updateOne(id("a"), { $set: { n: 5 } }, { session });
    const waiting = collection.updateOne(id("a"), { $inc: { n: 1 } });
    const early = await Promise.race([
      waiting.then(() => "early"),
      collection.findOne(id("b")).then(() => "waits"),
    ]);
    await session.commitTransaction();
    await waiting;
    return early === "waits" ? balances() : early;
  }),
  transaction(
    "ten at once on one document all count",
    "a=20 b=0",
    async ({ place, collection, balances }) => {
      const one = () =>
        place.client.withSession((session) =>
          session.withTransaction(async () => {
            const from = await collection.findOne(id("b"), { session });
            await collection.updateOne(id("b"), { $set: { n: from?.n - 1 } }, { session });
            await collection.updateOne(id("a"), { $inc: { n: 1 } }, { session });
          }),
        );
      await Promise.all(Array.from({ length: 10 }, one));
      return balances();
    },
  ),
  transaction(
    "a count, an aggregate and a distinct see its writes",
    [3, 21, 2],
    async ({ collection, session }) => {
      session.startTransaction();
      await collection.insertOne({ ...id("c"), n: 1 }, { session });
      const sums = await collection
        .aggregate([{ $group: { _id: null, n: { $sum: "$n" } } }], { session })
        .toArray();
      const seen = [
        await collection.countDocuments({}, { session }),
        sums[0]?.n,
        (await collection.distinct("n", {}, { session })).length,
      ];
      await session.abortTransaction();
      return seen;
    },
  ),
  transaction(
    "findAndModify and bulkWrite take part",
    "a=10 b=10",
    async ({ collection, session, balances }) => {
      session.startTransaction();
      await collection.findOneAndUpdate(id("a"), { $inc: { n: 5 } }, { session });
      await collection.bulkWrite(
        [{ deleteOne: { filter: id("b") } }, { insertOne: { document: { ...id("d"), n: 1 } } }],
        { session },
      );
      await session.abortTransaction();
      return balances();
    },
  ),
  transaction("a cursor goes on within it", 150, async ({ collection, session }) => {
    await collection.insertMany(Array.from({ length: 150 }, (_, n) => ({ ...id(`n${n}`), many: true })));
    let seen = 0;
    await session.withTransaction(async () => {
      seen = 0;
      for await (const _each of collection.find({ many: true }, { session }).batchSize(40)) seen++;
    });
    return seen;
  }),
  transaction("of reads only commits", "a=10 b=10", async ({ session, balances }) => {
    session.startTransaction();
    const seen = await balances(session);
    await session.commitTransaction();
    return seen;
  }),
  transaction(
    "a commit sent twice is committed once",
    "a=11 b=10",
    async ({ collection, session, balances }) => {
      session.startTransaction();
      await collection.updateOne(id("a"), { $inc: { n: 1 } }, { session });
      await session.commitTransaction();
      await session.commitTransaction();
      return balances();
    },
  ),
  transaction("a collection can be made in it", [1, 0], async ({ place, session }) => {
    const fresh = place.client.db("conformance").collection<{ _id: number }>("fresh");
    await session.withTransaction(async () => {
      await fresh.insertOne({ _id: 1 }, { session });
    });
    session.startTransaction();
    await place.client
      .db("conformance")
      .collection<{ _id: number }>("undone")
      .insertOne({ _id: 1 }, { session });
    await session.abortTransaction();
    return [
      await fresh.countDocuments(),
      await place.client.db("conformance").collection("undone").countDocuments(),
    ];
  }),
  transaction(
    "a statement of one that was aborted is refused",
    { refused: { code: 251, labels: ["TransientTransactionError"] } },
    async ({ place, collection }) => {
      const lsid = { id: new mongoose.mongo.UUID() };
      const $db = collection.dbName;
      const shared = { lsid, txnNumber: mongoose.mongo.Long.fromNumber(1), autocommit: false };
      const begin = { ...shared, startTransaction: true };
      await sendRaw(place.uri, { insert: "c", documents: [{ _id: "t" }], ...begin, $db });
      await sendRaw(place.uri, { abortTransaction: 1, ...shared, $db: "admin" });
      return refusal(sendRaw(place.uri, { insert: "c", documents: [{ _id: "u" }], ...shared, $db }));
    },
  ),
  transaction(
    "mongoose's transaction() puts a document back as it was",
    [true, "boom", 0],
    async ({ place }) => {
      const model = place.mongoose.model("Paper", new mongoose.Schema({ title: String }));
      await model.init();
      const paper = new model({ title: "t" });
      const outcome = await place.mongoose
        .transaction(async (session) => {
          await paper.save({ session });
          throw new Error("boom");
        })
        .catch((error: Error) => error.message);
      return [paper.isNew, outcome, await model.countDocuments()];
    },
  ),
];
