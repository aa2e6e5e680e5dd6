// One of several processes on one file. What it is told to do comes by its arguments; each thing that the
// store has acknowledged is said on stdout, so that the parent knows what must be there afterwards.
import { parseArgs } from "node:util";
import { MongoClient } from "mongodb";
import { startEmbeddedMongo } from "../src/embedded-mongo.ts";

const { values } = parseArgs({
  options: {
    file: { type: "string" },
    name: { type: "string" },
    task: { type: "string" },
    count: { type: "string", default: "0" },
  },
});
const { file, name, task } = values;
if (!file || !name || !task) throw new Error("--file, --name and --task are needed");
const count = Number(values.count);

const engine = await startEmbeddedMongo({ file });
const client = await MongoClient.connect(engine.uri);
const db = client.db("app");
const say = (line: string) => process.stdout.write(`${line}\n`);
say("ready");

/** Races the others for one counter and for one set of unique keys; moves money between two accounts. */
async function race(): Promise<void> {
  const rows = db.collection<{ _id: string; n?: number; key?: number; by?: string }>("rows");
  const unique = db.collection<{ key: number; by: string; group: number }>("unique");
  const accounts = db.collection<{ _id: string; n: number }>("accounts");
  let won = 0;
  for (let at = 0; at < count; at++) {
    await rows.updateOne({ _id: "counter" }, { $inc: { n: 1 } }, { upsert: true });
    await unique.insertOne({ key: at, by: name!, group: at % 10 }).then(
      () => won++,
      (error: { code?: number }) => {
        if (error.code !== 11000) throw error;
      },
    );
    if (at % 5 === 0) {
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await accounts.updateOne({ _id: "a" }, { $inc: { n: -1 } }, { session });
          await accounts.updateOne({ _id: "b" }, { $inc: { n: 1 } }, { session });
        }),
      );
    }
  }
  say(`won ${won}`);
}

/** Writes until it is killed: alone, in batches and in transactions, and says what was acknowledged. */
async function write(): Promise<void> {
  const acked = db.collection<{ _id: string; n: number }>("acked");
  for (let at = 0; ; at++) {
    const id = `${name}-${at}`;
    if (at % 3 === 0) await acked.insertOne({ _id: id, n: at });
    else if (at % 3 === 1) await acked.insertMany([0, 1].map((half) => ({ _id: `${id}-${half}`, n: at })));
    else {
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await acked.insertOne({ _id: `${id}-0`, n: at }, { session });
          await acked.updateOne({ _id: `${name}-${at - 2}` }, { $set: { n: -1 } }, { session });
          await acked.insertOne({ _id: `${id}-1`, n: at }, { session });
        }),
      );
    }
    say(`acked ${at}`);
  }
}

if (task === "write") await write();
else await race();
await client.close();
await engine.close();
