import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { documentOf } from "../src/bson/value.ts";
import { encodeDocument } from "../src/bson/write.ts";
import { ensureCollection } from "../src/commands/collections.ts";
import { insertDocument } from "../src/storage/documents.ts";
import { Store } from "../src/storage/store.ts";
import { folderFor } from "./open-store.ts";

test("a full disk is answered and survived", async (t) => {
  const store = await Store.open(join(await folderFor(t), "store.db"), true);
  t.after(() => store.close());
  const insert = (id: number, size: number) =>
    store.write(Date.now() + 1000, (connection) =>
      insertDocument(
        connection,
        ensureCollection(connection, "app", "c"),
        documentOf(encodeDocument({ _id: id, text: "x".repeat(size) })),
      ),
    );
  await insert(1, 10);
  const [pages] = store.writer.get("PRAGMA page_count") ?? [];
  store.writer.db.exec(`PRAGMA max_page_count=${Number(pages) + 2}`);
  await assert.rejects(insert(2, 1_000_000), { code: 14031 });
  await insert(3, 10);
  const count = store.read((connection) => {
    const collection = connection.catalog.find("app", "c");
    return connection.get(`SELECT count(*) FROM c${collection?.id}`)?.[0];
  });
  assert.equal(count, 2);

  await t.test("also when there is not even room to begin", async (inner) => {
    const full = Object.assign(new Error("database or disk is full"), { errcode: 13 });
    inner.mock.method(store.writer, "tryBeginWrite", () => {
      throw full;
    });
    await assert.rejects(insert(4, 10), { code: 14031 });
    inner.mock.restoreAll();
    await insert(4, 10);
  });
});
