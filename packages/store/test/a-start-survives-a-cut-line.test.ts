import assert from "node:assert/strict";
import { test } from "node:test";
import mongoose from "mongoose";
import { oneStore } from "./support/one-store.ts";

test("lines that are cut while a store is prepared delay its start and do not end it", async (t) => {
  // The driver sends no createIndexes a second time by itself.
  const next = (["dropBefore", "dropAfter"] as const).map((kind) => ({
    kind,
    command: "createIndexes",
    times: 2,
  }));
  const { store } = await oneStore(t, { faults: { next } });
  assert.equal((await store.faultsDone()).dropBefore, 2);
  const schema = new mongoose.Schema<{ _id: string; email: string }>({ _id: String, email: String });
  schema.index({ email: 1 }, { unique: true });
  await store.setFaults({ next: [{ kind: "dropBefore", command: "createIndexes", times: 2 }] });
  const people = store.model("Person", schema);
  await store.migrate([]);
  const names = (await people.collection.indexes()).map(({ name }) => name);
  assert.deepEqual(names, ["_id_", "email_1"]);
});
