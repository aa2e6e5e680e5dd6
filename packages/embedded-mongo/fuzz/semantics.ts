import { createHash } from "node:crypto";
import { type Document, MongoClient } from "mongodb";
import { refusalOf } from "../conformance/refusal.ts";
import { render } from "../conformance/render.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { generator } from "./generate.ts";
import { operation } from "./operations.ts";

interface SemanticsRun {
  uri: string;
  operations: number;
  seed: number;
}

export interface Step {
  asked: string;
  answer: string;
}

const PER_ROUND = 100;
const DOCUMENTS = 30;

/** Random operations, the same ones for the same seed, and what the server at `uri` answers to each. */
export async function* runOperations({ uri, operations, seed }: SemanticsRun): AsyncGenerator<Step> {
  const client = await MongoClient.connect(uri);
  try {
    for (let done = 0; done < operations; done += PER_ROUND) {
      yield* round(client, chanceOf(seed + done), Math.min(PER_ROUND, operations - done));
    }
    await client.db("fuzz").dropDatabase();
  } finally {
    await client.close();
  }
}

async function* round(client: MongoClient, chance: Chance, operations: number): AsyncGenerator<Step> {
  const collection = client
    .db("fuzz")
    .collection<Document>("semantics", { promoteValues: false, promoteLongs: false });
  const make = generator(chance, { nullThroughArrays: false });
  await collection.drop().catch(() => {});
  await collection.insertMany(Array.from({ length: DOCUMENTS }, (_, id) => make.document(id)));
  const indexes = chance.times(4, () => make.index(chance.below(1000)));
  for (const { key, name, ...options } of indexes) {
    const created = await collection.createIndex(key, { name, ...options }).then(render, refused);
    yield { asked: render({ createIndex: key, ...options }), answer: created };
  }
  for (let at = 0; at < operations; at++) {
    const { asked, run } = operation(make, chance);
    yield { asked: render(asked), answer: await run(collection).then(render, refused) };
  }
  yield { asked: "all documents", answer: render(await collection.find().sort({ _id: 1 }).toArray()) };
}

function refused(error: unknown): string {
  return render(refusalOf(error));
}

/** One short digest for each stretch of steps: small enough to keep, near enough to find where two part. */
export async function digests(steps: AsyncIterable<Step>, stretch = 20): Promise<string[]> {
  const all: string[] = [];
  let hash = createHash("sha256");
  let taken = 0;
  const close = () => {
    all.push(hash.digest("hex").slice(0, 8));
    hash = createHash("sha256");
    taken = 0;
  };
  for await (const { asked, answer } of steps) {
    hash.update(`${asked}\n${answer}\n`);
    taken++;
    if (taken === stretch) close();
  }
  if (taken > 0) close();
  return all;
}
