import mongoose, { type Connection, type Document, type Model } from "mongoose";
import type { Check } from "../check.ts";
import { refusal } from "../refusal.ts";
import { day, oid } from "../zoo.ts";

const { Schema } = mongoose;

// biome-ignore lint/complexity/noBannedTypes: the models of these checks are deliberately untyped
type Loose = Model<Record<string, unknown>, {}, {}, {}, Document<unknown> & Record<string, unknown>>;

async function members(connection: Connection): Promise<Loose> {
  const schema = new Schema(
    {
      email: { type: String, unique: true },
      name: String,
      stars: Number,
      nick: { type: String, unique: true, sparse: true },
      tags: { type: [String], default: undefined },
      balance: Schema.Types.Decimal128,
      photo: Buffer,
      device: Schema.Types.UUID,
      counts: { type: Map, of: Number },
      ledger: BigInt,
    },
    { timestamps: true },
  );
  schema.virtual("orders", { ref: "Order", localField: "_id", foreignField: "member" });
  const model = connection.model("Member", schema) as unknown as Loose;
  await model.init();
  return model;
}

async function orders(connection: Connection): Promise<Loose> {
  const schema = new Schema(
    {
      member: { type: Schema.Types.ObjectId, ref: "Member", index: true },
      status: String,
      total: Number,
      lines: [{ sku: String, qty: Number, done: Boolean }],
      placedAt: Date,
      key: String,
      goneAt: { type: Date, index: { expireAfterSeconds: 0 } },
    },
    { optimisticConcurrency: true },
  );
  schema.index({ status: 1, placedAt: -1 });
  schema.index({ key: 1 }, { unique: true, partialFilterExpression: { key: { $type: "string" } } });
  const model = connection.model("Order", schema) as unknown as Loose;
  await model.init();
  return model;
}

const ada = { _id: oid(1), email: "ada@x", name: "Ada", stars: 36, tags: ["a", "b"] };
const bob = { _id: oid(2), email: "bob@x", name: "Bob", stars: 20 };
const bare = { _id: 0, __v: 0, createdAt: 0, updatedAt: 0 };

function modelled(label: string, run: (connection: Connection) => Promise<unknown>): Check {
  return { name: `mongoose: ${label}`, run: async (_db, { mongoose: connection }) => run(connection) };
}

