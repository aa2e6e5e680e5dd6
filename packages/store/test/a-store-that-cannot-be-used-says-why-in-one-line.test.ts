import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openStore } from "../src/open-store.ts";
import { StoreRefused } from "../src/store-refused.ts";
import { oneStore } from "./support/one-store.ts";
import { silentLog } from "./support/silent-log.ts";
import { closing, tempFolder } from "./support/temp-folder.ts";

const open = (uri: string) => openStore(uri, { log: silentLog, now: Date.now });

function oneLine(pattern: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof StoreRefused, String(error));
    assert.match(error.message, pattern);
    assert.ok(!error.message.includes("\n"));
    assert.ok(error.oneLine, "the runner prints the line alone and exits 78");
    return true;
  };
}

test("an address that is none, and a database that does not answer", async () => {
  await assert.rejects(open("postgres://user:secret@db"), oneLine(/^STORE must begin with .*"postgres:"$/));
  await assert.rejects(open("sqlite://"), oneLine(/names no file/));
  await assert.rejects(
    open("mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200"),
    oneLine(/the database does not answer/),
  );
});

test("a file that is no database is refused and left as it is", async (t) => {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  const file = join(folder.path, "order.db");
  const content = "a shopping list, much loved by somebody\n".repeat(200);
  await writeFile(file, content);
  await assert.rejects(open(`sqlite://${file}`), oneLine(/order\.db is not a SQLite file.*: put its backup/));
  assert.equal(await readFile(file, "utf8"), content);
});

test("a damaged file is refused and left as it is", async (t) => {
  const { store, uri, folder } = await oneStore(t);
  await store.close();
  const file = join(folder, "data", "service.db");
  const damaged = await readFile(file);
  damaged.fill(0x5a, 100, 40_000);
  await writeFile(file, damaged);
  await assert.rejects(open(uri), oneLine(/service\.db /));
  assert.deepEqual(await readFile(file), damaged);
});

test("a folder that cannot be made, and a file that is a folder", async (t) => {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  await writeFile(join(folder.path, "in-the-way"), "");
  await assert.rejects(open(`sqlite://${folder.path}/in-the-way/order.db`), oneLine(/cannot be made/));
  await mkdir(join(folder.path, "folder.db"));
  await assert.rejects(open(`sqlite://${folder.path}/folder.db`), oneLine(/folder\.db cannot be opened/));
});

test("data of a newer program are refused, data of an older one are brought forward once", async (t) => {
  const { store, again } = await oneStore(t);
  const ran: string[] = [];
  const one = { version: 1, name: "first", up: async () => void ran.push("one") };
  const two = { version: 2, name: "second", up: async () => void ran.push("two") };
  await store.migrate([one]);
  const sibling = await again();
  await Promise.all([store.migrate([one, two]), sibling.migrate([two, one])]);
  assert.deepEqual(ran, ["one", "two"]);
  await assert.rejects(store.migrate([one]), oneLine(/data is of version 2, this program knows only 1/));
});
