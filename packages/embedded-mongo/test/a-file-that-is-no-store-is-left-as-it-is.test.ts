import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { EmbeddedStoreError, startEmbeddedMongo } from "../src/embedded-mongo.ts";
import { Store } from "../src/storage/store.ts";
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

  await t.test("another program's SQLite file whose log is not yet in it", async () => {
    const source = join(folder, "running.db");
    const file = join(folder, "copied.db");
    const db = new DatabaseSync(source);
    db.exec("PRAGMA journal_mode=WAL; CREATE TABLE people(name TEXT); INSERT INTO people VALUES('kim')");
    for (const end of ["", "-wal"]) await copyFile(source + end, file + end);
    db.close();
    const before = [await readFile(file), await readFile(`${file}-wal`)];
    assert.equal((await refusalOf(file)).code, "FOREIGN_FILE");
    assert.deepEqual([await readFile(file), await readFile(`${file}-wal`)], before);
  });

  await t.test("another program's SQLite file that was left in the middle of a write", async () => {
    const source = join(folder, "writing.db");
    const file = join(folder, "left.db");
    const db = new DatabaseSync(source);
    db.exec("CREATE TABLE people(name TEXT); PRAGMA cache_size=1; BEGIN");
    for (let n = 0; n < 200; n++) db.exec(`INSERT INTO people VALUES('${"kim".repeat(1000)}')`);
    for (const end of ["", "-journal"]) await copyFile(source + end, file + end);
    db.exec("ROLLBACK");
    db.close();
    assert.equal((await refusalOf(file)).code, "FOREIGN_FILE");
    const left = new DatabaseSync(file);
    assert.deepEqual({ ...left.prepare("PRAGMA journal_mode").get() }, { journal_mode: "delete" });
    left.close();
  });

  /** A store that was closed and then changed by `sql`. */
  const changedStore = async (name: string, sql: string) => {
    const file = join(folder, name);
    await (await Store.open(file, true)).close();
    const db = new DatabaseSync(file);
    db.exec(sql);
    db.close();
    return file;
  };

  await t.test("a store of a newer version that keeps its log otherwise", async () => {
    const file = await changedStore("journal.db", "UPDATE _store SET format=99; PRAGMA journal_mode=DELETE");
    const before = await readFile(file);
    assert.equal((await refusalOf(file)).code, "NEWER_VERSION");
    assert.deepEqual(await readFile(file), before);
  });

  for (const table of ["_store", "_indexes", "_collections"])
    await t.test(`a store without its table ${table}`, async () => {
      const file = await changedStore(`no${table}.db`, `DROP TABLE ${table}`);
      assert.equal((await refusalOf(file)).code, "CORRUPT_FILE");
    });

  await t.test("something else in the place of its queue", async () => {
    const file = await changedStore("queue.db", "");
    await writeFile(`${file}-turn`, "not a queue at all\n".repeat(100));
    const refusal = await refusalOf(file);
    assert.equal(refusal.code, "FOREIGN_FILE");
    assert.match(refusal.message, /queue\.db-turn/);
  });

  await t.test("a folder in the place of its queue", async () => {
    const file = await changedStore("queue2.db", "");
    await rm(`${file}-turn`);
    await mkdir(`${file}-turn`);
    assert.equal((await refusalOf(file)).code, "UNWRITABLE");
  });

  await t.test("a new store is its owner's alone", { skip: process.platform === "win32" }, async () => {
    const file = await changedStore("mine.db", "");
    assert.equal((await stat(file)).mode & 0o777, 0o600);
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