export const mongooseModels: Check[] = [
  modelled("init makes the schema's indexes", async (connection) => {
    await members(connection);
    const model = await orders(connection);
    return (await model.collection.indexes()).map(
      ({ v: _v, collation: _collation, ...index }) => index as unknown,
    );
  }),
  modelled("syncIndexes drops what the schema no longer has", async (connection) => {
    const model = await orders(connection);
    await model.collection.createIndex({ stray: 1 });
    return [await model.syncIndexes(), await model.syncIndexes()];
  }),
  modelled("create sets timestamps and __v", async (connection) => {
    const model = await members(connection);
    const created = await model.create(ada);
    return [
      created.__v,
      created.createdAt instanceof Date,
      Number(created.createdAt) === Number(created.updatedAt),
    ];
  }),
  modelled("all schema types come back", async (connection) => {
    const model = await members(connection);
    const device = "6d1f3c5e-3c11-4b0f-9d40-0a1b2c3d4e5f";
    const counts = new Map([["k", 1]]);
    await model.create({
      ...ada,
      balance: "12.50",
      photo: Buffer.from("hi"),
      device,
      counts,
      ledger: 9007199254740993n,
    });
    const found = await model.findById(ada._id);
    const { balance, photo, ledger } = found as unknown as Record<string, unknown>;
    return [
      `${found?._id}`,
      `${balance}`,
      `${photo}`,
      `${found?.device}`,
      (found?.counts as Map<string, number> | undefined)?.get("k"),
      ledger,
    ];
  }),
  modelled("lean with a projection", async (connection) => {
    const model = await members(connection);
    await model.create(ada);
    const some = await model.findOne({ email: "ada@x" }, { name: 1, _id: 0 }).lean();
    const rest = await model.findOne({ email: "ada@x" }).select("-tags -createdAt -updatedAt").lean();
    return [some, rest];
  }),
  modelled("a duplicate is a MongoServerError with its key", async (connection) => {
    const model = await members(connection);
    await model.create(ada);
    const error = await model.create({ ...bob, email: "ada@x" }).catch((reason: unknown) => reason);
    const known = error instanceof mongoose.mongo.MongoServerError;
    return [
      known,
      known && error.name,
      known && error.code,
      known && error.keyPattern,
      known && error.keyValue,
    ];
  }),
  modelled("sparse unique lets many missing through", async (connection) => {
    const model = await members(connection);
    await model.create([{ email: "1" }, { email: "2" }, { email: "3", nick: "z" }]);
    return [await refusal(model.create({ email: "4", nick: "z" })), await model.countDocuments()];
  }),
  modelled("partial unique counts only what it holds", async (connection) => {
    const model = await orders(connection);
    await model.create([{ status: "x" }, { status: "x" }, { key: "k1" }]);
    return [await refusal(model.create({ key: "k1" })), await model.countDocuments()];
  }),
  modelled("find with sort, skip and limit", async (connection) => {
    const model = await members(connection);
    await model.create([ada, bob, { email: "c@x" }]);
    const first = await model
      .find({ stars: { $gte: 1 } })
      .sort({ stars: -1 })
      .limit(1);
    const middle = await model.find().sort("email").skip(1).limit(2).lean();
    return [first.map((each) => each.name), middle.map((each) => each.email)];
  }),
  modelled("save writes only what changed", async (connection) => {
    const model = await members(connection);
    await model.create(ada);
    const [mine, other] = [await model.findById(ada._id), await model.findById(ada._id)];
    mine?.set("name", "Lady Ada");
    other?.set("stars", 1);
    await mine?.save();
    await other?.save();
    return model.findById(ada._id, bare).lean();
  }),
  modelled("arrays changed in a document", async (connection) => {
    const model = await orders(connection);
    await model.create({
      _id: oid(9),
      lines: [
        { _id: oid(10), sku: "a", qty: 1 },
        { _id: oid(11), sku: "b", qty: 2 },
      ],
    });
    const order = (await model.findById(oid(9))) as unknown as {
      lines: mongoose.Types.DocumentArray<{ qty: number }>;
      save(): Promise<unknown>;
    };
    order.lines.push({ _id: oid(12), sku: "c", qty: 3 } as never);
    order.lines.pull(oid(10) as never);
    await order.save();
    order.lines[0]!.qty = 77;
    await order.save();
    order.lines.splice(1, 1);
    await order.save();
    return model.findById(oid(9)).lean();
  }),
  modelled("a stale document is a VersionError", async (connection) => {
    const model = await orders(connection);
    await model.create({ _id: oid(9), status: "new" });
    const [one, two] = [await model.findById(oid(9)), await model.findById(oid(9))];
    one?.set("status", "paid");
    await one?.save();
    two?.set("status", "void");
    const error = await two?.save().catch((reason: Error) => reason.name);
    return [one?.__v, error, (await model.findById(oid(9)).lean())?.status];
  }),
  modelled("updateOne keeps updatedAt", async (connection) => {
    const model = await members(connection);
    await model.create({ ...ada, createdAt: day(1), updatedAt: day(1) });
    const result = await model.updateOne({ email: "ada@x" }, { $inc: { stars: 1 } });
    const after = await model.findById(ada._id).lean();
    return [
      result.matchedCount,
      result.modifiedCount,
      after?.stars,
      Number(after?.updatedAt) > Number(day(1)),
      after?.createdAt,
    ];
  }),
  modelled("findOneAndUpdate: before, after, upsert with defaults", async (connection) => {
    const model = await members(connection);
    await model.create(ada);
    const before = await model.findOneAndUpdate({ email: "ada@x" }, { $inc: { stars: 1 } });
    const after = await model.findOneAndUpdate(
      { email: "ada@x" },
      { $inc: { stars: 1 } },
      { returnDocument: "after" },
    );
    const made = await model.findOneAndUpdate(
      { email: "new@x" },
      { $set: { name: "N" }, $setOnInsert: { stars: 7 } },
      { upsert: true, returnDocument: "after" },
    );
    const none = await model.findOneAndUpdate({ email: "none" }, { name: "q" });
    return [before?.stars, after?.stars, made?.stars, made?.__v, made?.createdAt instanceof Date, none];
  }),
  modelled("findOneAndUpdate with its metadata", async (connection) => {
    const model = await members(connection);
    await model.create(ada);
    const result = await model.findOneAndUpdate(
      { email: "ada@x" },
      { stars: 1 },
      { includeResultMetadata: true, returnDocument: "after" },
    );
    return [result.value?.stars, result.lastErrorObject];
  }),
  modelled("findOneAndReplace, findOneAndDelete, replaceOne", async (connection) => {
    const model = await members(connection);
    await model.create([ada, bob]);
    await model.replaceOne({ email: "ada@x" }, { email: "ada@x", name: "R" });
    const replaced = await model.findById(ada._id).select(bare).lean();
    await model.findOneAndReplace({ email: "ada@x" }, { email: "ada@x", name: "S" });
    const gone = await model.findOneAndDelete({ email: "bob@x" });
    return [
      replaced,
      (await model.findOne({ email: "ada@x" }))?.name,
      gone?.stars,
      await model.countDocuments(),
    ];
  }),
  modelled("updateMany, deleteMany and deleteOne count", async (connection) => {
    const model = await members(connection);
    await model.create([ada, bob, { email: "c1" }, { email: "c2" }]);
    const { matchedCount, modifiedCount } = await model.updateMany(
      { stars: { $exists: true } },
      { $set: { stars: 3 } },
      { timestamps: false },
    );
    return [
      matchedCount,
      modifiedCount,
      await model.deleteOne({ email: "ada@x" }),
      await model.deleteMany({ email: /^c/ }),
    ];
  }),
  modelled("positional updates through the schema", async (connection) => {
    const model = await orders(connection);
    await model.create({
      _id: oid(9),
      lines: [
        { _id: oid(10), sku: "a", qty: 1 },
        { _id: oid(11), sku: "b", qty: 2 },
      ],
    });
    await model.updateOne({ "lines._id": oid(11) }, { $set: { "lines.$.done": true } });
    await model.updateOne(
      { _id: oid(9) },
      { $inc: { "lines.$[e].qty": 5 } },
      { arrayFilters: [{ "e.sku": "a" }] },
    );
    await model.updateOne({ _id: oid(9) }, { $pull: { lines: { sku: "b" } } });
    return model.findById(oid(9)).lean();
  }),
  modelled("populate, and populate of many", async (connection) => {
    const [member, order] = [await members(connection), await orders(connection)];
    await member.create([ada, bob]);
    await order.create([
      { _id: oid(9), member: ada._id, total: 1 },
      { _id: oid(10), member: bob._id, total: 2 },
      { _id: oid(11), member: oid(99) },
    ]);
    const one = await order.findById(oid(9)).populate("member", "name -_id").lean();
    const all = await order.find().sort({ _id: 1 }).populate("member").lean();
    return [one?.member, all.map((each) => (each.member as { email?: string } | null)?.email ?? null)];
  }),
  modelled("populate of a virtual", async (connection) => {
    const [member, order] = [await members(connection), await orders(connection)];
    await member.create(ada);
    await order.create([{ member: ada._id }, { member: ada._id }, { member: bob._id }]);
    const found = await member.findOne({ email: "ada@x" }).populate("orders");
    return (found?.get("orders") as unknown[] | undefined)?.length;
  }),
  modelled("discriminators", async (connection) => {
    const event = connection.model("Event", new Schema({ at: Date }, { discriminatorKey: "kind" }));
    const placed = event.discriminator("Placed", new Schema({ total: Number }));
    await placed.create({ total: 5 });
    await event.create({ at: day(1) });
    const all = await event.find();
    return [await placed.countDocuments(), all.filter((each) => each instanceof placed).length, all.length];
  }),
  modelled("insertMany, ordered and not, with a duplicate", async (connection) => {
    const model = await members(connection);
    await model.create(ada);
    const ordered = await model
      .insertMany([{ email: "1" }, { email: "ada@x" }, { email: "2" }])
      .catch((e: Error & { code?: number }) => [e.name, e.code]);
    const unordered = await model
      .insertMany([{ email: "1" }, { email: "3" }], { ordered: false })
      .catch((e: Error & { writeErrors?: unknown[] }) => [e.name, e.writeErrors?.length]);
    return [ordered, unordered, (await model.find().sort("email").lean()).map((each) => each.email)];
  }),
  modelled("bulkWrite", async (connection) => {
    const model = await members(connection);
    const result = await model.bulkWrite([
      { insertOne: { document: { email: "b1" } } },
      { updateOne: { filter: { email: "b2" }, update: { $set: { name: "two" } }, upsert: true } },
      { updateMany: { filter: { email: /^b/ }, update: { $set: { stars: 3 } } } },
      { deleteOne: { filter: { email: "b1" } } },
      { replaceOne: { filter: { email: "b2" }, replacement: { email: "b2", name: "zz" } } },
    ] as never);
    return [
      result.insertedCount,
      result.upsertedCount,
      result.modifiedCount,
      result.deletedCount,
      result.matchedCount,
    ];
  }),
  modelled("bulkSave", async (connection) => {
    const model = await members(connection);
    await model.create([ada, bob]);
    const both = await model.find();
    for (const each of both) each.set("stars", 55);
    await model.bulkSave(both as never);
    return model.countDocuments({ stars: 55 });
  }),
  modelled("a cursor over three hundred", async (connection) => {
    const model = connection.model("Count", new Schema({ n: Number }));
    await model.insertMany(Array.from({ length: 300 }, (_, n) => ({ n })));
    let sum = 0;
    for await (const each of model.find().sort({ n: 1 }).cursor({ batchSize: 50 })) sum += each.n ?? 0;
    for await (const each of model.aggregate([{ $match: {} }]).cursor({ batchSize: 10 })) sum -= each.n;
    return [sum, (await model.find().lean()).length];
  }),
  modelled("exists, distinct, deleteOne of a document", async (connection) => {
    const model = await members(connection);
    const [mine] = await model.create([ada, bob]);
    const before = await model.exists({ email: "ada@x" });
    await mine?.deleteOne();
    return [`${before?._id}`, await model.exists({ email: "ada@x" }), await model.distinct("email")];
  }),
  modelled("aggregate on a model", async (connection) => {
    const model = await orders(connection);
    await model.create([
      {
        status: "new",
        lines: [
          { sku: "a", qty: 1 },
          { sku: "b", qty: 2 },
        ],
      },
      { status: "new", lines: [{ sku: "a", qty: 5 }] },
      { status: "old", lines: [{ sku: "a", qty: 9 }] },
    ]);
    return model.aggregate([
      { $match: { status: "new" } },
      { $unwind: "$lines" },
      { $group: { _id: "$lines.sku", orders: { $sum: 1 }, qty: { $sum: "$lines.qty" } } },
      { $sort: { _id: 1 } },
      { $project: { _id: 0, sku: "$_id", orders: 1, qty: 1 } },
    ]);
  }),
  modelled("useDb", async (connection) => {
    const other = connection.useDb("conformance_models", { useCache: true });
    const model = other.models.Thing ?? other.model("Thing", new Schema({ a: Number }));
    await other.dropDatabase();
    await model.create({ a: 1 });
    const count = await model.countDocuments();
    await other.dropDatabase();
    return count;
  }),
  modelled("a cast error never reaches the server", async (connection) => {
    const model = await members(connection);
    return refusal(
      model
        .findById("no id")
        .then(() => "found")
        .catch((error: Error) => Promise.reject(new Error(error.name))),
    );
  }),
];
