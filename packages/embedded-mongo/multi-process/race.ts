import { DatabaseSync } from "node:sqlite";
import { type Document, MongoClient } from "mongodb";
import { startEmbeddedMongo } from "../src/embedded-mongo.ts";
import { startWriter, type Writer } from "./processes.ts";

interface RaceOutcome {
  counter: number;
  uniqueRows: number;
  won: number;
  accounts: string;
  foundByIndex: number;
  foundByWalk: number;
  indexes: string[];
  elapsedMs: number;
}

/** Several processes write one file as hard as they can while an index is built on what they write. */
export async function race(file: string, processes: number, count: number): Promise<RaceOutcome> {
  const started = performance.now();
  const engine = await startEmbeddedMongo({ file });
  const client = await MongoClient.connect(engine.uri);
  const writers: Writer[] = [];
  try {
    const db = client.db("app");
    await db
      .collection<{ _id: string; n: number }>("accounts")
      .insertMany(["a", "b"].map((_id) => ({ _id, n: 0 })));
    await db.collection("unique").createIndex({ key: 1 }, { unique: true });
    for (let at = 0; at < processes; at++)
      writers.push(startWriter({ file, name: `p${at}`, task: "race", count }));
    await Promise.all(writers.map((writer) => writer.said("ready")));
    while ((await db.collection("unique").estimatedDocumentCount()) < count / 3)
      await new Promise(setImmediate);
    await db.collection("unique").createIndex({ group: 1, by: 1 });
    const won = await Promise.all(writers.map((writer) => writer.said("won")));
    const codes = await Promise.all(writers.map((writer) => writer.ended));
    if (codes.some((code) => code !== 0)) throw new Error(`a writer ended with ${codes}`);
    const rows = await db.collection<Document>("unique").find().toArray();
    let byIndex = 0;
    for (let group = 0; group < 10; group++)
      byIndex += (await db.collection("unique").find({ group }).toArray()).length;
    return {
      counter: (await db.collection<{ _id: string; n: number }>("rows").findOne({ _id: "counter" }))?.n ?? 0,
      uniqueRows: rows.length,
      won: won.reduce((sum, line) => sum + Number(line.slice(4)), 0),
      accounts: (await db.collection("accounts").find().sort({ _id: 1 }).toArray())
        .map((each) => each.n)
        .join(" "),
      foundByIndex: byIndex,
      foundByWalk: rows.filter((row) => row.group >= 0).length,
      indexes: (await db.collection("unique").indexes()).map((index) => index.name!),
      elapsedMs: Math.round(performance.now() - started),
    };
  } finally {
    for (const { child } of writers) child.kill("SIGKILL");
    await client.close();
    await engine.close();
  }
}

/** SQLite's own word on the file, read without the engine. */
export function integrityOf(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return `${Object.values(db.prepare("PRAGMA integrity_check").get() ?? {})[0]}`;
  } finally {
    db.close();
  }
}
