import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openStore } from "@siren/store/open-store";
import { noStock, receive } from "../src/domain/stock.ts";
import { outgoing } from "../src/messaging/published.ts";
import { baristaModels } from "../src/store/models.ts";
import { createStoreFloor } from "../src/store/store-floor.ts";
import { transactOver } from "../src/store/work.ts";

const now = Date.now();
const storeId = "seongsu";
const silent = { info() {}, warn() {}, error() {} };

/** As its two replicas keep it: each in a process of its own, on one file. */
async function twoReplicas(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "siren-floor-"));
  const stores: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const open = async () => {
    const store = await openStore(`sqlite://${folder}/barista.db`, { log: silent, now: Date.now });
    stores.push(store);
    const parts = { store, models: baristaModels(store), outgoing };
    const transact = transactOver(parts);
    const look = () =>
      transact(async (work) => {
        const { hands, delayMs } = await work.pace(storeId, now);
        const [cookie] = await work.stockOf(storeId, ["cookie"]);
        return { hands, delayMs, free: cookie?.free };
      });
    return { transact, look, floor: createStoreFloor(parts, () => now) };
  };
  return { here: await open(), there: await open() };
}

test("what another replica notes of a store's floor counts with the next look here", async (t) => {
  const { here, there } = await twoReplicas(t);
  assert.deepEqual(await here.look(), { hands: 1, delayMs: 0, free: undefined });
  await there.floor.postDelay(storeId, { minutes: 10, until: undefined }, { scope: "test", key: "late" });
  assert.deepEqual(await here.look(), { hands: 1, delayMs: 600_000, free: undefined });
  await there.transact(async (work) => {
    await work.seen(storeId, "jun", now);
    await work.seen(storeId, "hana", now);
  });
  assert.deepEqual(await here.look(), { hands: 2, delayMs: 600_000, free: undefined });
  await there.transact((work) => work.saveStock(receive(noStock(storeId, "cookie"), 5), now));
  assert.deepEqual(await here.look(), { hands: 2, delayMs: 600_000, free: 5 });
});

test("a transaction sees what it has itself made of the floor, and nobody does when it comes to nothing", async (t) => {
  const { here } = await twoReplicas(t);
  await here.look();
  const gaveUp = here.transact(async (work) => {
    await work.saveStock(receive(noStock(storeId, "cookie"), 5), now);
    await work.seen(storeId, "jun", now);
    await work.seen(storeId, "hana", now);
    const [cookie] = await work.stockOf(storeId, ["cookie"]);
    assert.deepEqual([(await work.pace(storeId, now)).hands, cookie?.free], [2, 5]);
    throw new Error("nothing of it");
  });
  await assert.rejects(gaveUp, /nothing of it/);
  assert.deepEqual(await here.look(), { hands: 1, delayMs: 0, free: undefined });
});
