import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { MongoClient } from "mongodb";
import { type EmbeddedMongo, type EmbeddedOptions, startEmbeddedMongo } from "../src/embedded-mongo.ts";

/** A folder that is gone after the test. */
export async function folderFor(test: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "store-test-"));
  test.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export type Opened = { store: EmbeddedMongo; client: MongoClient; file: string };

/** A running store with a client, both closed after the test. */
export async function openStore(test: TestContext, options: Partial<EmbeddedOptions> = {}): Promise<Opened> {
  const file = options.file ?? join(await folderFor(test), "store.db");
  const store = await startEmbeddedMongo({ ...options, file });
  const client = await MongoClient.connect(store.uri);
  test.after(async () => {
    await client.close();
    await store.close();
  });
  return { store, client, file };
}

/** Asks until it is so, for at most so long. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  withinMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
