import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { openMenu } from "../src/testing/open-menu.ts";

test("two replicas that begin together, and a restart, leave one menu a store, told once", async () => {
  const door = await openMenu();
  try {
    assert.deepEqual((await door.ask("GET", "/stores")).body.stores, [], "an empty seed sows nothing");
    const [one] = await Promise.all([door.start({ SEED: "demo" }), door.start({ SEED: "demo" })]);
    await one.stop();
    await door.start({ SEED: "demo" });
    const { stores } = (await door.ask("GET", "/stores")).body;
    assert.deepEqual(
      stores.map(({ version }: { version: number }) => version),
      [1, 1, 1],
    );
    await until("all is told", async () => (await door.events()).length >= 6);
    const told = (await door.events()).map(({ type, data }) => `${type} ${data.storeId}`);
    assert.equal(new Set(told).size, 6);
    assert.equal(told.length, 6);
  } finally {
    await door.close();
  }
});
