import type { Collection, MongoClient } from "mongodb";
import type { Load } from "./measure.ts";

interface Order {
  _id: string;
  store: string;
  member: string;
  status: string;
  total: number;
  placedAt: Date;
  lines: { sku: string; qty: number; options: string[] }[];
}

const STORED = 10_000;

export async function fill(client: MongoClient): Promise<void> {
  const orders = collection(client);
  await client.db("app").dropDatabase();
  await orders.createIndexes([
    { key: { member: 1 } },
    { key: { store: 1, status: 1, placedAt: -1 } },
    { key: { "lines.sku": 1 } },
  ]);
  for (let from = 0; from < STORED; from += 1000) {
    await orders.insertMany(Array.from({ length: 1000 }, (_, at) => order(`o${from + at}`, from + at)));
  }
}

function collection(client: MongoClient): Collection<Order> {
  return client.db("app").collection<Order>("orders");
}

/** About 300 bytes, with four indexes counting _id. */
function order(_id: string, n: number): Order {
  const lines = [0, 1].map((at) => ({
    sku: `sku-${(n + at) % 40}`,
    qty: 1 + at,
    options: ["tall", "oat milk"],
  }));
  return {
    _id,
    store: `store-${n % 12}`,
    member: `member-${n % 3000}`,
    status: n % 10 ? "done" : "new",
    total: 4500 + n,
    placedAt: new Date(1.75e12 + n * 1000),
    lines,
  };
}

export function loads(client: MongoClient, forMs: number, run: string): Load[] {
  const orders = collection(client);
  return [
    {
      what: "insertOne, one at a time",
      forMs,
      operation: (turn) => orders.insertOne(order(`${run}-${turn}`, turn + 10)),
    },
    {
      what: "findOne by index",
      forMs,
      operation: (turn) => orders.findOne({ member: `member-${(turn * 7 + 49) % 3000}` }),
    },
    {
      what: "findOne by _id",
      forMs,
      operation: (turn) => orders.findOne({ _id: `o${(turn * 13 + 130) % STORED}` }),
    },
    {
      what: "range, sort down, limit 20",
      forMs,
      operation: (turn) =>
        orders
          .find({ store: `store-${(turn + 12) % 12}`, status: "done", placedAt: { $gt: new Date(1.75e12) } })
          .sort({ placedAt: -1 })
          .limit(20)
          .toArray(),
    },
    {
      what: "updateOne by index, one at a time",
      forMs,
      operation: (turn) =>
        orders.updateOne(
          { member: `member-${(turn * 11 + 99) % 3000}` },
          { $inc: { total: 1 }, $set: { status: turn % 2 ? "done" : "new" } },
        ),
    },
    {
      what: "findOneAndUpdate by _id, one at a time",
      forMs,
      operation: (turn) =>
        orders.findOneAndUpdate(
          { _id: `o${(turn * 17 + 170) % STORED}` },
          { $inc: { total: 1 } },
          { returnDocument: "after" },
        ),
    },
  ];
}

/** A unit of work as services have it: one state changed, one event for the outbox, one mark in the inbox. */
export function transactions(client: MongoClient, forMs: number, run: string, concurrency: number): Load {
  const db = client.db("app");
  const outbox = db.collection<{ _id: string; type: string; at: Date }>("outbox");
  const inbox = db.collection<{ _id: string; at: Date }>("inbox");
  return {
    what: `transactions of three writes, ${concurrency} at once`,
    forMs,
    concurrency,
    operation: (turn, lane) =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          const id = `${run}-${lane}-${turn}`;
          await collection(client).updateOne(
            { _id: `o${(lane * 997 + turn * 8 + 5000) % STORED}` },
            { $inc: { total: 1 } },
            { session },
          );
          await outbox.insertOne({ _id: id, type: "OrderPlaced", at: new Date() }, { session });
          await inbox.insertOne({ _id: id, at: new Date() }, { session });
        }),
      ),
  };
}
