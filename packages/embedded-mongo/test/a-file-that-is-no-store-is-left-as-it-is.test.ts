import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { EmbeddedStoreError, startEmbeddedMongo } from "../src/embedded-mongo.ts";
import { folderFor, openStore } from "./open-store.ts";

async function refusalOf(file: string): Promise<EmbeddedStoreError> {
  try {
    const store = await startEmbeddedMongo({ file });
    await store.close();
  } catch (error) {
    assert.ok(error instanceof EmbeddedStoreError);
    assert.ok(!error.message.includes("\n"));
    return error;
  }
  throw new Error("it started");
}

test("a file that is no store is left as it is", async (t) => {
  const folder = await folderFor(t);

  await t.test("a text file", async () => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "dear diary, this is not a database at all\n".repeat(100));
    const before = await readFile(file);
    assert.equal((await refusalOf(file)).code, "FOREIGN_FILE");
    assert.deepEqual(await readFile(file), before);
  });

  await t.test("another program's SQLite file", async () => {
    const file = join(folder, "other.db");
    const db = new DatabaseSync(file);
    db.exec("CREATE TABLE people(name TEXT); INSERT INTO people VALUES('kim')");
    db.close();
    const before = await readFile(file);
    assert.equal((await refusalOf(file)).code, "FOREIGN_FILE");
    assert.deepEqual(await readFile(file), before);
  });

  await t.test("a store of a newer version", async (inner) => {
    const file = join(folder, "newer.db");
    const { store, client } = await openStore(inner, { file });
    await client.db("app").collection("c").insertOne({ a: 1 });
    await client.close();
    await store.close();
    const db = new DatabaseSync(file);
    db.exec("UPDATE _store SET format=99");
    db.close();
    const before = await readFile(file);
    const refusal = await refusalOf(file);
    assert.equal(refusal.code, "NEWER_VERSION");
    assert.match(refusal.message, /99/);
    assert.deepEqual(await readFile(file), before);
  });

  await t.test("a damaged store", async (inner) => {
    const file = join(folder, "damaged.db");
    const { store, client } = await openStore(inner, { file });
    await client.db("app").collection("c").insertOne({ a: 1 });
    await client.close();
    await store.close();
    const bytes = await readFile(file);
    bytes.fill(0x5a, 100, 4096);
    await writeFile(file, bytes);
    assert.equal((await refusalOf(file)).code, "CORRUPT_FILE");
    assert.deepEqual(await readFile(file), bytes);
  });

  await t.test("a folder that is not there", async () => {
    assert.equal((await refusalOf(join(folder, "missing", "store.db"))).code, "UNWRITABLE");
  });

  await t.test("a folder in the file's place", async () => {
    const file = join(folder, "folder.db");
    await mkdir(file);
    assert.equal((await refusalOf(file)).code, "UNWRITABLE");
  });
});
