import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { openStore } from "../src/open-store.ts";
import { silentLog } from "./support/silent-log.ts";
import { closing, tempFolder } from "./support/temp-folder.ts";

const command = join(import.meta.dirname, "..", "restored.ts");
const restored = (...args: string[]) => promisify(execFile)(process.execPath, [command, ...args]);

async function epochIn(uri: string): Promise<string> {
  const store = await openStore(uri, { log: silentLog, now: Date.now });
  try {
    const page = await store.feed.page({ after: 0, limit: 1, waitMs: 0 });
    assert.ok(page !== "gone");
    return page.epoch;
  } finally {
    await store.close();
  }
}

test("the command gives a store's feed another epoch, and makes none where there is no store", async (t) => {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  const uri = `sqlite://${join(folder.path, "order.db")}`;
  const before = await epochIn(uri);
  assert.equal(await epochIn(uri), before, "a restart is no restore");
  await restored(uri);
  assert.notEqual(await epochIn(uri), before);

  const slip = join(folder.path, "ordre.db");
  await assert.rejects(restored(`sqlite://${slip}`), { code: 1, stderr: `${slip} is not there\n` });
  assert.equal(existsSync(slip), false);
});
