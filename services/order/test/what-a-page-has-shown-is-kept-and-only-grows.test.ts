import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { openStore } from "@siren/store/open-store";
import { createHeard } from "../src/store/heard.ts";
import { createModels } from "../src/store/models.ts";

const quiet = { info() {}, warn() {}, error() {} };

async function twoReplicas(t: TestContext, gatherMs: number) {
  const folder = await mkdtemp(join(tmpdir(), "siren-heard-"));
  const open = async () => {
    const store = await openStore(`sqlite://${folder}/order.db`, { log: quiet, now: Date.now });
    const { heard: model } = createModels(store);
    await store.migrate([]);
    return { store, model, heard: createHeard({ models: { heard: model }, log: quiet, gatherMs }) };
  };
  const [one, other] = [await open(), await open()];
  t.after(async () => {
    for (const { heard, store } of [one, other]) {
      await heard.close();
      await store.close();
    }
    await rm(folder, { recursive: true, force: true });
  });
  return { one, other };
}

test("the highest place that any device has shown is known on every replica", async (t) => {
  const { one, other } = await twoReplicas(t, 5);
  assert.equal(await one.heard.heardUpTo("member:a"), 0);
  one.heard.note("member:a", 7);
  assert.equal(await one.heard.heardUpTo("member:a"), 7, "known here before it is written");
  await until("it is known there", async () => (await other.heard.heardUpTo("member:a")) === 7);
  other.heard.note("member:a", 4);
  await other.heard.settle();
  assert.equal(await one.heard.heardUpTo("member:a"), 7, "an older one takes nothing back");
  other.heard.note("member:a", 9);
  await other.heard.settle();
  assert.equal(await one.heard.heardUpTo("member:a"), 9);
  assert.equal(await one.heard.heardUpTo("member:b"), 0);
});

test("a thousand acknowledgements that come together are one write", async (t) => {
  const { one } = await twoReplicas(t, 60_000);
  let writes = 0;
  const bulkWrite = one.model.bulkWrite.bind(one.model);
  t.mock.method(one.model, "bulkWrite", (...given: Parameters<typeof bulkWrite>) => {
    writes += 1;
    return bulkWrite(...given);
  });
  for (let i = 0; i < 1_000; i += 1) one.heard.note(`member:m${i % 250}`, Math.floor(i / 250) + 1);
  await one.heard.settle();
  assert.equal(writes, 1);
  assert.equal(await one.model.countDocuments(), 250);
  assert.equal(await one.heard.heardUpTo("member:m249"), 4);
});

test("what could not be written is written later", async (t) => {
  const { one, other } = await twoReplicas(t, 5);
  const bulkWrite = one.model.bulkWrite.bind(one.model);
  let refusals = 2;
  t.mock.method(one.model, "bulkWrite", async (...given: Parameters<typeof bulkWrite>) => {
    refusals -= 1;
    if (refusals >= 0) throw new Error("the store is away");
    return bulkWrite(...given);
  });
  one.heard.note("member:a", 3);
  await until("it is known there", async () => (await other.heard.heardUpTo("member:a")) === 3);
});
