import { MongoClient } from "mongodb";
import mongoose from "mongoose";
import type { Check, Place } from "./check.ts";
import { refusalOf } from "./refusal.ts";
import { render } from "./render.ts";

/** Check name -> rendered answer. */
export type Answers = Record<string, string>;

const DATABASE = "conformance";

export interface AskOptions {
  uri: string;
  checks: Check[];
  onAnswer?: (name: string, answer: string) => void;
}

/** Puts every check to the server at `uri`, each in an empty database. */
export async function ask({ uri, checks, onAnswer }: AskOptions): Promise<Answers> {
  const names = new Set(checks.map((check) => check.name));
  if (names.size !== checks.length)
    throw new Error(`two checks share a name: ${repeated(checks).join(", ")}`);
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 5_000 });
  const models = mongoose.createConnection(uri, { dbName: DATABASE, serverSelectionTimeoutMS: 5_000 });
  const answers: Answers = {};
  try {
    await models.asPromise();
    for (const check of checks) {
      answers[check.name] = await answerTo(check, { uri, client, mongoose: models });
      onAnswer?.(check.name, answers[check.name]!);
    }
    await client.db(DATABASE).dropDatabase();
  } finally {
    await models.close();
    await client.close();
  }
  return answers;
}

async function answerTo(check: Check, place: Place): Promise<string> {
  const db = place.client.db(DATABASE);
  await db.dropDatabase();
  try {
    return render(await check.run(db, place));
  } catch (error) {
    return render(refusalOf(error));
  } finally {
    for (const name of place.mongoose.modelNames()) place.mongoose.deleteModel(name);
  }
}

function repeated(checks: Check[]): string[] {
  return checks.map((check) => check.name).filter((name, at, all) => all.indexOf(name) !== at);
}

/** A server that serves transactions says it is in a replica set (or a mongos). */
export async function hasSessions(uri: string): Promise<boolean> {
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    const hello = await client.db("admin").command({ hello: 1 });
    return hello.setName !== undefined || hello.msg === "isdbgrid";
  } finally {
    await client.close();
  }
}
