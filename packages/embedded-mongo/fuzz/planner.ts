import { type Collection, type Document, MongoClient } from "mongodb";
import { render } from "../conformance/render.ts";
import { chanceOf } from "./chance.ts";
import { type Generator, generator } from "./generate.ts";
import { inOrder, matches, type Order, type Version } from "./model.ts";

interface PlannerFuzz {
  uri: string;
  queries: number;
  seed: number;
  perRound?: number;
  version?: Version;
}

interface Mismatch {
  seed: number;
  query: string;
  indexes: string;
  detail: string;
}

interface Query {
  filter: Document;
  order: Order;
  skip: number;
  limit: number;
}

const DOCUMENTS = 80;
const AT_ONCE = 8;

/**
 * Random queries over random documents under random indexes: what the server finds by whatever plan it
 * takes must be what a walk over all documents finds, in an order that the sort allows.
 */
export async function fuzzPlanner({
  uri,
  queries,
  seed,
  perRound = 800,
  version = "released",
}: PlannerFuzz): Promise<Mismatch[]> {
  const client = await MongoClient.connect(uri, { minPoolSize: AT_ONCE });
  const mismatches: Mismatch[] = [];
  try {
    for (let done = 0; done < queries && mismatches.length < 10; done += perRound) {
      const roundSeed = seed + done;
      mismatches.push(...(await round(client, roundSeed, Math.min(perRound, queries - done), version)));
    }
    await client.db("fuzz").dropDatabase();
  } finally {
    await client.close();
  }
  return mismatches;
}

async function round(
  client: MongoClient,
  seed: number,
  queries: number,
  version: Version,
): Promise<Mismatch[]> {
  const make = generator(chanceOf(seed));
  const chance = chanceOf(seed ^ 0x5eed);
  const collection = client
    .db("fuzz")
    .collection<Document>("planner", { promoteValues: false, promoteLongs: false });
  await collection.drop().catch(() => {});
  const indexes = chance.times(5, () => make.index(chance.below(1000)));
  // Some before the documents and some after: both ways of filling an index are judged.
  const made = await create(collection, indexes.slice(0, 3));
  await insert(collection, make);
  made.push(...(await create(collection, indexes.slice(3))));
  await disturb(collection, make, chance);

  const all = await collection.find().toArray();
  const asked = Array.from(
    { length: queries },
    (): Query => ({
      filter: make.filter(),
      order: chance.often(0.55) ? make.order() : [],
      skip: chance.often(0.1) ? chance.below(5) : 0,
      limit: chance.often(0.3) ? 1 + chance.below(10) : 0,
    }),
  );
  const mismatches: Mismatch[] = [];
  const judge = async (query: Query) => {
    const detail = await judged(collection, all, query, version);
    if (detail) mismatches.push({ seed, query: render(query), indexes: render(made), detail });
  };
  for (let at = 0; at < asked.length; at += AT_ONCE)
    await Promise.all(asked.slice(at, at + AT_ONCE).map(judge));
  return mismatches;
}

async function create(
  collection: Collection<Document>,
  indexes: ({ key: Document } & Document)[],
): Promise<Document[]> {
  const made: Document[] = [];
  for (const { key, ...options } of indexes) {
    // Refused where two array fields would meet in one index, or where it is there under another name.
    await collection.createIndex(key, options).then(
      () => made.push({ key, ...options }),
      () => {},
    );
  }
  return made;
}

async function insert(collection: Collection<Document>, make: Generator): Promise<void> {
  const documents = Array.from({ length: DOCUMENTS }, (_, id) => make.document(id));
  await collection.insertMany(documents, { ordered: false }).catch(() => {});
}

/** Updates and deletes, so that indexes have been kept up and not only filled. */
async function disturb(
  collection: Collection<Document>,
  make: Generator,
  chance: ReturnType<typeof chanceOf>,
): Promise<void> {
  for (let turn = 0; turn < 25; turn++) {
    const update = chance.pick<() => Document>([
      () => ({ $set: { a: make.value() } }),
      () => ({ $unset: { b: 1 } }),
      () => ({ $set: { c: make.plain() } }),
      () => ({ $inc: { d: 1 } }),
    ])();
    await collection.updateMany(make.filter(), update).catch(() => {});
    if (chance.often(0.3)) await collection.deleteOne({ _id: { $eq: chance.below(DOCUMENTS) as never } });
  }
}

async function judged(
  collection: Collection<Document>,
  all: Document[],
  query: Query,
  version: Version,
): Promise<string | undefined> {
  const { filter, order, skip, limit } = query;
  const expected = all.filter((document) => matches(document, filter, version)).sort(inOrder(order));
  const options = {
    batchSize: 1000,
    skip,
    limit,
    ...(order.length > 0 ? { sort: Object.fromEntries(order) } : {}),
  };
  let found: Document[];
  try {
    found = await collection.find(filter, options).toArray();
  } catch (error) {
    return `refused: ${error}`;
  }
  const ids = found.map((document) => Number(document._id));
  const wanted = expected.slice(skip, limit > 0 ? skip + limit : undefined);
  const byId = new Map(all.map((document) => [Number(document._id), document]));
  const answer = () =>
    `found ${render(ids)}, expected ${render(wanted.map((document) => Number(document._id)))}`;
  if (ids.length !== wanted.length || new Set(ids).size !== ids.length) return answer();
  const allowed = new Set(expected.map((document) => Number(document._id)));
  if (!ids.every((id) => allowed.has(id))) return answer();
  // Documents that the sort holds equal may come in any order, also across the limit.
  const compare = inOrder(order);
  return ids.every((id, at) => compare(byId.get(id)!, wanted[at]!) === 0) ? undefined : answer();
}
