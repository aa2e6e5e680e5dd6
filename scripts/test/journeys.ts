import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { databasesOf, isStoreUri } from "../../e2e/harness/databases.ts";
import { fillCompileCache } from "../stack/compile-cache.ts";
import { nodeFlags, roomyNodeFlags } from "../stack/node-flags.ts";
import { buildStalePages } from "../stack/pages.ts";
import { gatheredUnder, gatherPrograms } from "../stack/programs.ts";
import { repositoryRoot as root } from "../stack/settings.ts";
import { runTestFiles } from "./run-packs.ts";
import { closingLine } from "./tally.ts";
import { testFiles } from "./test-files.ts";

/**
 * `STORE_URI='mongodb://...' npm run journeys`: the journeys of `npm test`, with every service's data at that
 * replica set. The address comes by the environment and not as an argument, which everybody on the machine could
 * read; it is not printed either. `npm run journeys -- member` runs those whose path holds that word.
 */
const say = (line: string) => process.stdout.write(`${line}\n`);
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());
process.on("disconnect", () => abort.abort());

/** They damage the embedded store's file or throw its fault switch. */
const ofTheEmbeddedStore = [
  "a-bad-start-is-one-line-and-leaves-nothing",
  "a-day-of-store-faults-loses-and-doubles-nothing",
];

async function connect(uri: string): Promise<MongoClient | string> {
  if (!isStoreUri(uri)) return "STORE_URI has to be mongodb://HOST,HOST/?replicaSet=NAME";
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    const hello = await client.db("admin").command({ hello: 1 });
    if (hello.setName !== undefined || hello.msg === "isdbgrid") return client;
    await client.close();
    return "STORE_URI leads to a lone server: the services need transactions, so a replica set";
  } catch (error) {
    await client.close();
    // The driver names hosts and reasons, never who signs in.
    return `STORE_URI is not answered: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function clearAway(client: MongoClient, run: string): Promise<void> {
  const { databases } = await client.db("admin").admin().listDatabases({ nameOnly: true });
  const ours = databases.filter(({ name }) => name.startsWith(databasesOf(run)));
  for (const { name } of ours) await client.db(name).dropDatabase();
  say(`${ours.length} databases of this run were dropped`);
}

async function journeys(client: MongoClient): Promise<number> {
  const run = randomBytes(3).toString("hex");
  // Heard by e2e/harness in each journey's process.
  process.env.STORE_RUN = run;
  const filters = process.argv.slice(2);
  const files = testFiles(root)
    .filter((file) => file.startsWith(join("e2e", "")) && !file.startsWith(join("e2e", "harness", "")))
    .filter((file) => !ofTheEmbeddedStore.some((name) => file.includes(name)))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
  await buildStalePages(root, { say });
  const programs = gatheredUnder(await gatherPrograms(root, { say }), root);
  for (const flags of [roomyNodeFlags, nodeFlags])
    await fillCompileCache({ folder: process.env.NODE_COMPILE_CACHE, programs, say, flags });
  say(`${files.length} journeys, their databases are ${databasesOf(run)}*`);
  try {
    const common = { root, signal: abort.signal, say };
    const tally = await runTestFiles(files, {
      ...common,
      concurrency: 1,
      filesToAProcess: 1,
      // Storms among them take minutes.
      timeoutMs: 780_000,
    });
    say(closingLine(tally));
    return tally.failed > 0 || tally.passed === 0 || abort.signal.aborted ? 1 : 0;
  } finally {
    await clearAway(client, run);
  }
}

const client = await connect(process.env.STORE_URI ?? "");
if (typeof client === "string") {
  process.stderr.write(`siren: ${client}\n`);
  process.exitCode = 1;
} else {
  try {
    process.exitCode = await journeys(client);
  } finally {
    await client.close();
  }
}
if (process.connected) process.disconnect();
