import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { Worker } from "node:worker_threads";
import { EmbeddedStoreError, startEmbeddedMongo } from "../src/embedded-mongo.ts";
import { folderFor } from "./open-store.ts";

test("a dead worker is reported, and nothing hangs", async (t) => {
  const said: string[] = [];
  const workers: Worker[] = [];
  const post = Worker.prototype.postMessage;
  t.mock.method(Worker.prototype, "postMessage", function (this: Worker, message: unknown) {
    workers.push(this);
    post.call(this, message);
  });
  const file = join(await folderFor(t), "store.db");
  const store = await startEmbeddedMongo({ file, onLog: (event) => said.push(event) });
  await store.stats();
  const asked = store.stats();
  await Promise.all([workers[0]!.terminate(), asked.catch(() => {})]);
  await assert.rejects(
    store.stats(),
    (error) => error instanceof EmbeddedStoreError && error.code === "WORKER_DIED",
  );
  assert.deepEqual(said, ["store.worker-died"]);
  await store.close();
});
