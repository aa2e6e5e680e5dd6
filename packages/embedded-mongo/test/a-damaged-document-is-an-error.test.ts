import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { folderFor, openStore } from "./open-store.ts";

/** What a disk may have made of a document: SQLite keeps no check sums and hands it out as it is. */
const damages: Record<string, Buffer> = {
  "a wrong length": Buffer.from("05000000414243", "hex"),
  "a string of negative length": Buffer.from("0f000000026100f8ffffff00000000", "hex"),
  "a name without an end": Buffer.from("0a0000000a6161616161", "hex"),
  "no bytes at all": Buffer.alloc(0),
};

test("a damaged document is an error, and the store goes on", async (t) => {
  const file = join(await folderFor(t), "store.db");
  const first = await openStore(t, { file });
  for (const what of Object.keys(damages))
    await first.client
      .db("app")
      .collection(what)
      .insertMany([{ a: 1 }, { a: 2 }]);
  await first.client.close();
  await first.store.close();
  const db = new DatabaseSync(file);
  for (const [what, bytes] of Object.entries(damages)) {
    const id = db.prepare("SELECT id FROM _collections WHERE name=?").get(what)?.id;
    db.prepare(`UPDATE c${id} SET doc=? WHERE r=1`).run(bytes);
  }
  db.close();

  const { client } = await openStore(t, { file });
  for (const what of Object.keys(damages))
    await t.test(what, async () => {
      const things = client.db("app").collection(what);
      for (const ask of [
        () => things.find({ a: 1 }).toArray(),
        () => things.updateMany({}, { $set: { b: 1 } }),
        () => things.createIndex({ a: 1 }),
      ])
        await assert.rejects(ask, { code: 1, message: /file is damaged/ });
      await things.insertOne({ a: 3 });
    });
});
